// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { ask } from '../api/http';

/** What of the shell's store says which languages there are and which one is shown. */
export interface LanguageStore {
  state: { i18n: { available: string[]; selected: string | null } };
  dispatch(action: string, payload: string): Promise<unknown>;
  watch(source: () => unknown, changed: () => void, options: { immediate: boolean }): () => void;
}

interface Preferences { data?: { data?: { locale?: string } }[] }

const PREFERENCES = '/v1/userpreferences';

/** The language that the person has chosen in whatever browser; none before anybody has logged in. */
async function chosen(): Promise<string | undefined> {
  try {
    return (await ask<Preferences>(PREFERENCES)).body.data?.[0]?.data?.locale;
  } catch {
    return undefined;
  }
}

/**
 * Shows the language that the person has chosen, in a browser that does not know it yet. The shell takes its first
 * language from a cookie, without one English, and then stores that as the person's choice as soon as it is logged in
 * (prefsBeforeLogin in store/prefs.js). Extensions are loaded before that, and so the choice is read here first and
 * given back when the shell has made its own.
 */
export async function keepLanguage(store: LanguageStore, cookies: string, read = chosen): Promise<void> {
  if (/(^|;\s*)R_LOCALE=/.test(cookies)) {
    return;
  }
  const locale = await read();
  const { i18n } = store.state;

  if (!locale) {
    return;
  }
  let stop = (): void => undefined;

  await new Promise<void>((resolve) => {
    stop = store.watch(() => i18n.selected, () => {
      if (i18n.selected) {
        resolve();
      }
    }, { immediate: true });
  });
  stop();
  if (locale !== i18n.selected && i18n.available.includes(locale)) {
    await store.dispatch('i18n/switchTo', locale);
  }
}
