// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue';
import { changes, query, type Found } from '../api/inventory';
import { caught, type Problem } from '../api/problem';
import { changed, difference, pageOf, refreshed, type LivePage } from '../domain/livePage';
import { querySpec, type MachineFilter } from '../domain/machineFilter';
import { machineKey, machineView } from '../domain/machines';
import { useChanges } from './useChanges';
import { usePulse } from './usePulse';

const TYPING = 250;
/** How often is asked anew while changes come in that counts and other rows depend on. */
const BUSY = 3_000;
/** How often is asked anew where changes cannot be followed, */
const POLL = 5_000;
/** and where they can: warnings and the age of data change without a change of a row. */
const CALM = 30_000;

const firstOf = ({ total, remaining, machines }: Found): number => total - remaining - machines.length + 1;

export interface MachineOptions {
  filter: Ref<MachineFilter>;
  pageSize: Ref<number>;
  ask?: typeof query;
  follow?: typeof changes;
}

/**
 * One page of the machines that a filter finds, kept fresh while it is looked at: its rows change in their places, and
 * which rows would come or go is told, and done when it is asked for.
 *
 * A question that was overtaken is called off, and its answer, should it still come, is dropped. Typing waits for a
 * pause. What was found stays on the page while the next answer is under way or fails.
 */
export function useMachines({ filter, pageSize, ask = query, follow = changes }: MachineOptions) {
  const page = shallowRef<LivePage>();
  const first = ref(0);
  const problem = shallowRef<Problem>();
  const busy = ref(false);
  /** The tokens of the pages up to this one; the first page has none. */
  const trail = ref(['']);
  let running: AbortController | undefined;
  let typing: ReturnType<typeof setTimeout> | undefined;
  let asking: ReturnType<typeof setTimeout> | undefined;
  let answered = 0;

  const spec = () => querySpec(filter.value, pageSize.value, trail.value[trail.value.length - 1]);
  const following = useChanges({
    follow,
    onChanges: (events) => {
      if (page.value) {
        const now = changed(page.value, events);

        page.value = now.page;
        if (now.others) {
          asking ??= setTimeout(() => void refresh(), BUSY);
        }
      }
    },
    onGap: () => void refresh(),
  });

  /** Asks; the answer, or nothing if it is a refusal or was not waited for. */
  async function load(): Promise<Found | undefined> {
    running?.abort();
    clearTimeout(asking);
    asking = undefined;
    const mine = new AbortController();
    let answer: Found | undefined;

    running = mine;
    busy.value = true;
    try {
      answer = await withFreshToken(() => ask(spec(), mine.signal));
      if (running === mine) {
        problem.value = undefined;
        answered = Date.now();
      }
    } catch (thrown) {
      if (running === mine) {
        problem.value = caught(thrown);
      }
    }
    if (running !== mine) {
      return undefined;
    }
    running = undefined;
    busy.value = false;

    return answer;
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

  function turnTo(now: LivePage): void {
    page.value = now;
    first.value = firstOf(now.shown);
  }

  /** Shows what is found now, whatever was shown before. */
  async function show(): Promise<void> {
    following.stop();
    const answer = await load();

    if (answer) {
      turnTo(pageOf(answer));
      following.from(spec(), answer.version);
    }
  }

  /** Brings what is shown up to date without moving it; false if that failed. */
  async function refresh(): Promise<boolean> {
    const answer = await load();

    if (answer && page.value) {
      page.value = refreshed(page.value, answer);
    } else if (answer) {
      turnTo(pageOf(answer));
    }
    if (answer && !following.isOn()) {
      following.from(spec(), answer.version);
    }

    return !problem.value;
  }

  function go(to: string[]): void {
    trail.value = to;
    void show();
  }

  watch(filter, (now, before) => {
    clearTimeout(typing);
    trail.value = [''];
    typing = setTimeout(() => void show(), before && now.text !== before.text ? TYPING : 0);
  });
  watch(pageSize, () => go(['']));

  void show();
  usePulse(() => {
    const due = following.isBroken() || problem.value !== undefined || Date.now() - answered >= CALM;

    return due && !busy.value ? refresh() : Promise.resolve(true);
  }, POLL);
  onScopeDispose(() => {
    clearTimeout(typing);
    clearTimeout(asking);
    running?.abort();
    running = undefined;
  });
  const shown = computed(() => page.value?.shown);

  return {
    rows: computed(() => (shown.value?.machines ?? []).map((machine) => ({
      ...machineView(machine), gone: page.value?.gone.has(machineKey(machine)) ?? false,
    }))),
    facets: computed(() => shown.value?.facets ?? []),
    total: computed(() => shown.value?.total ?? 0),
    warnings: computed(() => shown.value?.warnings ?? []),
    known: computed(() => page.value !== undefined),
    problem,
    busy,
    /** The number of the first row of this page, from 1. */
    first,
    /** Whether the page would have other rows or another order if it was shown as it is now; and how many new ones. */
    differs: computed(() => Boolean(page.value?.next)),
    fresh: computed(() => page.value ? difference(page.value) : 0),
    hasNext: computed(() => Boolean(shown.value?.next)),
    hasPrevious: computed(() => trail.value.length > 1),
    next: () => shown.value?.next && go([...trail.value, shown.value.next]),
    previous: () => trail.value.length > 1 && go(trail.value.slice(0, -1)),
    /** Shows it as it is now. */
    reload: () => void show(),
  };
}
