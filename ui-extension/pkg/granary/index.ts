// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { importTypes } from '@rancher/auto-import';
import type { IPlugin } from '@shell/core/types';
import routing from './routing';

/** What the shell calls when it loads the extension: reads as the list of what is added. */
export default function(plugin: IPlugin): void {
  importTypes(plugin);
  plugin.metadata = require('./package.json');
  plugin.addLocale('ja-jp', '日本語');
  plugin.addProduct(require('./product'));
  plugin.addRoutes(routing);
}
