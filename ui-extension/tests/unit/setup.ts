// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { afterEach } from 'vitest';
import { enableAutoUnmount } from '@vue/test-utils';

enableAutoUnmount(afterEach);
HTMLCanvasElement.prototype.getContext = () => null;
afterEach(() => {
  localStorage.clear();
});
