// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { dump } from 'js-yaml';
import { computed, ref } from 'vue';
import { objectOf } from '../domain/yaml';
import type { KubeObject } from '../types/kube';

/** The YAML beside a form: it says what the form makes, and what is written into it by hand counts from then on. */
export function useYaml<T extends KubeObject>(made: () => T, changed: () => void) {
  const written = ref<string>();
  const object = computed<T | undefined>(() => written.value === undefined
    ? made()
    : objectOf(written.value).object as T | undefined);

  return {
    object,
    byHand: computed(() => written.value !== undefined),
    readable: computed(() => object.value !== undefined),
    yaml: computed({
      get: () => written.value ?? dump(made(), { noRefs: true, lineWidth: 100 }),
      set: (text: string) => {
        written.value = text;
        changed();
      },
    }),
    toForm: () => {
      written.value = undefined;
      changed();
    },
  };
}
