// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import { ownClusters } from '../api/clusters';
import { query } from '../api/inventory';
import { caught, type Problem } from '../api/problem';
import { ownSite } from '../domain/ownSites';
import type { SiteView } from '../domain/sites';
import { usePulse } from './usePulse';

const EVERY = 10_000;
const SITE = 'spec.site';
const MOST = 1000;

/** The sites on whose clusters one has a role in Rancher, with the machines that one sees there; while it is wanted. */
export function useOwnSites(wanted: Ref<boolean>) {
  const sites = shallowRef<SiteView[]>();
  const problem = shallowRef<Problem>();
  const over = new AbortController();

  async function load(): Promise<boolean> {
    if (!wanted.value) {
      return true;
    }
    try {
      const [clusters, { facets }] = await Promise.all([
        ownClusters(over.signal),
        query({ limit: 0, facets: [SITE], facetLimit: MOST }, over.signal),
      ]);
      const machines = new Map(facets[0]?.values?.map(({ value, count }) => [value, count ?? 0]));

      sites.value = clusters.map((cluster) => ownSite(cluster, machines.get(cluster.id) ?? 0));
      problem.value = undefined;
    } catch (thrown) {
      problem.value = caught(thrown);
    }

    return !problem.value;
  }

  watch(wanted, () => void load());
  const { again } = usePulse(load, EVERY);

  onScopeDispose(() => over.abort());

  return { sites, problem, retry: () => void load().then(again) };
}
