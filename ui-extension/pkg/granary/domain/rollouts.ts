// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import type { Rollout, RolloutSpecTarget, RolloutStatus, RolloutStatusWave } from '../types/crds';
import type { Tone } from './tone';

export type Phase = NonNullable<RolloutStatus['phase']>;

const PHASES: Record<Phase, Tone> = {
  Planned: 'idle', Running: 'busy', Paused: 'warn', Completed: 'good', CompletedWithDeferred: 'good', Aborted: 'bad',
  Expired: 'bad',
};

/** A rollout that the engine has not looked at yet is planned. */
export const phaseOf = (rollout: Rollout): Phase => rollout.status?.phase ?? 'Planned';

export const phaseTone = (phase: Phase): Tone => PHASES[phase];

export const isOver = (rollout: Rollout): boolean =>
  ['Completed', 'CompletedWithDeferred', 'Aborted', 'Expired'].includes(phaseOf(rollout));

const WAVES: Record<string, Tone> = {
  BLOCKED: 'idle', AWAITING_BEFORE: 'warn', OPEN: 'busy', SOAKING: 'busy', AWAITING_AFTER: 'warn', NO_EVIDENCE: 'warn',
  PASSED: 'good',
};

export const waveTone = (state = ''): Tone => WAVES[state] ?? 'idle';

/** The gate of a wave at which a person has to speak; undefined if none has to. */
export function gateOf({ state }: Pick<RolloutStatusWave, 'state'>): 'Before' | 'After' | undefined {
  if (state === 'AWAITING_BEFORE') {
    return 'Before';
  }

  return state === 'AWAITING_AFTER' || state === 'NO_EVIDENCE' ? 'After' : undefined;
}

export type Part = 'succeeded' | 'inFlight' | 'failed' | 'deferred' | 'held';

export const PARTS: Part[] = ['succeeded', 'inFlight', 'failed', 'held', 'deferred'];

export interface Segment { part: Part; count: number; percent: number }

/** The parts of a lane, each by its share of the wave's sites. */
export function segments(wave: RolloutStatusWave): Segment[] {
  const sum = PARTS.reduce((all, part) => all + (wave[part] ?? 0), 0);
  const whole = Math.max(wave.sites ?? 0, sum, 1);

  return PARTS.map((part) => ({ part, count: wave[part] ?? 0, percent: 100 * (wave[part] ?? 0) / whole }))
    .filter(({ count }) => count > 0);
}

export type TargetKind = 'image' | 'template' | 'policy' | 'settings' | 'upgrade';

/** What is rolled out, in a kind and a name. */
export function targetOf(target: RolloutSpecTarget | undefined): { kind: TargetKind; name: string } | undefined {
  if (target?.image) {
    return { kind: 'image', name: target.image.name ?? '' };
  }
  if (target?.template) {
    return { kind: 'template', name: target.template.name ?? '' };
  }
  if (target?.policy) {
    return { kind: 'policy', name: target.policy.name ?? '' };
  }
  if (target?.upgrade) {
    return { kind: 'upgrade', name: target.upgrade.version ?? '' };
  }
  if (target?.settings) {
    return { kind: 'settings', name: Object.keys(target.settings.values ?? {}).join(', ') };
  }

  return undefined;
}

/** Why it stands where it stands, in the engine's own sentence. */
export function reasonOf(rollout: Rollout): string {
  const { conditions, pause } = rollout.status ?? {};

  return conditions?.find((one) => one.type === 'Progressing')?.message ?? pause?.message ?? '';
}

const ORDER: Phase[] = ['Paused', 'Running', 'Planned', 'CompletedWithDeferred', 'Completed', 'Aborted', 'Expired'];

/** Those that need somebody first, then the youngest. */
export function byUrgency(a: Rollout, b: Rollout): number {
  return ORDER.indexOf(phaseOf(a)) - ORDER.indexOf(phaseOf(b)) ||
    (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? '');
}

export type Deed = 'start' | 'pause' | 'resume' | 'approve' | 'deny' | 'abort' | 'undo';

/** What a person can do with a rollout as it stands. An abort is for good, and the first revision not undone. */
export function deedsFor(rollout: Rollout): Deed[] {
  const { status, spec: { control } } = rollout;
  const undo: Deed[] = (status?.revision?.number ?? 1) > 1 ? ['undo'] : [];

  if (control?.aborted || phaseOf(rollout) === 'Aborted') {
    return [];
  }
  if (isOver(rollout)) {
    return undo;
  }
  const waits = !status?.pause && (status?.waves ?? []).some((wave) => gateOf(wave));
  const begun = phaseOf(rollout) !== 'Planned';
  const stopped = control?.paused || status?.pause;

  return [
    ...(waits ? ['approve', 'deny'] as const : []),
    stopped ? (begun ? 'resume' : 'start') : 'pause',
    ...undo,
    'abort',
  ];
}

/** The wave at whose gate a person has to speak. */
export const waitingWave = (rollout: Rollout): RolloutStatusWave | undefined =>
  rollout.status?.waves?.find((wave) => gateOf(wave));
