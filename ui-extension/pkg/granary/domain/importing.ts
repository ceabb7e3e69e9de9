// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import type { Site, SiteStatusCondition } from '../types/crds';
import type { KubeMeta } from '../types/kube';
import { base64, look, withAuthority } from './kubeconfig';
import { condition } from './sites';
import type { Tone } from './tone';

/** How a Harvester cluster comes to Rancher: by its kubeconfig, by one that is a Secret already, or by hand. */
export type Way = 'kubeconfig' | 'secret' | 'paste';
export type ImportStep = 'site' | 'way' | 'check';

export const WAYS: Way[] = ['kubeconfig', 'secret', 'paste'];
export const IMPORT_STEPS: ImportStep[] = ['site', 'way', 'check'];

export interface ImportDraft {
  name: string;
  namespace: string;
  /** key=value, separated by commas, spaces or lines. */
  labels: string;
  timeZone: string;
  way: Way;
  /** Sent once, and kept nowhere. */
  kubeconfig: string;
  /** Who signed the certificate of the site's API server (PEM), where the kubeconfig does not say. */
  authority: string;
  /** Name of a Secret that is there already. */
  secret: string;
}

export const BLANK_IMPORT: ImportDraft = {
  name: '', namespace: 'fleet-default', labels: '', timeZone: '', way: 'kubeconfig', kubeconfig: '', authority: '',
  secret: '',
};

export interface Secret {
  apiVersion: 'v1';
  kind: 'Secret';
  metadata: KubeMeta;
  type: string;
  data: Record<string, string>;
}

/** What Rancher takes for the name of a cluster; c-xxxxx is its own form of id. */
const NAME = /^(?!local$)(?!c-[a-z0-9]{5}$)[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
const KEY = /^([a-z0-9]([a-z0-9.-]*[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
const VALUE = /^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/;
const ZONE = /^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+){0,2}$/;
const SECRET = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;

/** Labels out of a text; undefined if a part is none. */
export function labelsOf(text: string): Record<string, string> | undefined {
  const pairs = text.split(/[\s,]+/).filter(Boolean).map((part) => part.split('='));
  const valid = pairs.every(([key, value, ...more]) => KEY.test(key) && value !== undefined && VALUE.test(value) &&
    !more.length);

  return valid ? Object.fromEntries(pairs) : undefined;
}

/** What is missing or wrong, as keys of fields, each with its step. */
export function importFaults(draft: ImportDraft): Partial<Record<keyof ImportDraft, ImportStep>> {
  const found: [keyof ImportDraft, ImportStep, boolean][] = [
    ['name', 'site', !NAME.test(draft.name)],
    ['labels', 'site', labelsOf(draft.labels) === undefined],
    ['timeZone', 'site', draft.timeZone !== '' && !ZONE.test(draft.timeZone)],
    ['kubeconfig', 'way', draft.way === 'kubeconfig' && look(draft.kubeconfig, draft.authority).fault !== ''],
    ['authority', 'way', draft.way === 'kubeconfig' && draft.authority.trim() !== '' &&
      !draft.authority.includes('-----BEGIN CERTIFICATE-----')],
    ['secret', 'way', draft.way === 'secret' && !SECRET.test(draft.secret)],
  ];

  return Object.fromEntries(found.filter(([,, wrong]) => wrong).map(([field, step]) => [field, step]));
}

function secretName(draft: ImportDraft): string | undefined {
  switch (draft.way) {
  case 'kubeconfig': return draft.name && `${ draft.name }-import`;
  case 'secret': return draft.secret;
  case 'paste': return undefined;
  }
}

export function siteOf(draft: ImportDraft): Site & { apiVersion: string; kind: string } {
  const labels = labelsOf(draft.labels) ?? {};
  const kubeconfigSecret = secretName(draft);

  return {
    apiVersion: 'granary.io/v1alpha1',
    kind: 'Site',
    metadata: { name: draft.name, namespace: draft.namespace, ...(Object.keys(labels).length && { labels }) },
    spec: {
      ...(draft.timeZone && { timeZone: draft.timeZone }),
      import: { ...(kubeconfigSecret && { kubeconfigSecret }) },
    },
  };
}

/** The Secret that a site is imported by; none where it exists already or nobody needs one. */
export function secretOf(draft: ImportDraft, name: string): Secret | undefined {
  return draft.way === 'kubeconfig'
    ? {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace: draft.namespace, labels: { 'granary.io/import': 'true' } },
      type: 'Opaque',
      data: { kubeconfig: base64(withAuthority(draft.kubeconfig, draft.authority)) },
    }
    : undefined;
}

/** Where an import stands: the stages that everyone of them goes through. */
export type Stage = 'registered' | 'told' | 'agent' | 'connected';
export const STAGES: Stage[] = ['registered', 'told', 'agent', 'connected'];

/** Reasons of the condition Imported, by the stage that they are about; all others are about the first. */
const REASONS: Partial<Record<Stage, string[]>> = {
  told: ['WaitingForPaste', 'TokenUnusable', 'SecretMissing', 'SecretNotMeant', 'SecretNameTaken',
    'KubeconfigUnusable', 'SiteUnreachable', 'VersionUnknown', 'RegisteredElsewhere'],
  agent: ['WaitingForAgent', 'CertificateNotTrusted', 'ProxyFails', 'NameNotResolved', 'RancherUnreachable',
    'ImagePull', 'TokenRefused', 'AgentFails', 'SettingFails'],
};

export interface ImportLook {
  /** The stage that it is in; all before it are done. */
  stage: Stage;
  tone: Tone;
  done: boolean;
  /** In the words of the hub. */
  reason: string;
  message: string;
  since: string;
  /** Whether a person at the site must enter the URL. */
  pastes: boolean;
}

const toneOf = ({ reason }: Pick<SiteStatusCondition, 'reason'>): Tone => {
  if (reason === 'WaitingForPaste') {
    return 'warn';
  }

  return /^(WaitingFor|Registering|Being|NotListed|Imported|Adopted)/.test(reason) ? 'busy' : 'bad';
};

export function importLook(site: Site): ImportLook {
  const imported = condition(site, 'Imported');
  const connected = condition(site, 'Connected');
  const done = connected?.status === 'True';
  const reason = imported?.reason ?? '';
  const about = STAGES.find((stage) => REASONS[stage]?.includes(reason)) ?? 'registered';

  return {
    stage: done || imported?.status === 'True' ? 'connected' : about,
    tone: done ? 'good' : toneOf({ reason: reason || 'WaitingForHub' }),
    done,
    reason,
    message: imported?.message ?? '',
    since: imported?.lastTransitionTime ?? '',
    pastes: !done && reason === 'WaitingForPaste',
  };
}
