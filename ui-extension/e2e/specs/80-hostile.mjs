// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';

const INVENTORY = '/apis/inventory.granary.io/v1alpha1/fleetvirtualmachines';
const trap = (word) => `${ word }<img src=x onerror="window.granaryTrapped=1"><script>window.granaryTrapped=1</script>`;

/** Shown as the text that it is, without an element of it in the page, and without a word of it carried out. */
async function harmless(page, text) {
  await page.locator('main main').getByText(text, { exact: false }).first().waitFor();
  assert.equal(await page.locator('img[src="x"]').count(), 0);
  assert.equal(await page.evaluate(() => window.granaryTrapped), undefined);
}

export default {
  async 'shows what a guest says of itself and what is typed as text, whatever it says'({ browser, kube }) {
    const { body } = await kube.get(`${ INVENTORY }?limit=1&fieldSelector=status.printableStatus%3DRunning`);
    const { site, namespace, name } = body.items[0].spec;
    const instance = `/apis/kubevirt.io/v1/namespaces/${ namespace }/virtualmachineinstances/${ name }`;
    const [system, typed] = [trap('system'), trap('typed')];
    // A guest names its own system, and reports it through its agent.
    const told = await kube.patchAt(site, instance, { status: { guestOSInfo: { prettyName: system } } });

    assert.equal(told.status, 200, JSON.stringify(told.body));
    const { page, wrong, close } = await browser.as('admin', `/granary/c/_/machines?q=${ encodeURIComponent(name) }`);

    await harmless(page, system);
    await page.getByTestId('granary-search').fill(typed);
    await page.locator('[data-testid=granary-machines] tbody tr').first().waitFor({ state: 'detached' });
    assert.equal(await page.evaluate(() => window.granaryTrapped), undefined);
    assert.equal(await page.locator('img[src="x"]').count(), 0);
    assert.deepEqual(wrong, []);
    await close();
  },
};
