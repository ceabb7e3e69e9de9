// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { create, replace, type Plural } from '../api/kube';
import type { KubeObject } from '../types/kube';
import { useAction } from './useAction';

/** Keeps an object that somebody wrote, or lets the API server judge it without keeping it. */
export function useWriter(plural: Plural) {
  const { busy, problem, run } = useAction();

  /** @param before the one that is edited, as it was read, so that nobody is overwritten */
  function send(object: KubeObject, before: KubeObject | undefined, how: 'keep' | 'check'): Promise<boolean> {
    const { namespace, name } = object.metadata;
    const { resourceVersion } = before?.metadata ?? {};
    const dryRun = how === 'check';

    return run(() => before
      ? replace({ plural, namespace, name }, { ...object, metadata: { ...object.metadata, resourceVersion } }, dryRun)
      : create({ plural, namespace }, object, dryRun));
  }

  return { busy, problem, send };
}
