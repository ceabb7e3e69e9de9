// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { dump, load } from 'js-yaml';
import type { KubeObject } from '../types/kube';

/** The object of a text, or what is wrong with the text; whatever else is wrong, the hub says. */
export function objectOf(text: string): { object?: KubeObject; fault: string } {
  try {
    const object = load(text) as KubeObject & { spec?: unknown } | undefined;

    return object?.metadata?.name && object.spec ? { object, fault: '' } : { fault: 'metadata.name, spec' };
  } catch (thrown) {
    return { fault: thrown instanceof Error ? thrown.message.split('\n')[0] : '' };
  }
}

/** An object as one writes it: without what its servers keep in it. */
export const textOf = (kind: string, { metadata: { name, namespace }, spec }: KubeObject & { spec: unknown }): string =>
  dump({ apiVersion: 'granary.io/v1alpha1', kind, metadata: { name, namespace }, spec },
    { noRefs: true, lineWidth: 100 });
