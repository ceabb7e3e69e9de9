// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { computed, onScopeDispose, ref, shallowRef } from 'vue';
import { list, table, watch, type Place, type Selected, type Table, type TableRow } from '../api/kube';
import { caught, type Problem } from '../api/problem';
import type { KubeObject } from '../types/kube';

const SHOW = 400;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;

/** One page of a list, in the form in which rows are kept. */
interface Batch<T> {
  rows: T[];
  resourceVersion: string;
  next: string;
  left: number;
}

/** How a kind is read: as whole objects, or as rows of a Table. */
interface Form<T> {
  asTable: boolean;
  page(place: Place, selected: Selected, at: string, signal: AbortSignal): Promise<Batch<T>>;
  /** What an event of a watch carries. */
  carried(object: unknown): T[];
  keyOf(row: T): string;
  versionOf(object: unknown): string;
}

const idOf = ({ namespace, name }: KubeObject['metadata']): string => `${ namespace ?? '' }/${ name }`;

const objects = <T extends KubeObject>(): Form<T> => ({
  asTable: false,
  async page(place, selected, at, signal) {
    const { items, metadata } = await list<T>(place, selected, at, signal);

    return batch(items, metadata);
  },
  carried: (object) => [object as T],
  keyOf: (object) => idOf(object.metadata),
  versionOf: (object) => (object as T).metadata.resourceVersion ?? '',
});

/** A row of a Table with the names of its columns, which a watch tells only once. */
export interface NamedRow {
  metadata: TableRow['object']['metadata'];
  cell: (column: string) => string;
}

function rows(): Form<NamedRow> {
  let columns: string[] = [];
  const named = (part: Table): NamedRow[] => {
    columns = part.columnDefinitions?.map((column) => column.name) ?? columns;

    return (part.rows ?? []).map(({ cells, object }) => ({
      metadata: object.metadata,
      cell: (column) => String(cells[columns.indexOf(column)] ?? ''),
    }));
  };

  return {
    asTable: true,
    async page(place, selected, at, signal) {
      const part = await table(place, selected, at, signal);

      return batch(named(part), part.metadata);
    },
    carried: (object) => named(object as Table),
    keyOf: (row) => idOf(row.metadata),
    versionOf: (object) => {
      const { metadata, rows: [row] } = object as Table;

      return row?.object.metadata.resourceVersion ?? metadata?.resourceVersion ?? '';
    },
  };
}

function batch<T>(all: T[], metadata: Table['metadata']): Batch<T> {
  const { resourceVersion = '', continue: next = '', remainingItemCount: left = 0 } = metadata;

  return { rows: all, resourceVersion, next, left };
}

function follow<T>(form: Form<T>, place: Place, selected: Selected) {
  const known = shallowRef<Map<string, T>>();
  const problem = shallowRef<Problem>();
  const missing = ref(0);
  const over = new AbortController();
  let kept = new Map<string, T>();
  let showing: ReturnType<typeof setTimeout> | undefined;
  let wake: (() => void) | undefined;

  /** Changes come in bursts: they are shown together. */
  function show(): void {
    showing ??= setTimeout(() => {
      showing = undefined;
      known.value = new Map(kept);
    }, SHOW);
  }

  async function readAll(): Promise<string> {
    const fresh = new Map<string, T>();
    let at = '';
    let version = '';

    do {
      const { rows: part, resourceVersion, next, left } = await form.page(place, selected, at, over.signal);

      part.forEach((row) => fresh.set(form.keyOf(row), row));
      missing.value = left;
      if (!known.value || known.value.size < fresh.size) {
        known.value = new Map(fresh);
      }
      [at, version] = [next, resourceVersion];
    } while (at);
    kept = fresh;
    known.value = new Map(fresh);
    problem.value = undefined;

    return version;
  }

  /** Follows from a version on; answers the version up to which it has followed. */
  async function readChanges(from: string): Promise<string> {
    let version = from;
    const how = { selected, resourceVersion: from, asTable: form.asTable, signal: over.signal };

    for await (const { type, object } of watch<unknown>(place, how)) {
      version = form.versionOf(object) || version;
      if (type !== 'BOOKMARK') {
        form.carried(object).forEach((row) => type === 'DELETED'
          ? kept.delete(form.keyOf(row))
          : kept.set(form.keyOf(row), row));
        show();
      }
    }

    return version;
  }

  async function rest(pause: number): Promise<void> {
    await new Promise<void>((resolve) => {
      wake = resolve;
      setTimeout(resolve, pause);
    });
  }

  /** One list or one watch; the version to go on from, empty to begin anew. */
  async function step(version: string): Promise<string> {
    const begun = Date.now();
    const reached = version ? await readChanges(version) : await readAll();

    // Neither a stream that ends at once nor a list that cannot be followed is asked for without a pause.
    if (!reached || (version && Date.now() - begun < FIRST_PAUSE)) {
      await rest(FIRST_PAUSE);
    }

    return reached;
  }

  async function run(): Promise<void> {
    let version = '';
    let pause = FIRST_PAUSE;

    while (!over.signal.aborted) {
      try {
        version = await step(version);
        pause = FIRST_PAUSE;
      } catch (thrown) {
        const what = caught(thrown);

        version = '';
        if (what && what.kind !== 'expired') {
          problem.value = what;
        }
        await rest(pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      }
    }
  }

  void run();
  onScopeDispose(() => {
    over.abort();
    clearTimeout(showing);
    wake?.();
  });

  return {
    rows: computed(() => [...(known.value?.values() ?? [])]),
    known: computed(() => known.value !== undefined),
    /** How many are still to be read. */
    missing,
    problem,
    retry: () => wake?.(),
  };
}

/** All objects of a place, kept as they are while the page is open. */
export const useObjects = <T extends KubeObject>(place: Place, selected: Selected = {}) =>
  follow<T>(objects<T>(), place, selected);

/** The same as rows of a Table, for kinds of which there are very many. */
export const useRows = (place: Place, selected: Selected = {}) => follow<NamedRow>(rows(), place, selected);
