// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import type { MachineView } from './machines';

export type MachineColumnId = keyof Pick<MachineView,
  'status' | 'name' | 'siteName' | 'region' | 'namespace' | 'cpu' | 'memory' | 'disk' | 'ips' | 'macs' | 'node' | 'os' |
  'image' | 'networks' | 'runStrategy' | 'message' | 'created'>;

export interface MachineColumn {
  id: MachineColumnId;
  /** The field to sort by; absent where the inventory cannot. */
  sort?: string;
  usual: boolean;
  align?: 'right';
}

/** In the order of the table. */
export const MACHINE_COLUMNS: MachineColumn[] = [
  { id: 'status', sort: 'status.printableStatus', usual: true },
  { id: 'name', sort: 'spec.name', usual: true },
  { id: 'siteName', sort: 'spec.siteName', usual: true },
  { id: 'region', usual: false },
  { id: 'namespace', sort: 'spec.namespace', usual: true },
  { id: 'cpu', sort: 'spec.cpuMillis', usual: true, align: 'right' },
  { id: 'memory', sort: 'spec.memoryBytes', usual: true, align: 'right' },
  { id: 'disk', sort: 'spec.diskBytes', usual: false, align: 'right' },
  { id: 'ips', usual: true },
  { id: 'macs', usual: false },
  { id: 'node', sort: 'status.node', usual: true },
  { id: 'os', sort: 'status.os', usual: true },
  { id: 'image', sort: 'spec.image', usual: false },
  { id: 'networks', usual: false },
  { id: 'runStrategy', sort: 'spec.runStrategy', usual: false },
  { id: 'message', usual: false },
  { id: 'created', sort: 'metadata.creationTimestamp', usual: true, align: 'right' },
];

export const USUAL_COLUMNS: MachineColumnId[] = MACHINE_COLUMNS.filter((one) => one.usual).map((one) => one.id);

/** Those chosen, in the order of the table; the usual ones when nothing that exists was chosen. */
export function chosenColumns(ids: string[]): MachineColumn[] {
  const chosen = MACHINE_COLUMNS.filter((column) => ids.includes(column.id));

  return chosen.length ? chosen : MACHINE_COLUMNS.filter((column) => column.usual);
}
