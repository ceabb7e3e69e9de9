// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { remove } from '../api/kube';
import { caught, type Problem } from '../api/problem';
import { registrationUrl } from '../api/secrets';
import { importLook } from '../domain/importing';
import type { Site } from '../types/crds';
import { useAction } from './useAction';
import { useObjects } from './useWatched';

/** One site on its way into Rancher, with the URL to be entered there while it waits for that. */
export function useImport(namespace: string, name: string) {
  const { rows, known, problem, retry } = useObjects<Site>(
    { plural: 'sites', namespace }, { fields: `metadata.name=${ name }` });
  const site = computed<Site | undefined>(() => rows.value[0]);
  const look = computed(() => site.value && importLook(site.value));
  const url = ref('');
  const urlProblem = shallowRef<Problem>();
  const over = new AbortController();
  const giving = useAction();

  async function readUrl(): Promise<void> {
    try {
      url.value = await registrationUrl(namespace, name, over.signal);
      urlProblem.value = undefined;
    } catch (thrown) {
      urlProblem.value = caught(thrown);
    }
  }

  watch(() => look.value?.pastes, (pastes) => {
    url.value = '';
    if (pastes) {
      void readUrl();
    }
  });
  onScopeDispose(() => over.abort());

  return {
    site, look, known, problem, retry, url, urlProblem, readUrl,
    /** Takes the Site back: what was registered for it in Rancher is unregistered. */
    giveUp: (): Promise<boolean> => giving.run(() => remove({ plural: 'sites', namespace, name })),
    givingUp: giving.busy,
    giveUpProblem: giving.problem,
  };
}
