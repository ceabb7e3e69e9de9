// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { ref, shallowRef } from 'vue';
import { caught, type Problem } from '../api/problem';

/** Something that a person sets off: one at a time, and its refusal is kept to be shown where the button is. */
export function useAction() {
  const busy = ref(false);
  const problem = shallowRef<Problem>();

  /** Whether it was done. */
  async function run(act: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) {
      return false;
    }
    busy.value = true;
    problem.value = undefined;
    try {
      await act();
    } catch (thrown) {
      problem.value = caught(thrown);
    } finally {
      busy.value = false;
    }

    return !problem.value;
  }

  return { busy, problem, run };
}
