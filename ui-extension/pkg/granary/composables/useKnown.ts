// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { onScopeDispose, shallowRef } from 'vue';
import { listAll, type Plural } from '../api/kube';
import type { TargetKind } from '../domain/rollouts';
import type { KubeObject } from '../types/kube';

/** Names to choose from. A kind that cannot be read offers none: a name can still be written. */
export function useKnown() {
  const known = shallowRef<Record<TargetKind, string[]>>({
    image: [], template: [], policy: [], settings: [], upgrade: [],
  });
  const over = new AbortController();

  async function read(kind: TargetKind, plural: Plural): Promise<void> {
    try {
      const all = await listAll<KubeObject>({ plural }, {}, over.signal);

      known.value = { ...known.value, [kind]: all.map((one) => one.metadata.name).sort() };
    } catch {
      // Shown as no suggestions; the hub judges what is written.
    }
  }

  void read('image', 'images');
  void read('template', 'templates');
  void read('policy', 'policies');
  onScopeDispose(() => over.abort());

  return known;
}
