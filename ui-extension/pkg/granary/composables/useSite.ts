// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { computed, shallowRef, watch } from 'vue';
import { get, patch } from '../api/kube';
import { caught, Problem } from '../api/problem';
import { SITE_ID } from '../domain/sites';
import type { Site, SiteHistory, SiteHistorySpecOutcome } from '../types/crds';
import { useAction } from './useAction';
import { useObjects } from './useWatched';

/** One site by the id of its Rancher cluster, which stays while names and workspaces may change. */
export function useSite(id: string) {
  const { rows, known, problem, retry } = useObjects<Site>({ plural: 'sites' }, { labels: `${ SITE_ID }=${ id }` });
  const site = computed<Site | undefined>(() => rows.value[0]);
  const outcomes = shallowRef<SiteHistorySpecOutcome[]>([]);
  const historyProblem = shallowRef<Problem>();
  const holding = useAction();

  /** A site of which no rollout ever came to an end has no history. */
  async function readHistory({ metadata: { namespace, name } }: Site): Promise<void> {
    try {
      outcomes.value = (await get<SiteHistory>({ plural: 'sitehistories', namespace, name })).spec.outcomes ?? [];
      historyProblem.value = undefined;
    } catch (thrown) {
      const what = caught(thrown);

      historyProblem.value = what?.kind === 'missing' ? undefined : what;
    }
  }

  watch(site, (now) => now && void readHistory(now));

  /** Keeps rollouts away from the site, or lets them come back. */
  const hold = (wish: { reason: string; until?: string } | null): Promise<boolean> => holding.run(() => {
    const { namespace, name } = site.value?.metadata ?? { name: '' };

    return patch({ plural: 'sites', namespace, name }, { spec: { hold: wish } });
  });

  return {
    site, known, problem, retry, outcomes, historyProblem, hold,
    holdBusy: holding.busy,
    holdProblem: holding.problem,
  };
}
