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

  async 'sees a machine stop and another one come, without losing its place'({ browser, kube }) {
    const inventory = '/apis/inventory.granary.io/v1alpha1/fleetvirtualmachines';
    const { body } = await kube.get(`${ inventory }?limit=1&fieldSelector=status.printableStatus%3DRunning`);
    const { site, siteName, namespace, name } = body.items[0].spec;
    const machines = `/apis/kubevirt.io/v1/namespaces/${ namespace }/virtualmachines`;
    const other = `aaa-${ Date.now().toString(36) }`;
    const { page, wrong, close } = await browser.as('admin',
      `/granary/c/_/machines?is=${ encodeURIComponent(`spec.siteName=${ siteName }`) }`);
    const row = page.locator('tbody tr').filter({ hasText: name }).first();
    const names = () => page.locator('tbody strong').allTextContents();

    await row.getByText('Running').waitFor();
    const before = await names();
    const stopped = await kube.patchAt(site, `${ machines }/${ name }`, { spec: { runStrategy: 'Halted' } });

    assert.equal(stopped.status, 200, JSON.stringify(stopped.body));
    await row.getByText('Stopped').waitFor();
    const { body: vm } = await kube.getAt(site, `${ machines }/${ name }`);

    await kube.createAt(site, machines, { ...vm, metadata: { name: other, namespace }, status: undefined });
    await page.getByText('1 new row').waitFor();
    assert.deepEqual(await names(), before);
    assert.deepEqual(await axe(page), []);
    await page.getByTestId('granary-show-changes').click();
    await page.locator('tbody tr').filter({ hasText: other }).waitFor();
    await kube.removeAt(site, `${ machines }/${ other }`);
    await page.locator('tbody tr').filter({ hasText: other }).getByText('not found any more').waitFor();
    await kube.patchAt(site, `${ machines }/${ name }`, { spec: { runStrategy: vm.spec.runStrategy === 'Halted'
      ? 'RerunOnFailure'
      : vm.spec.runStrategy } });
    assert.deepEqual(wrong, []);
    await close();
  },
};
