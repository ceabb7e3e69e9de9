// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import type { Found, MachineEvent } from '../api/inventory';
import type { FleetVirtualMachine } from '../types/inventory';
import { machineKey } from './machines';

/** A page that stays where it is: rows change in their places, and what comes or goes is told until it is asked for. */
export interface LivePage {
  shown: Found;
  /** Keys of rows that are not found any more. */
  gone: ReadonlySet<string>;
  /** The same page as it would be now, where it has other rows or another order. */
  next?: Found;
}

export const pageOf = (shown: Found): LivePage => ({ shown, gone: new Set() });

const versionOf = ({ metadata }: FleetVirtualMachine): number => Number(metadata?.resourceVersion ?? 0);

/** The page after some changes, and whether they are about more than the rows, so that it is worth asking anew. */
export function changed(page: LivePage, events: MachineEvent[]): { page: LivePage; others: boolean } {
  const before = new Map(page.shown.machines.map((one) => [machineKey(one), versionOf(one)]));
  const now = new Map<string, FleetVirtualMachine>();
  const gone = new Set(page.gone);
  let others = false;

  for (const { type, object } of events.filter((one) => one.type !== 'BOOKMARK')) {
    const key = machineKey(object);

    const shown = before.get(key);

    if (shown === undefined) {
      others = true;
    } else if (versionOf(object) < shown) {
      // An answer has overtaken it.
    } else if (type === 'DELETED') {
      gone.add(key);
      others = true;
    } else {
      gone.delete(key);
      now.set(key, object);
      // Counts by status and the like change with the rows.
      others = true;
    }
  }
  const machines = page.shown.machines.map((one) => now.get(machineKey(one)) ?? one);

  return { page: { ...page, shown: { ...page.shown, machines }, gone }, others };
}

/** The page after it was asked for anew: counts are those of the answer, and rows stay in their places. */
export function refreshed(page: LivePage, answer: Found): LivePage {
  const { machines, next } = page.shown;

  if (!machines.length) {
    return pageOf(answer);
  }
  const fresh = new Map(answer.machines.map((one) => [machineKey(one), one]));
  const same = machines.length === answer.machines.length &&
    machines.every((one, place) => machineKey(one) === machineKey(answer.machines[place]));

  return same
    ? pageOf(answer)
    : {
      shown: {
        ...answer, machines: machines.map((one) => fresh.get(machineKey(one)) ?? one), next: next || answer.next,
      },
      gone: new Set([...page.gone].filter((key) => !fresh.has(key))),
      next: answer,
    };
}

/** How many rows came to a page or left it. */
export function difference({ shown, next }: LivePage): number {
  const before = new Set(shown.machines.map(machineKey));

  return next ? next.machines.filter((one) => !before.has(machineKey(one))).length : 0;
}
