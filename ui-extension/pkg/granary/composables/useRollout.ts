// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { computed, onScopeDispose, shallowRef, watch } from 'vue';
import { create, listAll, patch } from '../api/kube';
import { plansOf } from '../api/plans';
import { caught, type Problem } from '../api/problem';
import { changesFor, earlier, skipping, type Change, type Wish } from '../domain/deeds';
import { isOver, type Deed } from '../domain/rollouts';
import { planned, sitesOf, type RolloutSite } from '../domain/rolloutSites';
import type { Rollout, RolloutApproval, RolloutReport, RolloutRevision } from '../types/crds';
import { useAction } from './useAction';
import { usePulse } from './usePulse';
import { useObjects } from './useWatched';

const CALM = 4_000;
/** Where a site stands changes without the rollout: a look before the start comes in, an upgrade gets on. */
const ANEW = 10_000;

/** Reports carry the name of their rollout, or a hash of it where it is longer than a label may be. */
const reportsOf = (name: string) => name.length <= 63 ? { labels: `granary.io/rollout=${ name }` } : {};

/**
 * One rollout, and what belongs to it: read anew, not more often than each four seconds, whenever it changes, and its
 * sites every ten seconds for as long as it is not over.
 */
export function useRollout(namespace: string, name: string) {
  const { rows, known, problem, retry } = useObjects<Rollout>(
    { plural: 'rollouts', namespace }, { fields: `metadata.name=${ name }` });
  const rollout = computed<Rollout | undefined>(() => rows.value.find((one) => one.metadata.name === name));
  const sites = shallowRef<RolloutSite[]>([]);
  const approvals = shallowRef<RolloutApproval[]>([]);
  const revisions = shallowRef<RolloutRevision[]>([]);
  const partsProblem = shallowRef<Problem>();
  const action = useAction();
  const over = new AbortController();
  let waiting: ReturnType<typeof setTimeout> | undefined;

  const all = <T>(plural: 'rolloutreports' | 'rolloutapprovals' | 'rolloutrevisions', selected = {}) =>
    listAll<T>({ plural, namespace }, selected, over.signal);

  /** From the planner; while it does not answer, from what was last written down. */
  async function readSites(): Promise<RolloutSite[]> {
    try {
      return planned(await plansOf(namespace, name, over.signal));
    } catch (thrown) {
      const what = caught(thrown);

      if (!what || what.kind === 'forbidden') {
        throw thrown;
      }
      const reports = await all<RolloutReport>('rolloutreports', reportsOf(name));

      return sitesOf(reports.filter((one) => one.spec.rollout === name), rollout.value?.status?.revision?.number);
    }
  }

  async function readParts(): Promise<void> {
    waiting = undefined;
    try {
      [sites.value, approvals.value, revisions.value] = await Promise.all([
        readSites(),
        all<RolloutApproval>('rolloutapprovals'),
        all<RolloutRevision>('rolloutrevisions', reportsOf(name)),
      ]);
      partsProblem.value = undefined;
    } catch (thrown) {
      partsProblem.value = caught(thrown) ?? partsProblem.value;
    }
  }

  async function readSitesAnew(): Promise<boolean> {
    if (!rollout.value || isOver(rollout.value)) {
      return true;
    }
    try {
      sites.value = await readSites();
    } catch {
      // What is shown stays; what goes on being wrong is said when the rollout changes.
      return false;
    }

    return true;
  }

  async function apply(changes: Change[]): Promise<void> {
    for (const { verb, place, body } of changes) {
      await (verb === 'patch' ? patch(place, body) : create(place, body));
    }
  }

  watch(() => rollout.value?.metadata.resourceVersion, (now, before) => {
    if (now) {
      waiting ??= setTimeout(() => void readParts(), before ? CALM : 0);
    }
  });
  usePulse(readSitesAnew, ANEW);
  onScopeDispose(() => {
    over.abort();
    clearTimeout(waiting);
  });

  return {
    rollout, known, problem, retry, partsProblem,
    sites,
    approvals: computed(() => approvals.value.filter((one) => one.spec.rollout === name)
      .sort((a, b) => (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? ''))),
    earlier: computed(() => rollout.value ? earlier(revisions.value, rollout.value) : []),
    busy: action.busy,
    actionProblem: action.problem,
    act: (deed: Deed, wish: Wish) => action.run(() => rollout.value
      ? apply(changesFor(deed, rollout.value, wish))
      : Promise.resolve()),
    skip: (site: string) => action.run(() => rollout.value
      ? apply([skipping(rollout.value, site)])
      : Promise.resolve()),
  };
}
