// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import type {
  FleetVirtualMachine, VirtualMachineQuery, VirtualMachineQuerySpec, VirtualMachineQueryStatusFacet,
} from '../types/inventory';
import { events, type WatchEvent } from './events';
import { ask, send } from './http';

const API = 'inventory.granary.io/v1alpha1';

/** Raw, and never through Steve: Steve would copy every row into its own database to answer. */
export const INVENTORY = `/k8s/clusters/local/apis/${ API }`;
const QUERIES = `${ INVENTORY }/virtualmachinequeries`;

export type ExportFormat = 'CSV' | 'NDJSON';

export interface Found {
  machines: FleetVirtualMachine[];
  facets: VirtualMachineQueryStatusFacet[];
  total: number;
  remaining: number;
  /** Where the next page begins; empty after the last. */
  next: string;
  warnings: string[];
  /** The step of the inventory that is shown, from which its changes can be followed. */
  version: string;
}

export type MachineEvent = WatchEvent<FleetVirtualMachine>;

const asked = (spec: VirtualMachineQuerySpec) => ({ apiVersion: API, kind: 'VirtualMachineQuery', spec });

/** Asks for one page and its counts. */
export async function query(spec: VirtualMachineQuerySpec, signal?: AbortSignal): Promise<Found> {
  const { body, warnings } = await ask<VirtualMachineQuery>(QUERIES, { method: 'POST', body: asked(spec), signal });
  const status = body.status ?? {};

  return {
    machines: status.items ?? [],
    facets: status.facets ?? [],
    total: status.total ?? 0,
    remaining: status.remaining ?? 0,
    next: status.continue ?? '',
    warnings,
    version: status.resourceVersion ?? '',
  };
}

/**
 * What changes among the machines that a question selects by labels and fields, from a version on; a watch knows no
 * full text.
 */
export function changes(
  spec: VirtualMachineQuerySpec, version: string, signal: AbortSignal,
): AsyncGenerator<MachineEvent> {
  const asks = new URLSearchParams({ watch: 'true', allowWatchBookmarks: 'true', resourceVersion: version });

  if (spec.labelSelector) {
    asks.set('labelSelector', spec.labelSelector);
  }
  if (spec.fieldSelector) {
    asks.set('fieldSelector', spec.fieldSelector);
  }

  return events<FleetVirtualMachine>(`${ INVENTORY }/fleetvirtualmachines?${ asks }`, signal);
}

/** All that is found, as a file. */
export async function exported(spec: VirtualMachineQuerySpec, format: ExportFormat): Promise<Blob> {
  const { limit, continue: at, facets, facetLimit, ...rest } = spec;

  void [limit, at, facets, facetLimit];
  const accept = format === 'CSV' ? 'text/csv' : 'application/x-ndjson';
  const response = await send(QUERIES, { method: 'POST', body: asked({ ...rest, format }), accept });

  return response.blob();
}
