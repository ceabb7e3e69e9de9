// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import type { SiteSpec, SiteSpecMaintenance } from '../types/crds';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export interface Opening {
  opens: number;
  closes: number;
}

/** Milliseconds of a duration such as 4h or 1h30m. */
export function durationMs(text: string): number {
  const [, hours, minutes, seconds] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text) ?? [];

  return (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * MINUTE + Number(seconds ?? 0) * 1000;
}

/** What the clocks of a zone show at an instant, as if it were UTC. */
function wallClock(instant: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric',
    second: 'numeric',
  });
  const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));

  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
}

const offsetAt = (instant: number, timeZone: string): number => wallClock(instant, timeZone) - instant;

/** The instant between two at which a zone changes its offset, to the second. */
function transition(from: number, to: number, timeZone: string): number {
  const before = offsetAt(from, timeZone);
  let [low, high] = [from, to];

  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000;

    if (offsetAt(middle, timeZone) === before) {
      low = middle;
    } else {
      high = middle;
    }
  }

  return high;
}

/**
 * The instant at which the clocks of a zone show a time: the first where they show it twice, the first valid one after
 * where they jump over it. As the engine reckons it.
 */
export function instantOf(wall: number, timeZone: string): number {
  const [from, to] = [wall - DAY, wall + DAY];
  const found = [from, to].map((near) => wall - offsetAt(near, timeZone))
    .filter((instant) => wallClock(instant, timeZone) === wall);

  return found.length ? Math.min(...found) : transition(from, to, timeZone);
}

function openings({ days = [], start, duration }: SiteSpecMaintenance, timeZone: string, now: number): Opening[] {
  const [hour, minute] = start.split(':').map(Number);
  const today = Math.floor(wallClock(now, timeZone) / DAY) * DAY;

  return [-1, 0, 1, 2, 3, 4, 5, 6, 7]
    .map((offset) => today + offset * DAY)
    .filter((day) => !days.length || (days as string[]).includes(DAYS[new Date(day).getUTCDay()]))
    .map((day) => {
      const opens = instantOf(day + (hour * 60 + minute) * MINUTE, timeZone);

      return { opens, closes: opens + durationMs(duration) };
    });
}

/** The window that is open, or else the next that opens; undefined for a site without windows or without a zone. */
export function nextWindow(spec: Pick<SiteSpec, 'maintenance' | 'timeZone'>, now: number): Opening | undefined {
  const { maintenance = [], timeZone } = spec;

  if (!timeZone || !maintenance.length) {
    return undefined;
  }

  return maintenance.flatMap((window) => openings(window, timeZone, now))
    .filter(({ closes }) => closes > now)
    .sort((a, b) => a.opens - b.opens)[0];
}
