// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { ref, watch, type Ref } from 'vue';
import { useRoute, useRouter } from 'vue-router';
import { fromAddress, toAddress, type MachineFilter } from '../domain/machineFilter';

/** The filter of the table, which is the address of the page: it can be kept, sent, and gone back to. */
export function useMachineAddress(): Ref<MachineFilter> {
  const route = useRoute();
  const router = useRouter();
  const name = route.name;
  const filter = ref(fromAddress(route.query));

  watch(filter, (now) => {
    const query = toAddress(now);

    if (JSON.stringify(query) !== JSON.stringify(toAddress(fromAddress(route.query)))) {
      void router.replace({ query });
    }
  });
  watch(() => route.query, (query) => {
    const told = fromAddress(query);

    if (route.name === name && JSON.stringify(told) !== JSON.stringify(filter.value)) {
      filter.value = told;
    }
  });

  return filter;
}
