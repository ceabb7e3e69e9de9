// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { onScopeDispose } from 'vue';

const LONGEST = 60_000;

/**
 * Calls `beat` again and again, `every` milliseconds after the one before has ended, while the page is looked at.
 * A beat that answers false was in vain: the next ones come later and later, at most a minute apart.
 */
export function usePulse(beat: () => Promise<boolean>, every: number): { again: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = every;
  let over = false;

  const plan = (): void => {
    clearTimeout(timer);
    if (!over) {
      timer = setTimeout(() => void run(), pause);
    }
  };
  const run = async(): Promise<void> => {
    if (!document.hidden) {
      pause = await beat() ? every : Math.min(pause * 2, LONGEST);
    }
    plan();
  };
  const seen = (): void => {
    if (!document.hidden) {
      pause = every;
      clearTimeout(timer);
      void run();
    }
  };

  document.addEventListener('visibilitychange', seen);
  onScopeDispose(() => {
    over = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', seen);
  });
  plan();

  return { again: plan };
}
