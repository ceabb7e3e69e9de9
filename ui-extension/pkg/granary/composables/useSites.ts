// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { computed } from 'vue';
import { siteView, type SiteView } from '../domain/sites';
import { useOwnSites } from './useOwnSites';
import { useRows } from './useWatched';

/**
 * All sites that one may see, kept current. As rows of a Table and not as objects: ten thousand of them are then a
 * few hundred kilobytes on the wire, and after that only what changes is sent. Who may not read Sites gets those of
 * the clusters on which he has a role, as Rancher tells of them.
 */
export function useSites() {
  const all = useRows({ plural: 'sites' });
  const own = computed(() => all.problem.value?.kind === 'forbidden' && !all.known.value);
  const mine = useOwnSites(own);

  return {
    sites: computed<SiteView[]>(() => own.value ? mine.sites.value ?? [] : all.rows.value.map(siteView)),
    /** Whether these are one's own clusters and not Sites. */
    own,
    known: computed(() => own.value ? mine.sites.value !== undefined : all.known.value),
    missing: all.missing,
    problem: computed(() => own.value ? mine.problem.value : all.problem.value),
    retry: () => own.value ? mine.retry() : all.retry(),
  };
}
