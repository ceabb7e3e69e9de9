// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0

/** What a state means to a person, for colour and icon; the word always stands beside it. */
export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'idle';

/** Shapes, so that no state is told by colour alone. */
export const TONE_ICON: Record<Tone, string> = {
  good: 'icon-checkmark',
  busy: 'icon-spinner',
  warn: 'icon-warning',
  bad: 'icon-error',
  idle: 'icon-dot',
};
