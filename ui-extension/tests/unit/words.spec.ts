// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import IntlMessageFormat from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { textAt, words, type Words } from './translation';

const pkg = join(__dirname, '../../pkg/granary');
const keys = (tree: Words, at = ''): string[] => Object.entries(tree).flatMap(([key, value]) =>
  typeof value === 'string' ? [at + key] : keys(value, `${ at }${ key }.`)).sort();
const sources = readdirSync(pkg, { recursive: true, encoding: 'utf8' }).filter((file) => /\.(vue|ts)$/.test(file));

describe('the words', () => {
  const own = (locale: string) => keys(words(locale)).filter((key) => key.startsWith('granary.'));

  it('are the same keys in English and in Japanese', () => {
    expect(own('ja-jp')).toStrictEqual(own('en-us'));
  });

  it.each(['en-us', 'ja-jp'])('can all be formatted in %s', (locale) => {
    for (const key of keys(words(locale))) {
      expect(() => new IntlMessageFormat(textAt(key, words(locale)) ?? '', locale), key).not.toThrow();
    }
  });

  it('take the same arguments in both languages', () => {
    const holes = (text = '') => [...new Set([...text.matchAll(/\{(\w+)[,}]/g)].map((match) => match[1]))].sort();

    for (const key of own('en-us')) {
      expect(holes(textAt(key, words('ja-jp'))), key).toStrictEqual(holes(textAt(key)));
    }
  });

  it('are there for every key that a page names in full', () => {
    const named = sources.flatMap((file) => [...readFileSync(join(pkg, file), 'utf8')
      .matchAll(/\bt\('([\w.]+)'/g)].map((match) => `granary.${ match[1] }`));

    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((key) => textAt(key) === undefined)).toStrictEqual([]);
  });
});
