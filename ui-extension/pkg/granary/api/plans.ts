// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import type { SitePlan } from '../types/inventory';
import { ask } from './http';
import { INVENTORY } from './inventory';

/** What a rollout is about to do with each site, and why; of a paused one that is the dry run. */
export async function plansOf(namespace: string, rollout: string, signal?: AbortSignal): Promise<SitePlan[]> {
  const selected = new URLSearchParams({ fieldSelector: `spec.rollout=${ rollout }` });
  const path = `${ INVENTORY }/namespaces/${ encodeURIComponent(namespace) }/siteplans?${ selected }`;

  return (await ask<{ items: SitePlan[] }>(path, { signal })).body.items;
}
