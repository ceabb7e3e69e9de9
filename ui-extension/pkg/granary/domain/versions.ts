// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0

const parts = (version: string): (number | string)[] =>
  version.replace(/^v/, '').split(/[.-]/).map((part) => /^\d+$/.test(part) ? Number(part) : part);

/** Orders releases: v1.10.0 after v1.9.2, and a release after its candidates. */
export function byVersion(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)];

  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const [one, other] = [left[at], right[at]];

    if (one === other) {
      continue;
    }
    if (one === undefined || other === undefined) {
      return (one === undefined) === (typeof (one ?? other) === 'number') ? -1 : 1;
    }

    return typeof one === 'number' && typeof other === 'number'
      ? one - other
      : String(one).localeCompare(String(other));
  }

  return 0;
}
