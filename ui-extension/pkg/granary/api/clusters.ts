// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import type { KubeMeta } from '../types/kube';
import { ask } from './http';

const PAGE = 500;

interface ClusterCondition { type: string; status: string; message?: string }

/** What Rancher tells of a cluster to its members (management.cattle.io/v3), as far as it is shown. */
export interface Cluster {
  id: string;
  metadata: KubeMeta;
  spec?: { displayName?: string; fleetWorkspaceName?: string };
  status?: {
    provider?: string;
    nodeCount?: number;
    capacity?: { cpu?: string; memory?: string };
    conditions?: ClusterCondition[];
  };
}

interface Page { data: Cluster[]; pages?: number }

/** The Harvester clusters on which somebody has a role: of the others, Rancher's Steve does not tell him. */
export async function ownClusters(signal?: AbortSignal): Promise<Cluster[]> {
  const all: Cluster[] = [];
  let pages = 1;

  for (let page = 1; page <= pages; page++) {
    const query = new URLSearchParams({
      filter: 'status.provider=harvester', sort: 'metadata.name', exclude: 'metadata.managedFields',
      page: String(page), pagesize: String(PAGE),
    });
    const { body } = await ask<Page>(`/v1/management.cattle.io.clusters?${ query }`, { signal });

    all.push(...body.data);
    pages = body.pages ?? 1;
  }

  return all;
}
