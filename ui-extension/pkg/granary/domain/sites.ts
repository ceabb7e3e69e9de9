// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import type { NamedRow } from '../composables/useWatched';
import type { Site, SiteStatusCondition } from '../types/crds';
import type { Tone } from './tone';

/** The four states of a site that a person tells apart from across the room. */
export type SiteState = 'Ready' | 'NotReady' | 'Disconnected' | 'Unknown';

export const SITE_STATES: SiteState[] = ['Disconnected', 'NotReady', 'Unknown', 'Ready'];

export const SITE_TONE: Record<SiteState, Tone> = {
  Ready: 'good', NotReady: 'warn', Disconnected: 'bad', Unknown: 'idle',
};

export interface SiteView {
  key: string;
  /** The Rancher cluster id, which the rows of virtual machines carry too; empty for a Site that nobody reached yet. */
  id: string;
  name: string;
  namespace: string;
  labels: Record<string, string>;
  state: SiteState;
  reason: string;
  /** Why its import into Rancher is where it is; empty for a site that came otherwise. */
  importing: string;
  version: string;
  activity: string;
  nodes: number;
  machines: number;
  cpu: string;
  memory: string;
  zone: string;
  created: string;
}

export const SITE_ID = 'granary.io/site-id';

/** From the conditions Connected and Ready, as the hub judged them. */
export function siteState(connected: string, ready: string): SiteState {
  if (connected === 'False') {
    return 'Disconnected';
  }
  if (connected !== 'True' || ready === 'Unknown' || !ready) {
    return 'Unknown';
  }

  return ready === 'True' ? 'Ready' : 'NotReady';
}

export function siteView({ metadata, cell }: NamedRow): SiteView {
  const labels = metadata.labels ?? {};

  return {
    key: `${ metadata.namespace ?? '' }/${ metadata.name }`,
    id: labels[SITE_ID] ?? cell('Cluster'),
    name: metadata.name,
    namespace: metadata.namespace ?? '',
    labels,
    state: siteState(cell('Connected'), cell('Ready')),
    reason: cell('Reason'),
    importing: cell('Import'),
    version: cell('Version'),
    activity: cell('Activity'),
    nodes: Number(cell('Nodes')) || 0,
    machines: Number(cell('VMs')) || 0,
    cpu: cell('CPU'),
    memory: cell('Memory'),
    zone: cell('Zone'),
    created: metadata.creationTimestamp ?? '',
  };
}

/** Whether its import is not over yet: it has an id as soon as Rancher knows of it, and nothing else to be shown. */
export const isOnItsWay = ({ id, importing }: Pick<SiteView, 'id' | 'importing'>): boolean =>
  !id || !['', 'Imported', 'Adopted'].includes(importing);

/** Labels that people gave, without those by which Granary, Rancher and Kubernetes keep their books. */
export const ownLabels = (labels: Record<string, string> = {}): [string, string][] =>
  Object.entries(labels).filter(([key]) => !/(^|\.)((granary|kubernetes|k8s)\.io\/|cattle\.io(\/|$))/.test(key));

export const condition = (site: Pick<Site, 'status'>, type: string): SiteStatusCondition | undefined =>
  site.status?.conditions?.find((one) => one.type === type);

const GOOD_BUT: Record<string, Tone> = { ExpiresSoon: 'warn', Rebuilt: 'bad' };

/** How a condition of a site looks: all of them are well when they are True. */
export function conditionTone({ status, reason }: Pick<SiteStatusCondition, 'status' | 'reason'>): Tone {
  if (status === 'True') {
    return GOOD_BUT[reason] ?? 'good';
  }

  return status === 'False' ? 'bad' : 'idle';
}

export function stateOf(site: Site): SiteState {
  return siteState(condition(site, 'Connected')?.status ?? '', condition(site, 'Ready')?.status ?? '');
}

const OUTCOMES: Record<string, Tone> = {
  Succeeded: 'good', AlreadyCurrent: 'good', Failed: 'bad', TimedOut: 'bad', Lost: 'warn', Skipped: 'idle',
};

export const outcomeTone = (outcome: string): Tone => OUTCOMES[outcome] ?? 'idle';

export interface Share { value: string; count: number }

/** How often each value occurs, the most frequent first. */
export function shares<T>(rows: T[], valueOf: (row: T) => string): Share[] {
  const counts = new Map<string, number>();

  for (const row of rows) {
    counts.set(valueOf(row), (counts.get(valueOf(row)) ?? 0) + 1);
  }

  return [...counts].map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || a.value.localeCompare(b.value));
}
