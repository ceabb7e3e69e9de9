// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { importTypes } from '@rancher/auto-import';
import type { IPlugin } from '@shell/core/types';
import { keepLanguage, type LanguageStore } from './config/language';
import routing from './routing';

/** What the shell calls when it loads the extension: reads as the list of what is added. */
export default function(plugin: IPlugin, { store }: { store: LanguageStore }): void {
  importTypes(plugin);
  plugin.metadata = require('./package.json');
  plugin.addLocale('ja-jp', '日本語');
  plugin.addProduct(require('./product'));
  plugin.addRoutes(routing);
  // Nothing waits for it, and without it the pages are in the language that the shell has chosen.
  keepLanguage(store, document.cookie).catch(() => undefined);
}
