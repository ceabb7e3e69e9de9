// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { computed, ref } from 'vue';
import { create } from '../api/kube';
import { BLANK, faults, rolloutOf, STEPS, type Draft, type Step } from '../domain/draft';
import type { Rollout } from '../types/crds';
import { useAction } from './useAction';
import { useYaml } from './useYaml';

/** A rollout on its way from a wish to the hub. What is written by hand into the YAML counts from then on. */
export function useWizard(given: Partial<Draft> = {}) {
  const draft = ref<Draft>({ ...BLANK, ...given });
  const step = ref<Step>('what');
  const checked = ref(false);
  const action = useAction();
  const { yaml, object, byHand, readable, toForm } = useYaml<Rollout>(() => rolloutOf(draft.value, 'paused'), () => {
    checked.value = false;
  });
  const wrong = computed(() => byHand.value ? {} : faults(draft.value));
  const at = computed(() => STEPS.indexOf(step.value));
  const complete = computed(() => object.value !== undefined && !Object.keys(wrong.value).length);

  function send(rollout: Rollout, dryRun: boolean): Promise<Rollout> {
    return create<Rollout>({ plural: 'rollouts', namespace: rollout.metadata.namespace }, rollout, dryRun);
  }

  return {
    draft, step, yaml, wrong, complete, checked, byHand, readable, toForm,
    /** Whether a step has nothing wrong in it. */
    isDone: (one: Step) => !Object.values(wrong.value).includes(one),
    next: () => {
      step.value = STEPS[Math.min(at.value + 1, STEPS.length - 1)];
    },
    previous: () => {
      step.value = STEPS[Math.max(at.value - 1, 0)];
    },
    change: (part: Partial<Draft>) => {
      draft.value = { ...draft.value, ...part };
      checked.value = false;
    },
    busy: action.busy,
    problem: action.problem,
    /** Lets the hub judge it, without keeping it. */
    check: async() => {
      checked.value = await action.run(async() => object.value && send(object.value, true));
    },
    /** Keeps it, with the brake on: the hub then shows its whole plan, and nothing moves. */
    plan: async(): Promise<Rollout['metadata'] | undefined> => {
      const rollout = object.value;

      return rollout && await action.run(() => send(rollout, false)) ? rollout.metadata : undefined;
    },
  };
}
