// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { computed } from 'vue';
import { byUrgency } from '../domain/rollouts';
import type { Rollout } from '../types/crds';
import { useObjects } from './useWatched';

/** All rollouts, those that need somebody first. */
export function useRollouts() {
  const { rows, ...rest } = useObjects<Rollout>({ plural: 'rollouts' });

  return { rollouts: computed(() => [...rows.value].sort(byUrgency)), ...rest };
}
