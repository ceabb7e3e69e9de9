// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** Bytes to three digits, as Harvester writes them: 4 GiB, 1.5 TiB. */
export function bytes(amount: number): string {
  if (!(amount > 0)) {
    return '0 B';
  }
  const power = Math.min(Math.floor(Math.log2(amount) / 10), UNITS.length - 1);
  const value = amount / 2 ** (10 * power);

  return `${ Number(value.toPrecision(3)) } ${ UNITS[power] }`;
}

const SUFFIXES: Record<string, number> = {
  '': 1, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15,
  Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50,
};

/** The number of a Kubernetes quantity; undefined for what is none. */
export function quantity(text: string | undefined): number | undefined {
  const match = /^([0-9]+(?:\.[0-9]+)?)([A-Za-z]*)$/.exec(text ?? '');

  return match && match[2] in SUFFIXES ? Number(match[1]) * SUFFIXES[match[2]] : undefined;
}

const SPANS: [number, string][] = [[86_400, 'd'], [3_600, 'h'], [60, 'm'], [1, 's']];

/** A span in its two largest units, as kubectl writes ages: 3d4h, 12m5s. */
export function span(seconds: number): string {
  let left = Math.max(0, Math.floor(seconds));
  const first = SPANS.findIndex(([size]) => left >= size);

  if (first < 0) {
    return '0s';
  }

  return SPANS.slice(first, first + 2).map(([size, unit]) => {
    const count = Math.floor(left / size);

    left -= count * size;

    return count ? `${ count }${ unit }` : '';
  }).join('');
}

/** Seconds from an RFC 3339 time to now; undefined when there is none. */
export function secondsSince(time: string | undefined, now: number): number | undefined {
  const then = Date.parse(time ?? '');

  return Number.isNaN(then) ? undefined : (now - then) / 1000;
}

export function age(time: string | undefined, now: number): string {
  const seconds = secondsSince(time, now);

  return seconds === undefined ? '' : span(seconds);
}

/** A time in the viewer's zone and language. */
export function local(time: string | undefined, locale: string, timeZone?: string): string {
  const then = Date.parse(time ?? '');

  if (Number.isNaN(then)) {
    return '';
  }

  return new Intl.DateTimeFormat(tag(locale), { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(then);
}

/** Whole numbers with the separators of the viewer's language. */
export const count = (value: number, locale: string): string => new Intl.NumberFormat(tag(locale)).format(value);

/** The shell's `en-us` and `none` as what Intl understands. */
function tag(locale: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(locale)[0];
  } catch {
    return undefined;
  }
}
