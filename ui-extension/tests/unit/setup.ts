// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { afterEach } from 'vitest';
import { enableAutoUnmount } from '@vue/test-utils';

enableAutoUnmount(afterEach);
// jsdom knows dialogs, but not how they open.
HTMLDialogElement.prototype.showModal = function() {
  this.open = true;
};
HTMLCanvasElement.prototype.getContext = () => null;
afterEach(() => {
  localStorage.clear();
});
