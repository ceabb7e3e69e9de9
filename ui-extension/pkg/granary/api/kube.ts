// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import type { KubeList, KubeMeta } from '../types/kube';
import { events, type WatchEvent } from './events';
import { ask, send } from './http';

/**
 * Granary's own objects, at the API server of the cluster that Rancher runs in, with the rights of whoever looks.
 * List and watch as kubectl does them: the first answer comes in pages, and then only what changes.
 */
const API = '/k8s/clusters/local/apis/granary.io/v1alpha1';
const PAGE = 500;
const TABLE = 'application/json;as=Table;g=meta.k8s.io;v=v1';

export type Plural =
  | 'sites' | 'sitehistories' | 'images' | 'templates' | 'policies' | 'policyreports'
  | 'rollouts' | 'rolloutreports' | 'rolloutrevisions' | 'rolloutapprovals';

export interface Place {
  plural: Plural;
  namespace?: string;
  name?: string;
}

export interface Selected {
  labels?: string;
  fields?: string;
}

/** A row of a Table: the cells of the printer columns, and of the object no more than its metadata. */
export interface TableRow {
  cells: unknown[];
  object: { metadata: KubeMeta };
}

export interface Table {
  metadata: KubeList<unknown>['metadata'];
  columnDefinitions?: { name: string }[] | null;
  rows: TableRow[];
}

type Parameters = Record<string, string | undefined>;

export function pathOf({ plural, namespace, name }: Place, parameters: Parameters = {}): string {
  const room = namespace && `namespaces/${ encodeURIComponent(namespace) }`;
  const parts = [room, plural, name && encodeURIComponent(name)];
  const wanted = Object.entries(parameters).filter((one): one is [string, string] => Boolean(one[1]));
  const query = wanted.length ? `?${ new URLSearchParams(wanted) }` : '';

  return `${ API }/${ parts.filter(Boolean).join('/') }${ query }`;
}

const selectors = ({ labels, fields }: Selected) => ({ labelSelector: labels, fieldSelector: fields });

export async function get<T>(place: Place, signal?: AbortSignal): Promise<T> {
  return (await ask<T>(pathOf(place), { signal })).body;
}

/** One page of a list; the next begins at `metadata.continue`. */
export async function list<T>(
  place: Place, selected: Selected = {}, at = '', signal?: AbortSignal,
): Promise<KubeList<T>> {
  const path = pathOf(place, { ...selectors(selected), limit: String(PAGE), continue: at });

  return (await ask<KubeList<T>>(path, { signal })).body;
}

/** All of a list that is known to be small. */
export async function listAll<T>(place: Place, selected: Selected = {}, signal?: AbortSignal): Promise<T[]> {
  const all: T[] = [];
  let at = '';

  do {
    const page = await list<T>(place, selected, at, signal);

    all.push(...page.items);
    at = page.metadata.continue ?? '';
  } while (at);

  return all;
}

/** One page of a list as a Table: a tenth of the bytes where there are very many objects. */
export async function table(place: Place, selected: Selected = {}, at = '', signal?: AbortSignal): Promise<Table> {
  const path = pathOf(place, { ...selectors(selected), limit: String(PAGE), continue: at });

  return (await ask<Table>(path, { accept: TABLE, signal })).body;
}

export interface Watch {
  selected?: Selected;
  resourceVersion: string;
  asTable?: boolean;
  signal: AbortSignal;
}

/** What changes from a resource version on, until the server ends the stream. */
export async function* watch<T>(place: Place, how: Watch): AsyncGenerator<WatchEvent<T>> {
  const path = pathOf(place, {
    ...selectors(how.selected ?? {}),
    watch: 'true',
    allowWatchBookmarks: 'true',
    resourceVersion: how.resourceVersion,
  });

  yield * events<T>(path, how.signal, how.asTable ? TABLE : undefined);
}

export async function create<T>(place: Place, object: unknown, dryRun = false): Promise<T> {
  const path = pathOf(place, { dryRun: dryRun ? 'All' : undefined });

  return (await ask<T>(path, { method: 'POST', body: object })).body;
}

/** Changes the fields that are given; null takes one away. */
export async function patch<T>(place: Place, change: unknown): Promise<T> {
  const how = { method: 'PATCH', body: change, contentType: 'application/merge-patch+json' } as const;

  return (await ask<T>(pathOf(place), how)).body;
}

export async function replace<T>(place: Place, object: unknown, dryRun = false): Promise<T> {
  const path = pathOf(place, { dryRun: dryRun ? 'All' : undefined });

  return (await ask<T>(path, { method: 'PUT', body: object })).body;
}

export async function remove(place: Place): Promise<void> {
  await send(pathOf(place), { method: 'DELETE' });
}
