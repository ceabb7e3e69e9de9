// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { axe } from '../browser.mjs';

const NAMESPACE = '/apis/granary.io/v1alpha1/namespaces/fleet-default';
const RUN = Date.now().toString(36);

/** A store of one node that can be reached and has not this version. */
async function behind(kube, version) {
  const { body } = await kube.get(`${ NAMESPACE }/sites`);
  const site = body.items.find(({ metadata, status }) => metadata.labels.role === 'store' &&
    status.connectivity?.state === 'Connected' && /^v1\.8\./.test(status.harvesterVersion) &&
    status.harvesterVersion !== version);

  return { name: site.metadata.name, id: site.metadata.labels['granary.io/site-id'] };
}

export default {
  async 'reads why an upgrade would be held, before a window is spent'({ browser, kube }) {
    const name = `e2e-held-${ RUN }`;
    const { page, wrong, close } = await browser.as('admin', '/granary/c/_/upgrades');

    await page.getByTestId('granary-versions').getByRole('link').first().waitFor();
    await page.getByTestId('granary-new-upgrade').click();
    await page.getByTestId('granary-target').fill('v1.9.0');
    await page.getByTestId('granary-name').fill(name);
    await page.getByTestId('granary-next').click();
    await page.getByTestId('granary-where').fill('role=store');
    await page.getByTestId('granary-step-preview').click();
    await page.getByTestId('granary-plan').click();
    await page.getByTestId('granary-start').waitFor();
    // The look comes in by itself: for half a minute nobody has looked.
    await page.getByTestId('granary-choice-Held').click();
    await page.getByTestId('granary-obstacles').getByText(/Rancher/).waitFor();
    assert.deepEqual(await axe(page), []);

    await page.getByRole('link', { name: 'Upgrades', exact: true }).click();
    await page.getByTestId(`granary-choice-fleet-default/${ name }`).or(page.getByTestId(`granary-rollout-${ name }`))
      .first().click();
    await page.getByTestId('granary-obstacles').getByText(/Rancher/).waitFor();
    assert.deepEqual(await axe(page), []);
    assert.deepEqual(wrong, []);
    await kube.remove(`${ NAMESPACE }/rollouts/${ name }`);
    await close();
  },

  async 'reads where an upgrade is stuck and where to look, and sees it go on'({ browser, kube }) {
    const name = `e2e-stuck-${ RUN }`;
    const site = await behind(kube, 'v1.8.2');

    await kube.fault({ site: site.id, fault: 'upgrade-stalls', stage: 'services' });
    const made = await kube.create(`${ NAMESPACE }/rollouts`, {
      apiVersion: 'granary.io/v1alpha1', kind: 'Rollout', metadata: { name }, spec: {
        target: { upgrade: { version: 'v1.8.2' } },
        sites: { selector: { matchLabels: { 'granary.io/site-id': site.id } } },
        waves: [{ name: 'one' }], control: { windows: { start: 'Any' }, timeouts: { run: '4h' } },
      } });

    assert.equal(made.status, 201, JSON.stringify(made.body));
    const { page, wrong, close } = await browser.as('admin', `/granary/c/_/upgrades?rollout=fleet-default/${ name }`);
    const row = page.getByTestId('granary-under-way').getByRole('row').filter({ hasText: site.name });

    await row.getByText('upgrades system services').waitFor();
    await row.getByText(/stuck for .*look at the log of Job/).waitFor();
    assert.deepEqual(await axe(page), []);
    await kube.fault({ site: site.id, fault: 'upgrade-goes-on' });
    await row.getByText(/upgrades its nodes/).waitFor();
    await page.getByTestId(`granary-rollout-${ name }`).getByText('Completed').waitFor({ timeout: 400_000 });
    assert.deepEqual(wrong, []);
    await close();
  },
};
