// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import type { Policy, PolicyReport, PolicyReportSpecSite, PolicySpec, PolicyStatusSites } from '../types/crds';
import type { KubeObject } from '../types/kube';
import type { Tone } from './tone';

export type Verdict = PolicyReportSpecSite['verdict'];
export type Mode = NonNullable<PolicySpec['mode']>;

/** Those that need a person first. */
export const VERDICTS: Verdict[] = ['Conflict', 'Drifted', 'Pending', 'Unknown', 'Compliant'];

export const VERDICT_TONE: Record<Verdict, Tone> = {
  Conflict: 'bad', Drifted: 'warn', Pending: 'busy', Unknown: 'idle', Compliant: 'good',
};

/** A policy that says nothing about it only reports. */
export const modeOf = (policy: Policy): Mode => policy.spec.mode ?? 'Report';

const FIELDS: Record<Verdict, keyof PolicyStatusSites> = {
  Conflict: 'conflict', Drifted: 'drifted', Pending: 'pending', Unknown: 'unknown', Compliant: 'compliant',
};

/** How many sites have which verdict; without those that none has. */
export const tally = (policy: Policy): { verdict: Verdict; count: number }[] => VERDICTS
  .map((verdict) => ({ verdict, count: policy.status?.sites?.[FIELDS[verdict]] ?? 0 }))
  .filter(({ count }) => count > 0);

/** What the hub has to say of a policy that a person should read: why it is refused, what is careless, what differs. */
export function sentences(policy: Policy): { tone: Tone; text: string }[] {
  const conditions = policy.status?.conditions ?? [];
  const said = (type: string, status: string, tone: Tone) => conditions
    .filter((one) => one.type === type && one.status === status && one.message)
    .map((one) => ({ tone, text: one.message ?? '' }));

  return [
    ...said('Ready', 'False', 'bad'),
    ...said('Careful', 'True', 'warn'),
    ...said('Compliant', 'False', 'warn'),
    ...said('Compliant', 'Unknown', 'idle'),
  ];
}

/** Whether the hub takes it; undefined for as long as it has not looked. */
export function isRefused(policy: Policy): boolean | undefined {
  const ready = policy.status?.conditions?.find((one) => one.type === 'Ready');

  return ready && ready.status !== 'Unknown' ? ready.status === 'False' : undefined;
}

/** Those that need a person first, then by name. */
export function byNeed(a: Policy, b: Policy): number {
  const need = (policy: Policy): number => {
    const worst = tally(policy)[0]?.verdict;

    return isRefused(policy) ? -1 : worst ? VERDICTS.indexOf(worst) : VERDICTS.length;
  };

  return need(a) - need(b) || a.metadata.name.localeCompare(b.metadata.name);
}

/** The rows of one policy out of the reports of its namespace. */
export const rowsOf = (reports: PolicyReport[], policy: string): PolicyReportSpecSite[] => reports
  .filter((report) => report.spec.policy === policy)
  .flatMap((report) => report.spec.sites ?? []);

function named(object: unknown): string {
  const { apiVersion, kind, metadata } = object as KubeObject;

  return `${ kind }.${ apiVersion } ${ [metadata?.namespace, metadata?.name].filter(Boolean).join('/') }`;
}

/** What a policy holds, as reports call it, and what else they name: an object that was taken out. */
export function held(policy: Policy, rows: PolicyReportSpecSite[]): string[] {
  const { settings = {}, objects = [], rules = [] } = policy.spec;
  const told = rows.flatMap((row) => (row.differences ?? []).map((one) => one.what));

  return [...new Set([
    ...Object.keys(settings).map((name) => `Setting ${ name }`),
    ...objects.map(named),
    ...rules.map((rule) => `Rule ${ rule.name }`),
    ...told,
  ])];
}

/** What is said of it, without what all others of its kind begin with. */
export const shortened = (what: string): string => what.slice(what.indexOf(' ') + 1);

/** A report names so many differences of a site, and no more. */
const MOST = 16;

export type Cell = 'kept' | 'differs' | 'unknown';

/** Whether a site keeps one thing of a policy. What a report has no room for is not known. */
export function cellOf({ verdict, differences = [] }: PolicyReportSpecSite, what: string): Cell {
  if (differences.some((one) => one.what === what)) {
    return 'differs';
  }

  return verdict === 'Unknown' || differences.length >= MOST ? 'unknown' : 'kept';
}

export const CELL_TONE: Record<Cell, Tone> = { kept: 'good', differs: 'warn', unknown: 'idle' };

export const NEW_POLICY = `apiVersion: granary.io/v1alpha1
kind: Policy
metadata:
  name: ntp
  namespace: fleet-default
spec:
  mode: Report
  sites:
    selector:
      matchLabels:
        role: store
  settings:
    ntp-servers:
      ntpServers: [10.20.0.2, 10.20.0.3]
`;
