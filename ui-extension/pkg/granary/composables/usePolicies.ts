// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { computed } from 'vue';
import { patch } from '../api/kube';
import { byNeed, rowsOf, type Mode } from '../domain/policies';
import type { Policy, PolicyReport } from '../types/crds';
import { useAction } from './useAction';
import { useObjects } from './useWatched';

/** All policies, those that need somebody first. */
export function usePolicies() {
  const { rows, ...rest } = useObjects<Policy>({ plural: 'policies' });

  return { policies: computed(() => [...rows.value].sort(byNeed)), ...rest };
}

/** Reports carry the name of their policy, or a hash of it where it is longer than a label may be. */
const reportsOf = (name: string) => name.length <= 63 ? { labels: `granary.io/policy=${ name }` } : {};

/** One policy, and how each of its sites keeps it. */
export function usePolicy(namespace: string, name: string) {
  const { rows, known, problem, retry } = useObjects<Policy>(
    { plural: 'policies', namespace }, { fields: `metadata.name=${ name }` });
  const reports = useObjects<PolicyReport>({ plural: 'policyreports', namespace }, reportsOf(name));
  const turning = useAction();

  return {
    policy: computed<Policy | undefined>(() => rows.value.find((one) => one.metadata.name === name)),
    known, problem, retry,
    sites: computed(() => rowsOf(reports.rows.value, name)),
    sitesKnown: reports.known,
    sitesProblem: reports.problem,
    retrySites: reports.retry,
    busy: turning.busy,
    turnProblem: turning.problem,
    turn: (mode: Mode) => turning.run(() => patch({ plural: 'policies', namespace, name }, { spec: { mode } })),
  };
}
