// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import type { Rollout } from '../types/crds';
import type { SitePlan, SitePlanStatusPreflightFinding } from '../types/inventory';
import type { RolloutSite } from './rolloutSites';
import { isOver } from './rollouts';
import { ownLabels, shares, type SiteView } from './sites';
import type { Tone } from './tone';
import { byVersion } from './versions';

/** What a look before the start says of a site. */
export type Readiness = 'Held' | 'Refused' | 'Warned' | 'Unknown' | 'NotApplicable' | 'Fine';

/** Those that would not start first. */
export const READINESSES: Readiness[] = ['Held', 'Refused', 'Warned', 'Unknown', 'NotApplicable', 'Fine'];

export const READINESS_TONE: Record<Readiness, Tone> = {
  Held: 'bad', Refused: 'bad', Warned: 'warn', Unknown: 'idle', NotApplicable: 'idle', Fine: 'good',
};

export interface Preflight {
  verdict: Readiness;
  /** The worst first, in the words of the hub. */
  findings: SitePlanStatusPreflightFinding[];
}

export function preflightOf(plan: SitePlan): Preflight {
  const { verdict, findings = [] } = plan.status?.preflight ?? {};

  return { verdict: READINESSES.find((one) => one === verdict) ?? 'Unknown', findings };
}

const WEIGHTS: Record<string, Tone> = { Blocks: 'bad', Warns: 'warn', Tells: 'idle' };

export const weightTone = (weight = ''): Tone => WEIGHTS[weight] ?? 'idle';

/** A finding that occurs at several sites is the same when it is mended the same way. */
export interface Obstacle {
  weight: string;
  mend: string;
  sites: number;
  /** The finding of the first of these sites. */
  finding: string;
}

const ORDER = ['Blocks', 'Warns', 'Tells'];

/** What is to be mended before the start, at how many sites; the worst first, then what most sites have. */
export function obstaclesOf(sites: RolloutSite[]): Obstacle[] {
  const found = new Map<string, Obstacle>();

  for (const { preflight } of sites) {
    for (const { weight = '', finding = '', mend = '' } of preflight.findings) {
      const key = `${ weight }\n${ mend }`;
      const known = found.get(key);

      found.set(key, known ? { ...known, sites: known.sites + 1 } : { weight, mend, finding, sites: 1 });
    }
  }

  return [...found.values()].sort((a, b) =>
    ORDER.indexOf(a.weight) - ORDER.indexOf(b.weight) || b.sites - a.sites);
}

/** Rollouts that bring a Harvester version; those that are not over first, as they came. */
export const upgradesOf = (rollouts: Rollout[]): Rollout[] => rollouts
  .filter(({ spec }) => spec.target?.upgrade)
  .sort((a, b) => Number(isOver(a)) - Number(isOver(b)));

/** Sites at which an upgrade does something now, or went wrong. */
export const underWay = (sites: RolloutSite[]): RolloutSite[] =>
  sites.filter(({ tone }) => ['busy', 'bad', 'warn'].includes(tone));

export interface Matrix {
  /** Newest first; empty for what is not known. */
  versions: string[];
  rows: { group: string; counts: number[]; sum: number }[];
}

/** How many sites of each group have which version. */
export function matrixOf(sites: SiteView[], label: string): Matrix {
  const versions = shares(sites, (site) => site.version).map(({ value }) => value).sort((a, b) => byVersion(b, a));
  const groups = shares(sites, (site) => site.labels[label] ?? '').map(({ value }) => value).sort();

  return {
    versions,
    rows: groups.map((group) => {
      const inside = sites.filter((site) => (site.labels[label] ?? '') === group);

      return {
        group,
        counts: versions.map((version) => inside.filter((site) => site.version === version).length),
        sum: inside.length,
      };
    }),
  };
}

const MOST_GROUPS = 30;

/** Labels that divide the sites into a number of groups that can still be read. */
export function groupings(sites: SiteView[]): string[] {
  const keys = shares(sites.flatMap((site) => ownLabels(site.labels)), ([key]) => key).map(({ value }) => value);

  return keys.filter((key) => {
    const values = new Set(sites.map((site) => site.labels[key]));

    return values.size > 1 && values.size <= MOST_GROUPS;
  });
}

/** The name of a rollout for a version: harvester-1-8-2. */
export const nameFor = (version: string): string =>
  version ? `harvester-${ version.replace(/^v/, '').toLowerCase().replace(/[^a-z0-9]+/g, '-') }` : '';
