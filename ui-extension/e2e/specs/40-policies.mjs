// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { axe } from '../browser.mjs';

const NAMESPACE = '/apis/granary.io/v1alpha1/namespaces/fleet-default';
const NAME = `e2e-ntp-${ Date.now().toString(36) }`;
const WANTED = `apiVersion: granary.io/v1alpha1
kind: Policy
metadata: {name: ${ NAME }, namespace: fleet-default}
spec:
  sites: {selector: {matchLabels: {role: store}}}
  settings:
    ntp-servers: {ntpServers: [10.20.0.2, 10.20.0.3]}
  enforcement: {windows: Any}
`;

export default {
  async 'mends a drift: sees it as a diff, enforces, and sees it put back when somebody changes it'({ browser, kube }) {
    const { page, wrong, close } = await browser.as('admin', '/granary/c/_/policies');

    await page.getByTestId('granary-add').click();
    await page.getByTestId('granary-yaml').fill(WANTED);
    await page.getByTestId('granary-check').click();
    await page.getByTestId('granary-checked').waitFor();
    await page.getByTestId('granary-do').click();

    // It only reports so far.
    await page.getByTestId('granary-choice-Drifted').click();
    const drift = page.locator('[data-testid^=granary-drift-]').first();
    const name = (await drift.textContent()).trim();

    await drift.click();
    await page.getByTestId('granary-dialog').getByText('10.20.0.2').waitFor();
    assert.deepEqual(await axe(page), []);
    await page.getByTestId('granary-close').click();

    await page.getByTestId('granary-turn-Enforce').click();
    await page.getByTestId('granary-dry-run').getByText('10.20.0.2').waitFor();
    assert.deepEqual(await axe(page), []);
    await page.getByTestId('granary-do').click();
    await page.getByTestId('granary-turn-Report').waitFor();
    await page.getByTestId('granary-verdict-Compliant').waitFor();
    await page.getByTestId('granary-verdict-Drifted').waitFor({ state: 'detached' });

    // Somebody at the site does as he likes.
    const { body: site } = await kube.get(`${ NAMESPACE }/sites/${ name }`);
    const changed = await kube.patchAt(site.metadata.labels['granary.io/site-id'],
      '/apis/harvesterhci.io/v1beta1/settings/ntp-servers', { value: '{"ntpServers":["192.0.2.1"]}' });

    assert.equal(changed.status, 200, JSON.stringify(changed.body));
    await page.getByTestId('granary-choice-Drifted').click();
    await page.getByTestId('granary-search').fill(name);
    await page.getByTestId(`granary-drift-${ name }`).click();
    await page.getByTestId('granary-mended').getByText('ntp-servers').waitFor();
    await page.getByTestId('granary-close').click();
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(wrong, []);
    await kube.remove(`${ NAMESPACE }/policies/${ NAME }`);
    await close();
  },
};
