// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { computed, ref, watch, type Ref } from 'vue';
import { sorted, type Sortable } from '../domain/arranged';

const PAGE = 100;

/** Sorts and pages rows that are all here. A page that is no longer there becomes the last. */
export function useArranged<T>(rows: Ref<T[]>, by: string, valueOf: (row: T, field: string) => Sortable) {
  const sort = ref(by);
  const page = ref(0);
  const order = computed(() => sorted(rows.value, sort.value, valueOf));
  const last = computed(() => Math.max(0, Math.ceil(rows.value.length / PAGE) - 1));

  watch(last, (now) => {
    page.value = Math.min(page.value, now);
  });

  return {
    sort,
    page: computed(() => order.value.slice(page.value * PAGE, (page.value + 1) * PAGE)),
    first: computed(() => page.value * PAGE + 1),
    total: computed(() => rows.value.length),
    hasNext: computed(() => page.value < last.value),
    hasPrevious: computed(() => page.value > 0),
    next: () => {
      page.value++;
    },
    previous: () => {
      page.value--;
    },
  };
}
