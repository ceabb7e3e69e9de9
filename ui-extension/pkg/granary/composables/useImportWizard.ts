// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { computed, ref } from 'vue';
import { create } from '../api/kube';
import { createSecret, giveSecretTo, removeSecret } from '../api/secrets';
import {
  BLANK_IMPORT, IMPORT_STEPS, importFaults, secretOf, siteOf, type ImportDraft, type ImportStep, type Secret,
} from '../domain/importing';
import type { Site } from '../types/crds';
import type { KubeMeta } from '../types/kube';
import { useAction } from './useAction';
import { useYaml } from './useYaml';

/**
 * A site on its way to the hub. The kubeconfig goes into its Secret and is forgotten here.
 *
 * @param isTaken whether there is a site of that name in that workspace already
 */
export function useImportWizard(isTaken: (namespace: string, name: string) => boolean) {
  const draft = ref<ImportDraft>({ ...BLANK_IMPORT });
  const step = ref<ImportStep>('site');
  const checked = ref(false);
  const action = useAction();
  const { yaml, object, byHand, readable, toForm } = useYaml<Site>(() => siteOf(draft.value), () => {
    checked.value = false;
  });
  const taken = computed(() => {
    const { name, namespace } = object.value?.metadata ?? draft.value;

    return isTaken(namespace ?? '', name);
  });
  /** Also of what was written by hand: the Secret is not in it. */
  const wrong = computed(() => {
    const { kubeconfig, authority, ...rest } = importFaults(draft.value);
    const given: Partial<Record<keyof ImportDraft, ImportStep>> = {
      ...(kubeconfig && { kubeconfig }), ...(authority && { authority }),
    };

    return byHand.value ? given : { ...rest, ...given, ...(taken.value && { name: 'site' as const }) };
  });
  const at = computed(() => IMPORT_STEPS.indexOf(step.value));
  /** Into the workspace of the Site, and by the name that it says: either may have been written by hand. */
  const secret = computed(() => {
    const site = object.value;
    const name = site?.spec.import?.kubeconfigSecret;

    return site && name ? secretOf({ ...draft.value, ...site.metadata, labels: '' }, name) : undefined;
  });
  const keep = (site: Site, dryRun: boolean): Promise<Site> =>
    create<Site>({ plural: 'sites', namespace: site.metadata.namespace }, site, dryRun);

  /** The Secret first, so that the hub finds it; if the Site is refused, it does not stay behind. */
  async function send(site: Site, beside: Secret | undefined): Promise<void> {
    await keep(site, true);
    if (beside) {
      await createSecret(beside);
    }
    try {
      const { metadata: { name, uid = '' } } = await keep(site, false);

      if (beside) {
        // Best effort: a Secret without an owner stays when the Site goes, and harms nothing else.
        await giveSecretTo(beside, { apiVersion: 'granary.io/v1alpha1', kind: 'Site', name, uid }).catch(() => {});
      }
    } catch (refused) {
      if (beside) {
        await removeSecret(beside).catch(() => {});
      }
      throw refused;
    }
    draft.value = { ...draft.value, kubeconfig: '', authority: '' };
  }

  return {
    draft, step, yaml, wrong, checked, byHand, readable, toForm, secret, taken,
    complete: computed(() => object.value !== undefined && !Object.keys(wrong.value).length),
    isDone: (one: ImportStep) => !Object.values(wrong.value).includes(one),
    next: () => {
      step.value = IMPORT_STEPS[Math.min(at.value + 1, IMPORT_STEPS.length - 1)];
    },
    previous: () => {
      step.value = IMPORT_STEPS[Math.max(at.value - 1, 0)];
    },
    change: (part: Partial<ImportDraft>) => {
      draft.value = { ...draft.value, ...part };
      checked.value = false;
    },
    busy: action.busy,
    problem: action.problem,
    /** Lets the hub judge the Site, without keeping it. */
    check: async() => {
      checked.value = await action.run(async() => object.value && keep(object.value, true));
    },
    begin: async(): Promise<KubeMeta | undefined> => {
      const site = object.value;

      return site && await action.run(() => send(site, secret.value)) ? site.metadata : undefined;
    },
  };
}
