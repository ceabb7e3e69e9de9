// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import type { Place } from '../api/kube';
import type { Rollout, RolloutApproval, RolloutRevision, RolloutRevisionSpec } from '../types/crds';
import { gateOf, waitingWave, type Deed } from './rollouts';

/** A change at the hub: what a deed comes to on the wire. */
export type Change =
  | { verb: 'patch'; place: Place; body: unknown }
  | { verb: 'create'; place: Place; body: unknown };

const placeOf = ({ metadata: { namespace, name } }: Rollout): Place => ({ plural: 'rollouts', namespace, name });

function approval(rollout: Rollout, spec: Partial<RolloutApproval['spec']>): Change {
  const { namespace, name } = rollout.metadata;

  return {
    verb: 'create',
    place: { plural: 'rolloutapprovals', namespace },
    body: {
      apiVersion: 'granary.io/v1alpha1',
      kind: 'RolloutApproval',
      metadata: { generateName: `${ name.slice(0, 50) }-`, namespace },
      spec: { rollout: name, revision: rollout.status?.revision?.hash ?? '', ...spec },
    },
  };
}

const TARGETS = ['image', 'policy', 'settings', 'template', 'upgrade'] as const;

/** The content of an earlier revision; a merge patch, so that what it did not have goes. */
function undoing(rollout: Rollout, to: RolloutRevisionSpec): Change {
  const target = Object.fromEntries(TARGETS.map((kind) => [kind, to.target?.[kind] ?? null]));

  return { verb: 'patch', place: placeOf(rollout), body: { spec: { target, overrides: to.overrides ?? null } } };
}

export interface Wish {
  remark?: string;
  /** The revision to go back to. */
  revision?: RolloutRevisionSpec;
}

/**
 * What is to be written for a deed. An engine that stopped by itself is resumed by an approval, which says who takes
 * the failures upon himself; one that a person stopped goes on when the brake is off. Where both hold, both are needed.
 */
export function changesFor(deed: Deed, rollout: Rollout, { remark, revision }: Wish = {}): Change[] {
  const control = (values: Record<string, unknown>): Change =>
    ({ verb: 'patch', place: placeOf(rollout), body: { spec: { control: values } } });
  const said = remark?.trim() ? { remark: remark.trim() } : {};
  const wave = waitingWave(rollout);

  switch (deed) {
  case 'start':
    return [control({ paused: false })];
  case 'pause':
    return [control({ paused: true })];
  case 'resume':
    return [
      ...(rollout.status?.pause ? [approval(rollout, { decision: 'Resume', ...said })] : []),
      ...(rollout.spec.control?.paused ? [control({ paused: false })] : []),
    ];
  case 'approve':
  case 'deny':
    return wave ? [approval(rollout, {
      wave: wave.name, at: gateOf(wave), decision: deed === 'approve' ? 'Approve' : 'Deny', ...said,
    })] : [];
  case 'abort':
    return [control({ aborted: true })];
  case 'undo':
    return revision ? [undoing(rollout, revision)] : [];
  }
}

/** Leaves a site alone, unless it has started. */
export function skipping(rollout: Rollout, site: string): Change {
  const skip = [...new Set([...rollout.spec.control?.skip ?? [], site])];

  return { verb: 'patch', place: placeOf(rollout), body: { spec: { control: { skip } } } };
}

/** Revisions that one can go back to, the latest first. */
export function earlier(revisions: RolloutRevision[], rollout: Rollout): RolloutRevisionSpec[] {
  const now = rollout.status?.revision;

  return revisions.map((one) => one.spec)
    .filter((one) => one.rollout === rollout.metadata.name && one.number < (now?.number ?? 0) && one.hash !== now?.hash)
    .sort((a, b) => b.number - a.number);
}
