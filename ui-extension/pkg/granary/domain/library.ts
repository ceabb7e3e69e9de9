// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { load } from 'js-yaml';
import type { Image, Rollout, SiteStatusCondition, Template } from '../types/crds';
import { targetOf } from './rollouts';
import type { Tone } from './tone';

/** Where a version of the library is: what its rollouts have brought it to. */
export interface Reach {
  rollout: string;
  namespace: string;
  succeeded: number;
  selected: number;
}

export function reachOf(kind: 'image' | 'template', name: string, namespace: string, rollouts: Rollout[]): Reach[] {
  return rollouts.filter(({ metadata, spec }) => {
    const target = targetOf(spec.target);

    return metadata.namespace === namespace && target?.kind === kind && target.name === name;
  }).map(({ metadata, status }) => ({
    rollout: metadata.name,
    namespace: metadata.namespace ?? '',
    succeeded: (status?.totals?.succeeded ?? 0) + (status?.totals?.alreadyCurrent ?? 0),
    selected: status?.totals?.selected ?? 0,
  }));
}

export interface Readiness { tone: Tone; word: 'Ready' | 'NotReady' | 'Unknown'; sentence: string }

/** Whether the hub takes it; in its own words why not. */
export function readiness(object: Pick<Image | Template, 'status'>): Readiness {
  const conditions: SiteStatusCondition[] = object.status?.conditions ?? [];
  const ready = conditions.find((one) => one.type === 'Ready');

  if (!ready || ready.status === 'Unknown') {
    return { tone: 'idle', word: 'Unknown', sentence: ready?.message ?? '' };
  }

  return ready.status === 'True'
    ? { tone: 'good', word: 'Ready', sentence: '' }
    : { tone: 'bad', word: 'NotReady', sentence: ready.message ?? ready.reason };
}

export type Fault = { key: 'yaml' | 'userData' | 'cloudConfig' | 'unknownParameter'; detail: string };

const said = (thrown: unknown): string => thrown instanceof Error ? thrown.message.split('\n')[0] : '';

/** What is wrong with the cloud-init of a template, as far as it can be told while it is typed. */
function cloudFaults(userData: string, parameters: string[]): Fault[] {
  if (!userData.startsWith('#cloud-config')) {
    return [{ key: 'cloudConfig', detail: '' }];
  }
  const unknown = [...userData.matchAll(/\$\{([A-Za-z_][\w-]*)\}/g)].map((match) => match[1])
    .filter((name) => !parameters.includes(name));
  const faults: Fault[] = [...new Set(unknown)].map((detail) => ({ key: 'unknownParameter', detail }));

  try {
    load(userData.replace(/\$\{[^}]*\}/g, 'x'));
  } catch (thrown) {
    faults.push({ key: 'userData', detail: said(thrown) });
  }

  return faults;
}

/** The Template of a text, and what is wrong with it. */
export function templateOf(text: string): { template?: Template; faults: Fault[] } {
  try {
    const template = load(text) as Template | undefined;
    const { userData, parameters = [] } = template?.spec ?? {};

    if (!template?.metadata?.name || !template.spec) {
      return { faults: [{ key: 'yaml', detail: 'metadata.name, spec' }] };
    }

    return { template, faults: userData ? cloudFaults(userData, parameters.map((one) => one.name)) : [] };
  } catch (thrown) {
    return { faults: [{ key: 'yaml', detail: said(thrown) }] };
  }
}

export const NEW_TEMPLATE = `apiVersion: granary.io/v1alpha1
kind: Template
metadata:
  name: pos-terminal
  namespace: fleet-default
spec:
  cpu: 2
  memory: 4Gi
  disks:
    - name: root
      image: default/pos
      size: 20Gi
  networks:
    - name: default
      network: default/vlan1
  userData: |
    #cloud-config
    hostname: pos
`;
