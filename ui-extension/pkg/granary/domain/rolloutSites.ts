// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import type { RolloutReport, RolloutReportSpecSite } from '../types/crds';
import type { Tone } from './tone';

/** A site of a rollout, from the short names of a report. */
export interface RolloutSite {
  key: string;
  /** The id of its Rancher cluster. */
  id: string;
  name: string;
  phase: string;
  tone: Tone;
  wave: string;
  attempt: number;
  reason: string;
  /** The engine's own sentence. */
  sentence: string;
  since: string;
  startedAt: string;
  catchUp: boolean;
}

const TONES: Record<string, Tone> = {
  PENDING: 'idle', STAGING: 'busy', STAGED: 'busy', ADMITTED: 'busy', RUNNING: 'busy', VERIFYING: 'busy',
  BACKOFF: 'warn', SUCCEEDED: 'good', CURRENT: 'good', FAILED: 'bad', TIMED_OUT: 'bad', LOST: 'warn', SKIPPED: 'idle',
};

const time = (seconds: number | undefined): string => seconds ? new Date(seconds * 1000).toISOString() : '';

function siteOf(entry: RolloutReportSpecSite): RolloutSite {
  const [id] = entry.s.split('.');

  return {
    key: entry.s,
    id,
    name: entry.n ?? id,
    phase: entry.p,
    tone: TONES[entry.p] ?? 'idle',
    wave: entry.w ?? '',
    attempt: entry.a ?? 0,
    reason: entry.c ?? '',
    sentence: entry.m ?? '',
    since: time(entry.t),
    startedAt: time(entry.st),
    catchUp: entry.l ?? false,
  };
}

/** The sites of one revision, out of all its reports. */
export const sitesOf = (reports: RolloutReport[], revision: number | undefined): RolloutSite[] => reports
  .filter((report) => report.spec.number === revision)
  .flatMap((report) => (report.spec.sites ?? []).map(siteOf));

const WAITING = ['PENDING', 'STAGING', 'STAGED', 'BACKOFF'];

/** Whether a site can still be left out: it has not started. */
export const canSkip = (site: Pick<RolloutSite, 'phase'>): boolean => WAITING.includes(site.phase);
