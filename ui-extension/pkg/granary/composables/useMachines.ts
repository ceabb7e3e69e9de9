// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import { query, type Found } from '../api/inventory';
import { caught, type Problem } from '../api/problem';
import { querySpec, type MachineFilter } from '../domain/machineFilter';
import { machineView } from '../domain/machines';
import { usePulse } from './usePulse';

const TYPING = 250;
const REFRESH = 5_000;

const firstOf = ({ total, remaining, machines }: Found): number => total - remaining - machines.length + 1;

export interface MachineOptions {
  filter: Ref<MachineFilter>;
  pageSize: Ref<number>;
  ask?: typeof query;
}

/**
 * One page of the machines that a filter finds, kept fresh while it is looked at.
 *
 * A question that was overtaken is called off, and its answer, should it still come, is dropped. Typing waits for a
 * pause. What was found stays on the page while the next answer is under way or fails.
 */
export function useMachines({ filter, pageSize, ask = query }: MachineOptions) {
  const found = shallowRef<Found>();
  const problem = shallowRef<Problem>();
  const busy = ref(false);
  /** The tokens of the pages up to this one; the first page has none. */
  const trail = ref(['']);
  let running: AbortController | undefined;
  let typing: ReturnType<typeof setTimeout> | undefined;

  const question = (signal: AbortSignal) => {
    const at = trail.value[trail.value.length - 1];

    return ask(querySpec(filter.value, pageSize.value, at), signal);
  };

  /** Asks; false if the answer is a refusal or was not waited for. */
  async function load(): Promise<boolean> {
    running?.abort();
    const mine = new AbortController();

    running = mine;
    busy.value = true;
    try {
      const answer = await withFreshToken(() => question(mine.signal));

      if (running === mine) {
        found.value = answer;
        problem.value = undefined;
      }
    } catch (thrown) {
      if (running === mine) {
        problem.value = caught(thrown);
      }
    }
    if (running !== mine) {
      return false;
    }
    running = undefined;
    busy.value = false;

    return !problem.value;
  }

  /** A page whose snapshot is no longer held goes on behind the same row, in the newest one. */
  async function withFreshToken(attempt: () => Promise<Found>): Promise<Found> {
    try {
      return await attempt();
    } catch (thrown) {
      const fresh = caught(thrown)?.next;

      if (!fresh) {
        throw thrown;
      }
      trail.value = [...trail.value.slice(0, -1), fresh];

      return attempt();
    }
  }

  function go(to: string[]): void {
    trail.value = to;
    void load();
  }

  watch(filter, (now, before) => {
    clearTimeout(typing);
    trail.value = [''];
    typing = setTimeout(() => void load(), before && now.text !== before.text ? TYPING : 0);
  });
  watch(pageSize, () => go(['']));

  void load();
  usePulse(() => busy.value ? Promise.resolve(true) : load(), REFRESH);
  onScopeDispose(() => {
    clearTimeout(typing);
    running?.abort();
    running = undefined;
  });

  return {
    rows: computed(() => (found.value?.machines ?? []).map(machineView)),
    facets: computed(() => found.value?.facets ?? []),
    total: computed(() => found.value?.total ?? 0),
    warnings: computed(() => found.value?.warnings ?? []),
    known: computed(() => found.value !== undefined),
    problem,
    busy,
    /** The number of the first row of this page, from 1. */
    first: computed(() => found.value ? firstOf(found.value) : 0),
    hasNext: computed(() => Boolean(found.value?.next)),
    hasPrevious: computed(() => trail.value.length > 1),
    next: () => found.value?.next && go([...trail.value, found.value.next]),
    previous: () => trail.value.length > 1 && go(trail.value.slice(0, -1)),
    reload: () => void load(),
  };
}
