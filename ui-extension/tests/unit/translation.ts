// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import IntlMessageFormat from 'intl-messageformat';
import { load } from 'js-yaml';

/** A tree of texts, as a file of words holds it. */
export type Words = { [key: string]: string | Words };

export const words = (locale: string): Words =>
  load(readFileSync(join(__dirname, '../../pkg/granary/l10n', `${ locale }.yaml`), 'utf8')) as Words;

const english = words('en-us');

export function textAt(key: string, tree: Words = english): string | undefined {
  const found = key.split('.').reduce<string | Words | undefined>(
    (at, part) => typeof at === 'object' ? at[part] : undefined, tree);

  return typeof found === 'string' ? found : undefined;
}

/** The shell's translation, with the extension's own English words; a missing key is an error. */
export function translate(key: string, args?: Record<string, string>): string {
  const text = textAt(key);

  if (text === undefined) {
    throw new Error(`no words for ${ key }`);
  }

  return String(new IntlMessageFormat(text, 'en').format(args));
}
