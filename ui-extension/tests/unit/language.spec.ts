// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { createStore } from 'vuex';
import { describe, expect, it } from 'vitest';
import { keepLanguage, type LanguageStore } from '@pkg/config/language';

interface Languages { available: string[]; selected: string | null }

/** The shell's languages, as far as they matter here; `switched` is what the shell was told. */
function shell(selected: string | null) {
  const switched: string[] = [];
  const store = createStore({
    modules: {
      i18n: {
        namespaced: true,
        state: (): Languages => ({ available: ['en-us', 'ja-jp'], selected }),
        mutations: {
          show(state: Languages, locale: string) {
            state.selected = locale;
          },
        },
        actions: {
          switchTo(_, locale: string) {
            switched.push(locale);
          },
        },
      },
    },
  });

  return { store, switched, languages: store as unknown as LanguageStore };
}

describe('the language of the first page', () => {
  it('is the one that the person has chosen in another browser', async() => {
    const { switched, languages } = shell('en-us');

    await keepLanguage(languages, 'R_THEME=dark', async() => 'ja-jp');
    expect(switched).toEqual(['ja-jp']);
  });

  it('is changed only after the shell has chosen its own', async() => {
    const { store, switched, languages } = shell(null);
    const kept = keepLanguage(languages, '', async() => 'ja-jp');

    await Promise.resolve();
    expect(switched).toEqual([]);
    store.commit('i18n/show', 'en-us');
    await kept;
    expect(switched).toEqual(['ja-jp']);
  });

  it.each([
    ['the browser knows one', 'R_THEME=dark; R_LOCALE=en-us', 'ja-jp'],
    ['nobody has logged in', '', undefined],
    ['the chosen one is not there', '', 'fr-fr'],
  ])('is left to the shell where %s', async(_, cookies, locale) => {
    const { switched, languages } = shell('en-us');

    await keepLanguage(languages, cookies, async() => locale);
    expect(switched).toEqual([]);
  });
});
