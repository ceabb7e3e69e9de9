// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { axe } from '../browser.mjs';

const NAMESPACE = '/apis/granary.io/v1alpha1/namespaces/fleet-default';
const FILE = { apiVersion: 'granary.io/v1alpha1', kind: 'Image', metadata: { name: 'pos-e2e' }, spec: { file: 'pos-2026-11.qcow2' } };
/** A running demo may have seen these paths before. */
const RUN = Date.now().toString(36);
const rollout = (name, waves) => ({
  apiVersion: 'granary.io/v1alpha1',
  kind: 'Rollout',
  metadata: { name },
  spec: {
    target: { image: { name: 'pos-e2e' } },
    sites: { selector: { matchLabels: { role: 'store' } } },
    waves,
    control: { maxConcurrency: 40 },
  },
});

export default {
  async 'approves the wave after the canary, with the evidence in sight'({ browser, kube }) {
    await kube.create(`${ NAMESPACE }/images`, FILE);
    const made = await kube.create(`${ NAMESPACE }/rollouts`, rollout(`e2e-approved-${ RUN }`, [
      { name: 'canary', select: { count: 2 }, soak: '1s', approval: { after: {} } },
    ]));

    assert.equal(made.status, 201, JSON.stringify(made.body));
    const { page, wrong, close } = await browser.as('admin', '/granary/c/_/rollouts');

    await page.getByTestId(`granary-rollout-e2e-approved-${ RUN }`).getByRole('link').first().click();
    await page.getByTestId('granary-approve-canary').click();
    await page.getByTestId('granary-remark').fill('seen at the canary');
    assert.deepEqual(await axe(page), []);
    await page.getByTestId('granary-do').click();
    await page.getByTestId('granary-approve-canary').waitFor({ state: 'detached' });
    assert.deepEqual(wrong, []);
    await close();
  },

  async 'pauses a rollout and resumes it'({ browser, kube }) {
    await kube.create(`${ NAMESPACE }/images`, FILE);
    const made = await kube.create(`${ NAMESPACE }/rollouts`, rollout(`e2e-paused-${ RUN }`, [
      { name: 'canary', select: { count: 1 }, soak: '10m' },
    ]));

    assert.equal(made.status, 201, JSON.stringify(made.body));
    const { page, wrong, close } = await browser.as('admin', `/granary/c/_/rollouts/fleet-default/e2e-paused-${ RUN }`);

    await page.getByTestId('granary-pause').click();
    await page.getByTestId('granary-do').click();
    // What has not begun is started, what has is resumed.
    await page.locator('[data-testid=granary-resume], [data-testid=granary-start]').click();
    await page.getByTestId('granary-do').click();
    await page.getByTestId('granary-pause').waitFor();
    assert.deepEqual(wrong, []);
    await close();
  },
};
