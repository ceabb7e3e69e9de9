// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { computed, type ComputedRef } from 'vue';
import { useStore } from 'vuex';

export type Arguments = Record<string, string | number>;
export type Translate = (key: string, args?: Arguments) => string;

interface I18nState {
  i18n: { selected?: string | null };
}

/**
 * The words of the extension: `t('machines.title')` is the key granary.machines.title. From the shell's store and not
 * by its useI18n, which escapes for HTML what Vue escapes once more.
 */
export function useText(): { t: Translate; locale: ComputedRef<string> } {
  const store = useStore<I18nState>();

  return {
    t: (key, args) => store.getters['i18n/t'](`granary.${ key }`, args) ?? key,
    locale: computed(() => store.state.i18n?.selected ?? 'en-us'),
  };
}
