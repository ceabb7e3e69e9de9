// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import type { Rollout } from '../types/crds';
import { gateOf, isOver } from './rollouts';
import type { SiteView } from './sites';
import type { Tone } from './tone';

/** Something that will not go on without a person. */
export interface Matter {
  key: string;
  kind: 'paused' | 'approval' | 'sites';
  tone: Tone;
  /** What it is about. */
  subject: string;
  /** In the words of the engine. */
  sentence: string;
  to: { page: string; params: Record<string, string>; query?: Record<string, string> };
}

function ofRollout(rollout: Rollout): Matter[] {
  const { name, namespace = '' } = rollout.metadata;
  const to = { page: 'rollout', params: { namespace, name } };
  const pause = rollout.status?.pause;

  if (isOver(rollout)) {
    return [];
  }
  if (pause) {
    const key = `p/${ namespace }/${ name }`;

    return [{ key, kind: 'paused', tone: 'bad', subject: name, sentence: pause.message ?? '', to }];
  }

  return (rollout.status?.waves ?? []).filter((wave) => gateOf(wave)).map((wave) => ({
    key: `a/${ namespace }/${ name }/${ wave.name }`,
    kind: 'approval',
    tone: 'warn',
    subject: `${ name } / ${ wave.name }`,
    sentence: wave.message ?? '',
    to,
  }));
}

const named = (sites: SiteView[]): string =>
  `${ sites.slice(0, 3).map((site) => site.name).join(', ') }${ sites.length > 3 ? ', …' : '' }`;

/** Sites that are away or unwell, counted by the hub's reason. */
function ofSites(sites: SiteView[]): Matter[] {
  const groups = new Map<string, SiteView[]>();

  for (const site of sites.filter(({ state }) => state === 'Disconnected' || state === 'NotReady')) {
    const key = `${ site.state }/${ site.reason }`;

    groups.set(key, [...groups.get(key) ?? [], site]);
  }

  return [...groups].map(([key, all]) => ({
    key: `s/${ key }`,
    kind: 'sites' as const,
    tone: all[0].state === 'Disconnected' ? 'bad' as const : 'warn' as const,
    subject: String(all.length),
    sentence: `${ all[0].reason }: ${ named(all) }`,
    to: { page: 'sites', params: {}, query: { state: all[0].state } },
  }));
}

export const matters = (rollouts: Rollout[], sites: SiteView[]): Matter[] =>
  [...rollouts.flatMap(ofRollout), ...ofSites(sites)]
    .sort((a, b) => Number(a.tone !== 'bad') - Number(b.tone !== 'bad') || a.key.localeCompare(b.key));
