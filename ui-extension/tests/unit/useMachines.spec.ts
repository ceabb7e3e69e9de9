// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { effectScope, nextTick, ref } from 'vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Found } from '@pkg/api/inventory';
import { Problem } from '@pkg/api/problem';
import { useMachines } from '@pkg/composables/useMachines';
import { EVERYTHING } from '@pkg/domain/machineFilter';
import type { VirtualMachineQuerySpec } from '@pkg/types/inventory';

const page = (name: string, more: Partial<Found> = {}): Found => ({
  machines: [{ metadata: { uid: name }, spec: { name, site: 'c-1' } }],
  facets: [], total: 3, remaining: 2, next: `after-${ name }`, warnings: [], ...more,
});

/** An inventory whose answers the test gives, in the order it likes. */
class Slow {
  asked: { spec: VirtualMachineQuerySpec; signal?: AbortSignal; give: (found: Found) => void;
    refuse: (why: unknown) => void }[] = [];

  ask = (spec: VirtualMachineQuerySpec, signal?: AbortSignal) => new Promise<Found>((give, refuse) => {
    this.asked.push({ spec, signal, give, refuse });
  });
}

describe('a page of machines', () => {
  const scope = () => effectScope();
  let running = scope();

  beforeEach(() => {
    vi.useFakeTimers();
    running = scope();
  });
  afterEach(() => {
    running.stop();
    vi.useRealTimers();
  });

  function open() {
    const hub = new Slow();
    const filter = ref(EVERYTHING);
    const list = running.run(() => useMachines({ filter, pageSize: ref(1), ask: hub.ask }));

    if (!list) {
      throw new Error('the scope is over');
    }

    return { hub, filter, list };
  }
  const settle = () => vi.advanceTimersByTimeAsync(0);
  const names = (list: ReturnType<typeof open>['list']) => list.rows.value.map((row) => row.name);

  it('waits for a pause in typing, then asks once', async() => {
    const { hub, filter } = open();

    for (const text of ['t', 'ti', 'til']) {
      filter.value = { ...filter.value, text };
      await nextTick();
    }
    expect(hub.asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(300);

    expect(hub.asked.map((one) => one.spec.text)).toStrictEqual([undefined, 'til']);
  });

  it('calls off a question that is overtaken, and drops its answer', async() => {
    const { hub, filter, list } = open();

    filter.value = { ...EVERYTHING, sort: '-spec.name' };
    await nextTick();
    await settle();
    hub.asked[1].give(page('new'));
    await settle();
    hub.asked[0].give(page('old'));
    await settle();

    expect(hub.asked[0].signal?.aborted).toBe(true);
    expect(names(list)).toStrictEqual(['new']);
    expect(list.busy.value).toBe(false);
  });

  it('keeps what it shows when a refresh fails, says so, and comes back by itself', async() => {
    const { hub, list } = open();

    hub.asked[0].give(page('a'));
    await vi.advanceTimersByTimeAsync(5_000);
    hub.asked[1].refuse(new Problem('unavailable', 'the hub is starting'));
    await settle();
    expect(names(list)).toStrictEqual(['a']);
    expect(list.problem.value?.message).toBe('the hub is starting');

    await vi.advanceTimersByTimeAsync(10_000);
    hub.asked[2].give(page('b'));
    await settle();

    expect(names(list)).toStrictEqual(['b']);
    expect(list.problem.value).toBeUndefined();
  });

  it('goes on behind the same row when the snapshot of its page is gone', async() => {
    const { hub, list } = open();

    hub.asked[0].give(page('a'));
    await settle();
    list.next();
    hub.asked[1].give(page('b', { remaining: 1 }));
    await vi.advanceTimersByTimeAsync(5_000);
    hub.asked[2].refuse(new Problem('expired', 'too old', 410, [], 'fresh'));
    await settle();
    hub.asked[3].give(page('c', { remaining: 1 }));
    await settle();

    expect(hub.asked.map((one) => one.spec.continue)).toStrictEqual([undefined, 'after-a', 'after-a', 'fresh']);
    expect(names(list)).toStrictEqual(['c']);
    expect(list.first.value).toBe(2);
  });

  it('begins at the first page when the filter changes', async() => {
    const { hub, filter, list } = open();

    hub.asked[0].give(page('a'));
    await settle();
    list.next();
    filter.value = { ...EVERYTHING, sort: '-spec.name' };
    await nextTick();
    await settle();

    expect(hub.asked[2].spec).not.toHaveProperty('continue');
    expect(list.hasPrevious.value).toBe(false);
  });

  it('asks nothing any more once the page is left', async() => {
    const { hub } = open();

    running.stop();
    await vi.advanceTimersByTimeAsync(60_000);

    expect(hub.asked).toHaveLength(1);
    expect(hub.asked[0].signal?.aborted).toBe(true);
  });
});
