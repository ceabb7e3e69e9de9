// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { effectScope, nextTick, ref } from 'vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Found, MachineEvent } from '@pkg/api/inventory';
import { Problem } from '@pkg/api/problem';
import { useMachines } from '@pkg/composables/useMachines';
import { EVERYTHING } from '@pkg/domain/machineFilter';
import type { VirtualMachineQuerySpec } from '@pkg/types/inventory';

const page = (name: string, more: Partial<Found> = {}): Found => ({
  machines: [{ metadata: { uid: name }, spec: { name, site: 'c-1' } }],
  facets: [], total: 3, remaining: 2, next: `after-${ name }`, warnings: [], version: '5', ...more,
});

/** An inventory whose answers the test gives, in the order it likes. */
class Slow {
  asked: { spec: VirtualMachineQuerySpec; signal?: AbortSignal; give: (found: Found) => void;
    refuse: (why: unknown) => void }[] = [];

  ask = (spec: VirtualMachineQuerySpec, signal?: AbortSignal) => new Promise<Found>((give, refuse) => {
    this.asked.push({ spec, signal, give, refuse });
  });
}

/** A watch whose events the test tells. */
class Watch {
  asked: { spec: VirtualMachineQuerySpec; version: string; signal: AbortSignal }[] = [];
  private wake: (() => void) | undefined;
  private told: (MachineEvent | Error)[] = [];

  tell(...events: (MachineEvent | Error)[]): void {
    this.told.push(...events);
    this.wake?.();
  }

  follow = (spec: VirtualMachineQuerySpec, version: string, signal: AbortSignal) => {
    this.asked.push({ spec, version, signal });

    return this.stream(signal);
  };

  private async* stream(signal: AbortSignal): AsyncGenerator<MachineEvent> {
    while (!signal.aborted) {
      const event = this.told.shift();

      if (event instanceof Error) {
        throw event;
      }
      if (event) {
        yield event;
      } else {
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
      }
    }
  }
}

const event = (type: MachineEvent['type'], uid: string, version: string, status = 'Running'): MachineEvent => ({
  type, object: { metadata: { uid, resourceVersion: version }, spec: { name: uid, site: 'c-1' },
    status: { printableStatus: status } } });

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
    const watch = new Watch();
    const filter = ref(EVERYTHING);
    const list = running.run(() => useMachines({ filter, pageSize: ref(1), ask: hub.ask, follow: watch.follow }));

    if (!list) {
      throw new Error('the scope is over');
    }

    return { hub, watch, filter, list };
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
    await vi.advanceTimersByTimeAsync(30_000);
    hub.asked[1].refuse(new Problem('unavailable', 'the hub is starting'));
    await settle();
    expect(names(list)).toStrictEqual(['a']);
    expect(list.problem.value?.message).toBe('the hub is starting');

    await vi.advanceTimersByTimeAsync(10_000);
    hub.asked[2].give(page('a', { total: 4 }));
    await settle();

    expect(list.total.value).toBe(4);
    expect(list.problem.value).toBeUndefined();
  });

  it('changes a row in its place as soon as it hears of it, and asks for the counts a little later', async() => {
    const { hub, watch, list } = open();

    hub.asked[0].give(page('a'));
    await settle();
    expect(watch.asked[0].version).toBe('5');
    watch.tell(event('MODIFIED', 'a', '6', 'Paused'), event('MODIFIED', 'a', '7', 'Stopped'));
    await vi.advanceTimersByTimeAsync(300);
    expect(list.rows.value[0].status).toBe('Stopped');
    expect(hub.asked).toHaveLength(1);

    await vi.advanceTimersByTimeAsync(3_000);

    expect(hub.asked).toHaveLength(2);
    expect(watch.asked).toHaveLength(1);
  });

  it('tells of new rows and keeps those that left, until somebody wants to see it', async() => {
    const { hub, watch, list } = open();

    hub.asked[0].give(page('b'));
    await settle();
    watch.tell(event('ADDED', 'a', '6'), event('DELETED', 'b', '7'));
    await vi.advanceTimersByTimeAsync(3_300);
    hub.asked[1].give(page('a', { total: 9, facets: [{ field: 'spec.os' }] }));
    await settle();

    expect(list.rows.value.map(({ name, gone }) => [name, gone])).toStrictEqual([['b', true]]);
    expect([list.differs.value, list.fresh.value, list.total.value, list.first.value]).toStrictEqual([true, 1, 9, 1]);
    expect(list.facets.value).toHaveLength(1);

    list.reload();
    hub.asked[2].give(page('a', { total: 9 }));
    await settle();

    expect(names(list)).toStrictEqual(['a']);
    expect(list.differs.value).toBe(false);
  });

  it('does not go back to what an answer has overtaken', async() => {
    const { hub, watch, list } = open();
    const [machine] = page('a').machines;

    hub.asked[0].give(page('a', { machines: [{ ...machine, metadata: { uid: 'a', resourceVersion: '9' } }] }));
    await settle();
    watch.tell(event('MODIFIED', 'a', '8', 'Stopped'));
    await vi.advanceTimersByTimeAsync(300);

    expect(list.rows.value[0].status).toBe('Unknown');
  });

  it('asks anew when it could not follow all changes, and follows from there on', async() => {
    const { hub, watch } = open();

    hub.asked[0].give(page('a'));
    await settle();
    watch.tell(new Problem('expired', 'too old'));
    await settle();
    hub.asked[1].give(page('a', { version: '70' }));
    await settle();

    expect(watch.asked.map((one) => one.version)).toStrictEqual(['5', '70']);
  });

  it('asks every few seconds where it may not follow', async() => {
    const { hub, watch } = open();

    hub.asked[0].give(page('a'));
    await settle();
    watch.tell(new Problem('forbidden', 'no watch'));
    await vi.advanceTimersByTimeAsync(5_000);

    expect(hub.asked).toHaveLength(2);
  });

  it('follows what the filter selects, and nothing any more once the page is left', async() => {
    const { hub, watch, filter } = open();

    hub.asked[0].give(page('a'));
    await settle();
    filter.value = { ...EVERYTHING, labels: 'app=pos' };
    await vi.advanceTimersByTimeAsync(300);
    hub.asked[1].give(page('b'));
    await settle();

    expect(watch.asked.map((one) => [one.spec.labelSelector, one.signal.aborted]))
      .toStrictEqual([[undefined, true], ['app=pos', false]]);
    running.stop();
    expect(watch.asked[1].signal.aborted).toBe(true);
  });

  it('goes on behind the same row when the snapshot of its page is gone', async() => {
    const { hub, list } = open();

    hub.asked[0].give(page('a'));
    await settle();
    list.next();
    hub.asked[1].give(page('b', { remaining: 1 }));
    await vi.advanceTimersByTimeAsync(30_000);
    hub.asked[2].refuse(new Problem('expired', 'too old', 410, [], 'fresh'));
    await settle();
    hub.asked[3].give(page('c', { remaining: 1 }));
    await settle();

    expect(hub.asked.map((one) => one.spec.continue)).toStrictEqual([undefined, 'after-a', 'after-a', 'fresh']);
    expect([names(list), list.fresh.value, list.first.value]).toStrictEqual([['b'], 1, 2]);
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
