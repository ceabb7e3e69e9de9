// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { onScopeDispose, shallowRef } from 'vue';
import { query, type Found } from '../api/inventory';
import { caught, type Problem } from '../api/problem';
import { usePulse } from './usePulse';

const EVERY = 10_000;

/** Counts over all machines, without a row of them. */
export function useCounts(facets: string[], ask: typeof query = query) {
  const found = shallowRef<Found>();
  const problem = shallowRef<Problem>();
  const over = new AbortController();

  async function load(): Promise<boolean> {
    try {
      found.value = await ask({ limit: 0, facets, facetLimit: 12 }, over.signal);
      problem.value = undefined;
    } catch (thrown) {
      problem.value = caught(thrown);
    }

    return !problem.value;
  }

  void load();
  usePulse(load, EVERY);
  onScopeDispose(() => over.abort());

  return { found, problem, retry: () => void load() };
}
