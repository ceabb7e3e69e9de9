// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import type { Rollout, RolloutReport, RolloutRevision, Site } from '@pkg/types/crds';
import type { SitePlan } from '@pkg/types/inventory';
import type { Call, Respond } from './pages';

/** A small fleet, as an API server tells it. */
export const site: Site = {
  metadata: { name: 'berne-1', namespace: 'fleet-default', labels: { 'granary.io/site-id': 'c-m-1', region: 'north' } },
  spec: { timeZone: 'Europe/Zurich', maintenance: [{ days: ['Sun'], start: '02:00', duration: '2h' }] },
  status: {
    harvesterVersion: 'v1.5.1', nodes: { ready: 2, total: 3 }, capacity: { cpu: '32', memory: '128Gi' },
    used: { cpu: '31', memory: '64Gi' }, activity: { summary: 'waits for wave canary' },
    conditions: [
      { type: 'Connected', status: 'True', reason: 'Connected', lastTransitionTime: '2026-01-01T00:00:00Z' },
      { type: 'Ready', status: 'False', reason: 'NoNodeReady', message: 'No node of the site is ready',
        lastTransitionTime: '2026-01-01T00:00:00Z' },
    ],
  },
};

export const rollout: Rollout = {
  metadata: { name: 'gold', namespace: 'fleet-default', resourceVersion: '7' },
  spec: { target: { image: { name: 'gold-2' } }, control: { skip: ['old-1'] } },
  status: {
    phase: 'Running',
    revision: { number: 2, hash: 'abc' },
    conditions: [{ type: 'Progressing', status: 'True', reason: 'Running', lastTransitionTime: '2026-01-01T00:00:00Z',
      message: 'wave canary: waits for the approval of hq-ops' }],
    totals: { progress: '2/10', selected: 12, held: { Window: 3 } },
    waves: [
      { name: 'canary', state: 'AWAITING_AFTER', message: 'waits for the approval of hq-ops', sites: 4, eligible: 3,
        succeeded: 2, failed: 1, deferred: 1 },
      { name: 'rest', state: 'BLOCKED', message: 'waits for wave canary', sites: 8 },
    ],
  },
};

const revision = (number: number, hash: string): RolloutRevision => ({
  metadata: { name: `gold-${ number }` },
  spec: {
    rollout: 'gold', number, hash, target: { image: { name: `gold-${ number }` } }, since: '2026-01-01T00:00:00Z',
  },
});

export const revisions: RolloutRevision[] = [revision(1, 'old'), revision(2, 'abc')];

export const reports = [{ metadata: { name: 'gold-2-0' }, spec: { rollout: 'gold', number: 2, shard: 0, epoch: 1,
  sites: [
    { s: 'c-m-1.uid', n: 'berne-1', p: 'FAILED', w: 'canary', a: 2, t: 1767225600, m: 'checksum differs' },
    { s: 'c-m-2.uid', n: 'berne-2', p: 'BACKOFF', w: 'canary', a: 1, t: 1767225600, m: 'tries again' },
  ] } }] as RolloutReport[];

export const plans: SitePlan[] = [
  { metadata: { name: 'gold.berne-1', labels: { 'granary.io/site-id': 'c-m-1' } },
    spec: { site: 'berne-1', wave: 'canary' },
    status: { state: 'Failed', reason: 'Failed', message: 'checksum differs', attempt: 2 } },
  { metadata: { name: 'gold.berne-2' }, spec: { site: 'berne-2', wave: 'rest' },
    status: { state: 'Waiting', reason: 'Window', message: 'its window opens at 02:00', next: 'starts then' } },
  { metadata: { name: 'gold.chur-1' }, spec: { site: 'chur-1' }, status: { state: 'NotSelected' } },
];

const row = (name: string, id: string, connected: string, ready: string, version: string) => ({
  cells: [name, connected, ready, version, 'Reason-of-it', 3, 20],
  object: { metadata: { name, namespace: 'fleet-default', labels: { 'granary.io/site-id': id, region: 'north' } } },
});

export const siteTable = {
  metadata: { resourceVersion: '5' },
  columnDefinitions: ['Name', 'Connected', 'Ready', 'Version', 'Reason', 'Nodes', 'VMs'].map((name) => ({ name })),
  rows: [
    row('berne-1', 'c-m-1', 'True', 'True', 'v1.5.1'),
    row('berne-2', 'c-m-2', 'False', 'False', 'v1.5.1'),
    row('chur-1', 'c-m-3', 'True', 'False', 'v1.4.3'),
  ],
};

const list = (items: unknown[]) => ({ metadata: { resourceVersion: '5' }, items });

/** Answers for the small fleet; what a test wants otherwise it gives by the end of the path. */
export const fleet = (other: Record<string, unknown> = {}): Respond => ({ path, headers }: Call) => {
  const kind = /([a-z]+)(?:\?|$)/.exec(path)?.[1] ?? '';

  if (kind in other) {
    return other[kind];
  }
  if (kind === 'sites') {
    return headers.Accept.includes('Table') ? siteTable : list([site]);
  }

  return {
    siteplans: list(plans),
    virtualmachinequeries: { status: { total: 40, remaining: 40, items: [],
      facets: [{ field: 'status.printableStatus', distinct: 1, values: [{ value: 'Running', count: 40 }] }] } },
    rollouts: list([rollout]),
    rolloutreports: list(reports),
    rolloutrevisions: list(revisions),
  }[kind] ?? list([]);
};
