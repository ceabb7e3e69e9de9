// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { computed } from 'vue';
import { siteView, type SiteView } from '../domain/sites';
import { useRows } from './useWatched';

/**
 * All sites that one may see, kept current. As rows of a Table and not as objects: ten thousand of them are then a
 * few hundred kilobytes on the wire, and after that only what changes is sent.
 */
export function useSites(labels = '') {
  const { rows, ...rest } = useRows({ plural: 'sites' }, { labels });

  return { sites: computed<SiteView[]>(() => rows.value.map(siteView)), ...rest };
}
