// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0

export type Sortable = string | number;

/** Rows in the order of a column, with a leading - from high to low; those that are equal stay as they were. */
export function sorted<T>(rows: T[], by: string, valueOf: (row: T, field: string) => Sortable): T[] {
  const sign = by.startsWith('-') ? -1 : 1;
  const field = by.replace(/^-/, '');

  if (!field) {
    return rows;
  }

  return [...rows].sort((left, right) => {
    const [a, b] = [valueOf(left, field), valueOf(right, field)];
    const order = typeof a === 'number' && typeof b === 'number'
      ? a - b
      : String(a).localeCompare(String(b), undefined, { numeric: true });

    return sign * order;
  });
}

/** Whether every word occurs somewhere in the texts. */
export function mentions(texts: string[], words: string): boolean {
  const all = texts.join('\n').toLowerCase();

  return words.toLowerCase().split(/\s+/).every((word) => all.includes(word));
}
