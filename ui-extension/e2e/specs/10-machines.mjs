// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { axe } from '../browser.mjs';

export default {
  async 'finds a virtual machine among many in three clicks'({ browser, kube }) {
    const list = await kube.get('/apis/inventory.granary.io/v1alpha1/fleetvirtualmachines?limit=1');
    const all = 1 + (list.body.metadata.remainingItemCount ?? 0);
    const { page, wrong, close } = await browser.as('admin', '/home');

    // One: Granary in the side bar. Two: virtual machines. Three: the search, where a name is typed.
    await page.locator('a[href*="/granary/c/_/"], .category .option:has(.icon-fleet)').first().click();
    await page.getByRole('link', { name: 'Virtual machines' }).click();
    await page.getByTestId('granary-search').click();
    await page.getByTestId('granary-search').fill('cache-0004-04');
    await page.getByText('cache-0004-04').waitFor();
    await page.waitForFunction(() => document.querySelectorAll('[data-testid=granary-machines] tbody tr').length === 1);
    assert.ok(all > 500, `a table of ${ all } rows is no haystack`);
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(wrong, []);
    await close();
  },

  async 'counts and filters by a click on a facet'({ browser }) {
    const { page, wrong, close } = await browser.as('admin');
    const facet = page.getByTestId('granary-facet-status.printableStatus');

    await facet.getByText('Paused').click();
    await page.getByTestId('granary-chip').first().waitFor();
    await page.waitForFunction(() => [...document.querySelectorAll('[data-testid=granary-machines] tbody tr')]
      .every((row) => row.textContent.includes('Paused')));
    assert.match(page.url(), /machines\?/);
    assert.deepEqual(wrong, []);
    await close();
  },
};
