// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import type { Rollout, RolloutSpecTarget, RolloutSpecWave } from '../types/crds';
import type { TargetKind } from './rollouts';
import { selectorOf, selects } from './selector';
import type { SiteView } from './sites';
import { nameFor } from './upgrades';

/** What a person fills in to begin a rollout. */
export interface Draft {
  name: string;
  namespace: string;
  kind: TargetKind;
  /** Name of the image or template, or the version. */
  target: string;
  /** name=value, one a line. */
  settings: string;
  where: string;
  exclude: string;
  canary: number;
  /** Such as 10%; empty for no second wave. */
  pilot: string;
  soak: string;
  approval: boolean;
  group: string;
  maxConcurrency: string;
  maxFailures: string;
}

export const BLANK: Draft = {
  name: '', namespace: 'fleet-default', kind: 'image', target: '', settings: '', where: '', exclude: '', canary: 2,
  pilot: '10%', soak: '1h', approval: true, group: '', maxConcurrency: '5%', maxFailures: '2%',
};

/** A node takes about an hour and a half: enough for a site of four, and some waiting. */
const UPGRADE_TIME = '12h';
const KINDS: TargetKind[] = ['image', 'template', 'policy', 'upgrade'];

/** A draft begun elsewhere: what an address says of it. */
export function startOf(asked: Record<string, unknown>): Partial<Draft> {
  const kind = KINDS.find((one) => one === asked.kind);
  const target = typeof asked.name === 'string' ? asked.name : '';

  return kind ? {
    kind,
    target,
    name: kind === 'upgrade' ? nameFor(target) : target,
    namespace: typeof asked.namespace === 'string' ? asked.namespace : BLANK.namespace,
  } : {};
}

export type Step = 'what' | 'where' | 'how' | 'preview';
export const STEPS: Step[] = ['what', 'where', 'how', 'preview'];

const words = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);
const share = (text: string): number | string => /^\d+$/.test(text.trim()) ? Number(text) : text.trim();

/** Settings out of lines; undefined if a line is none. */
export function settingsOf(text: string): Record<string, string> | undefined {
  const lines = text.split('\n').map((line) => line.trim()).filter(Boolean);
  const pairs = lines.map((line) => /^([a-z0-9-]+)\s*=\s*(.*)$/.exec(line));

  return pairs.some((pair) => !pair)
    ? undefined
    : Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']));
}

/** What is missing or wrong, as keys of fields. Whatever else is wrong, the hub says. */
export function faults(draft: Draft): Partial<Record<keyof Draft, Step>> {
  const duration = /^(\d+h)?(\d+m)?(\d+s)?$/;
  const portion = /^\d+%?$/;
  const found: [keyof Draft, Step, boolean][] = [
    ['name', 'what', !/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(draft.name)],
    ['target', 'what', draft.kind !== 'settings' && !draft.target.trim()],
    ['settings', 'what', draft.kind === 'settings' && !Object.keys(settingsOf(draft.settings) ?? {}).length],
    ['where', 'where', selectorOf(draft.where) === undefined],
    ['canary', 'how', !Number.isInteger(draft.canary) || draft.canary < 0],
    ['pilot', 'how', draft.pilot !== '' && !/^\d+%$/.test(draft.pilot)],
    ['soak', 'how', draft.soak !== '' && !duration.test(draft.soak)],
    ['maxConcurrency', 'how', !portion.test(draft.maxConcurrency)],
    ['maxFailures', 'how', !portion.test(draft.maxFailures)],
  ];

  return Object.fromEntries(found.filter(([,, wrong]) => wrong).map(([field, step]) => [field, step]));
}

function targetOf(draft: Draft): RolloutSpecTarget {
  const name = draft.target.trim();

  switch (draft.kind) {
  case 'image': return { image: { name } };
  case 'template': return { template: { name } };
  case 'policy': return { policy: { name } };
  case 'upgrade': return { upgrade: { version: name } };
  case 'settings': return { settings: { mode: 'Enforce', values: settingsOf(draft.settings) ?? {} } };
  }
}

function waves({ canary, pilot, soak, approval, group }: Draft): RolloutSpecWave[] {
  const soaked = soak ? { soak } : {};
  const gate = approval ? { approval: { after: group.trim() ? { group: group.trim() } : {} } } : {};

  return [
    ...(canary ? [{ name: 'canary', select: { count: canary }, ...soaked, ...gate }] : []),
    ...(pilot ? [{ name: 'pilot', select: { percent: pilot }, ...soaked }] : []),
    { name: 'rest' },
  ];
}

/** The rollout of a draft; it begins with the brake on, so that the plan can be looked at before anything moves. */
export function rolloutOf(draft: Draft, paused: 'paused' | 'running'): Rollout {
  const selector = selectorOf(draft.where) ?? {};
  const exclude = words(draft.exclude);
  const sites = { ...(Object.keys(selector).length && { selector }), ...(exclude.length && { exclude }) };

  return {
    apiVersion: 'granary.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name: draft.name, namespace: draft.namespace },
    spec: {
      target: targetOf(draft),
      ...(Object.keys(sites).length && { sites }),
      waves: waves(draft),
      control: {
        paused: paused === 'paused',
        maxConcurrency: share(draft.maxConcurrency),
        failures: { max: share(draft.maxFailures) },
        ...(draft.kind === 'upgrade' && { timeouts: { run: UPGRADE_TIME } }),
      },
    },
  };
}

/** The sites that a draft selects, of those that one may see. */
export function selectedSites(draft: Draft, sites: SiteView[]): SiteView[] {
  const selector = selectorOf(draft.where);
  const exclude = new Set(words(draft.exclude));

  return selector
    ? sites.filter((site) => site.namespace === draft.namespace && !exclude.has(site.name) &&
        selects(selector, site.labels))
    : [];
}

/** Roughly how many sites each wave takes; the hub says it exactly before anything starts. */
export function waveSizes(draft: Draft, selected: number): { name: string; sites: number }[] {
  let left = selected;

  return waves(draft).map(({ name, select }) => {
    const wanted = select?.count ?? (select?.percent ? Math.ceil(selected * parseInt(select.percent) / 100) : left);
    const sites = Math.min(wanted, left);

    left -= sites;

    return { name, sites };
  });
}
