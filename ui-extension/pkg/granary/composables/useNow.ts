// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { onScopeDispose, ref, type Ref } from 'vue';

const EVERY = 10_000;

/** The time in milliseconds, moved on often enough for ages in minutes. */
export function useNow(every = EVERY): Ref<number> {
  const now = ref(Date.now());
  const timer = setInterval(() => {
    now.value = Date.now();
  }, every);

  onScopeDispose(() => clearInterval(timer));

  return now;
}
