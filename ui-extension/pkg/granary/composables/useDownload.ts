// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { ref, shallowRef } from 'vue';
import { caught, type Problem } from '../api/problem';

/** Gives a file to the browser to be saved. */
export function useDownload() {
  const busy = ref(false);
  const problem = shallowRef<Problem>();

  async function download(make: () => Promise<Blob>, name: string): Promise<void> {
    busy.value = true;
    problem.value = undefined;
    try {
      const address = URL.createObjectURL(await make());
      const link = document.createElement('a');

      link.href = address;
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
    } catch (thrown) {
      problem.value = caught(thrown);
    }
    busy.value = false;
  }

  return { busy, problem, download };
}
