// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { SITE_STATES, type SiteView } from './sites';

export interface Grid {
  columns: number;
  /** The side of a cell and its gap, in pixels. */
  cell: number;
  height: number;
}

const LARGEST = 22;
const SMALLEST = 5;
const TALLEST = 260;

/** The largest cells with which so many sites fit: ten thousand are still told apart in a third of a screen. */
export function gridFor(count: number, width: number): Grid {
  for (let cell = LARGEST; ; cell--) {
    const columns = Math.max(1, Math.floor(width / cell));
    const height = Math.ceil(count / columns) * cell;

    if (height <= TALLEST || cell === SMALLEST) {
      return { columns, cell, height };
    }
  }
}

/** The index of the site under a point; -1 where there is none. */
export function indexAt({ columns, cell }: Grid, count: number, x: number, y: number): number {
  const column = Math.floor(x / cell);
  const index = Math.floor(y / cell) * columns + column;

  return column >= 0 && column < columns && index >= 0 && index < count ? index : -1;
}

/** Those that need somebody come first; within a state by region and name, so that neighbours stand together. */
export function gridOrder(sites: SiteView[]): SiteView[] {
  const rank = new Map(SITE_STATES.map((state, at) => [state, at]));
  const place = (site: SiteView): string => `${ site.labels.region ?? '' }/${ site.name }`;

  return sites.map((site) => ({ site, rank: rank.get(site.state) ?? 0, place: place(site) }))
    .sort((a, b) => a.rank - b.rank || (a.place < b.place ? -1 : 1))
    .map(({ site }) => site);
}
