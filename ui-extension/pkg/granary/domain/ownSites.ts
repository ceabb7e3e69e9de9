// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import type { Cluster } from '../api/clusters';
import { bytes, quantity } from './amounts';
import { siteState, type SiteView } from './sites';

/** A site as its cluster in Rancher shows it, for somebody who may not read Sites. */
export function ownSite({ id, metadata, spec, status }: Cluster, machines: number): SiteView {
  const condition = (type: string) => status?.conditions?.find((one) => one.type === type);

  return {
    key: id,
    id,
    name: spec?.displayName ?? id,
    namespace: spec?.fleetWorkspaceName ?? '',
    labels: metadata.labels ?? {},
    state: siteState(condition('Connected')?.status ?? '', condition('Ready')?.status ?? ''),
    reason: condition('Ready')?.message ?? '',
    importing: '',
    version: '',
    activity: '',
    nodes: status?.nodeCount ?? 0,
    machines,
    cpu: status?.capacity?.cpu ?? '',
    memory: bytes(quantity(status?.capacity?.memory) ?? 0),
    zone: '',
    created: metadata.creationTimestamp ?? '',
  };
}
