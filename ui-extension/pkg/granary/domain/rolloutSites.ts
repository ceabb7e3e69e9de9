// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import type { RolloutReport, RolloutReportSpecSite } from '../types/crds';
import type { SitePlan } from '../types/inventory';
import { SITE_ID } from './sites';
import type { Tone } from './tone';
import { preflightOf, type Preflight } from './upgrades';

/** The words of the planner for what a site does. */
export type SiteWord =
  | 'NotSelected' | 'Waiting' | 'Starting' | 'Fetching' | 'Running' | 'Stopping'
  | 'Succeeded' | 'AlreadyCurrent' | 'Failed' | 'TimedOut' | 'Lost' | 'Skipped';

/** A site of a rollout. */
export interface RolloutSite {
  key: string;
  /** The id of its Rancher cluster; empty where it is not known. */
  id: string;
  name: string;
  state: SiteWord;
  tone: Tone;
  wave: string;
  attempt: number;
  reason: string;
  /** The engine's own sentence. */
  sentence: string;
  /** What comes then, if nothing else happens. */
  next: string;
  until: string;
  since: string;
  preflight: Preflight;
}

const TONES: Record<SiteWord, Tone> = {
  NotSelected: 'idle', Waiting: 'idle', Starting: 'busy', Fetching: 'busy', Running: 'busy', Stopping: 'warn',
  Succeeded: 'good', AlreadyCurrent: 'good', Failed: 'bad', TimedOut: 'bad', Lost: 'warn', Skipped: 'idle',
};

export const siteTone = (state: SiteWord): Tone => TONES[state] ?? 'idle';

/** The planner's answers for every site, also for those that have not begun. */
export function planned(plans: SitePlan[]): RolloutSite[] {
  return plans.filter(({ status }) => status?.state !== 'NotSelected').map((plan) => {
    const { metadata, spec, status } = plan;
    const state = (status?.state ?? 'Waiting') as SiteWord;

    return {
      key: metadata?.name ?? '',
      id: metadata?.labels?.[SITE_ID] ?? '',
      name: spec?.site ?? '',
      state,
      tone: siteTone(state),
      wave: spec?.wave ?? '',
      attempt: status?.attempt ?? 0,
      reason: status?.reason ?? '',
      sentence: status?.message ?? '',
      next: status?.next ?? '',
      until: status?.until ?? '',
      since: status?.since ?? '',
      preflight: preflightOf(plan),
    };
  });
}

const STATES: Record<string, SiteWord> = {
  STAGING: 'Fetching', ADMITTED: 'Starting', RUNNING: 'Running', VERIFYING: 'Running', SUCCEEDED: 'Succeeded',
  CURRENT: 'AlreadyCurrent', FAILED: 'Failed', TIMED_OUT: 'TimedOut', LOST: 'Lost', SKIPPED: 'Skipped',
};

const time = (seconds: number | undefined): string => seconds ? new Date(seconds * 1000).toISOString() : '';

function siteOf(entry: RolloutReportSpecSite): RolloutSite {
  const [id] = entry.s.split('.');
  const state = STATES[entry.p] ?? 'Waiting';

  return {
    key: entry.s,
    id,
    name: entry.n ?? id,
    state,
    tone: siteTone(state),
    wave: entry.w ?? '',
    attempt: entry.a ?? 0,
    reason: entry.c ?? '',
    sentence: entry.m ?? '',
    next: '',
    until: '',
    since: time(entry.t),
    preflight: { verdict: 'Unknown', findings: [] },
  };
}

/** The sites of one revision out of all its reports: those that have begun, as it was last written down. */
export const sitesOf = (reports: RolloutReport[], revision: number | undefined): RolloutSite[] => reports
  .filter((report) => report.spec.number === revision)
  .flatMap((report) => (report.spec.sites ?? []).map(siteOf));

/** Whether a site can still be left out: it has not started. */
export const canSkip = ({ state }: Pick<RolloutSite, 'state'>): boolean => state === 'Waiting' || state === 'Fetching';
