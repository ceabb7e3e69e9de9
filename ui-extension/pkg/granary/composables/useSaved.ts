// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { ref, watch, type Ref } from 'vue';

/** A wish that this browser remembers. What is stored and not understood is as if it were not there. */
export function useSaved<T>(key: string, usual: T, understood: (stored: unknown) => stored is T): Ref<T> {
  const place = `granary.${ key }`;
  const value = ref(read()) as Ref<T>;

  function read(): T {
    try {
      const stored: unknown = JSON.parse(localStorage.getItem(place) ?? 'null');

      return understood(stored) ? stored : usual;
    } catch {
      return usual;
    }
  }

  watch(value, (now) => {
    try {
      localStorage.setItem(place, JSON.stringify(now));
    } catch {
      // A browser that stores nothing still shows the table.
    }
  }, { deep: true });

  return value;
}

export const isTexts = (stored: unknown): stored is string[] =>
  Array.isArray(stored) && stored.every((one) => typeof one === 'string');
