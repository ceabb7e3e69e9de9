// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { effectScope } from 'vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { useObjects, useRows } from '@pkg/composables/useWatched';
import type { KubeObject } from '@pkg/types/kube';

/** A stream whose lines the test writes. */
class Stream {
  private out?: ReadableStreamDefaultController<Uint8Array>;
  readonly response = new Response(new ReadableStream<Uint8Array>({ start: (out) => {
    this.out = out;
  } }));

  say(...events: unknown[]): void {
    this.out?.enqueue(new TextEncoder().encode(`${ events.map((event) => JSON.stringify(event)).join('\n') }\n`));
  }

  end(): void {
    this.out?.close();
  }
}

const object = (name: string, resourceVersion = '1'): KubeObject =>
  ({ metadata: { name, namespace: 'n', resourceVersion } });
const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });

describe('a kind that is watched', () => {
  let scope = effectScope();
  let asked: URL[] = [];
  let streams: Stream[] = [];
  let lists: (() => Response)[] = [];

  beforeEach(() => {
    vi.useFakeTimers();
    [scope, asked, streams, lists] = [effectScope(), [], [], []];
    globalThis.fetch = async(path) => {
      const url = new URL(String(path), 'https://rancher');

      asked.push(url);
      if (url.searchParams.has('watch')) {
        streams.push(new Stream());

        return streams[streams.length - 1].response;
      }

      return (lists.shift() ?? (() => json({ metadata: { resourceVersion: '9' }, items: [] })))();
    };
  });
  afterEach(() => {
    scope.stop();
    vi.useRealTimers();
  });

  const settle = async(time = 500) => {
    for (let turn = 0; turn < 5; turn++) {
      await vi.advanceTimersByTimeAsync(time / 5);
    }
  };
  const page = (names: string[], more = {}) => () =>
    json({ metadata: { resourceVersion: '7', ...more }, items: names.map((name) => object(name)) });

  function open() {
    const kind = scope.run(() => useObjects({ plural: 'rollouts' }));

    if (!kind) {
      throw new Error('the scope is over');
    }

    return { kind, names: () => kind.rows.value.map((one) => one.metadata.name).sort() };
  }

  it('is read page by page, then followed from the version of the list', async() => {
    lists = [page(['a'], { continue: 'more', remainingItemCount: 1 }), page(['b'])];
    const { kind, names } = open();

    await settle();
    expect(names()).toStrictEqual(['a', 'b']);
    expect(kind.known.value).toBe(true);
    expect(asked.map((url) => url.searchParams.get('continue'))).toStrictEqual([null, 'more', null]);
    expect(asked[2].searchParams.get('resourceVersion')).toBe('7');
  });

  it('takes over what is added, changed and deleted', async() => {
    lists = [page(['a', 'b'])];
    const { names } = open();

    await settle();
    streams[0].say({ type: 'DELETED', object: object('a', '8') }, { type: 'ADDED', object: object('c', '9') },
      { type: 'BOOKMARK', object: { metadata: { resourceVersion: '12' } } });
    await settle();

    expect(names()).toStrictEqual(['b', 'c']);
  });

  it('goes on from the last version that it heard of when a stream ends', async() => {
    lists = [page(['a'])];
    open();
    await settle();
    streams[0].say({ type: 'BOOKMARK', object: { metadata: { resourceVersion: '12' } } });
    await settle();
    streams[0].end();
    await settle(2_000);

    expect(asked[asked.length - 1].searchParams.get('resourceVersion')).toBe('12');
    expect(asked.filter((url) => !url.searchParams.has('watch'))).toHaveLength(1);
  });

  it('is listed anew when the server no longer knows the version, and forgets what is gone', async() => {
    lists = [page(['a']), page(['b'])];
    const { kind, names } = open();

    await settle();
    streams[0].say({ type: 'ERROR', object: { kind: 'Status', code: 410, message: 'too old' } });
    await settle(2_000);

    expect(names()).toStrictEqual(['b']);
    expect(kind.problem.value).toBeUndefined();
  });

  it('says what is wrong, and tries again later and later', async() => {
    lists = Array.from({ length: 9 }, () => () => json({ message: 'you may not' }, 403));
    const { kind } = open();

    await settle(10_000);

    expect(kind.problem.value).toMatchObject({ kind: 'forbidden', message: 'you may not' });
    expect(kind.known.value).toBe(false);
    expect(asked).toHaveLength(4);
  });

  it('reads rows of a Table by the names of their columns, also where a watch leaves the names out', async() => {
    const row = (name: string, version: string) => ({ cells: [name, version], object: object(name) });

    lists = [() => json({
      metadata: { resourceVersion: '3' },
      columnDefinitions: [{ name: 'Name' }, { name: 'Version' }],
      rows: [row('berne', 'v1.5.0')],
    })];
    const kind = scope.run(() => useRows({ plural: 'sites' }));

    await settle();
    streams[0].say({ type: 'MODIFIED', object: { rows: [row('berne', 'v1.6.0')] } });
    await settle();

    expect(kind?.rows.value.map((one) => one.cell('Version'))).toStrictEqual(['v1.6.0']);
  });
});
