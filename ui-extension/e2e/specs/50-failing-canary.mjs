// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { axe } from '../browser.mjs';

const NAMESPACE = '/apis/granary.io/v1alpha1/namespaces/fleet-default';
const PLANS = '/apis/inventory.granary.io/v1alpha1/namespaces/fleet-default/siteplans';
const RUN = Date.now().toString(36);
const IMAGE = `pos-${ RUN }`;

export default {
  async 'publishes an image to a canary, sees it fail at one site, fixes it, and finishes'({ browser, kube }) {
    await kube.create(`${ NAMESPACE }/images`, { apiVersion: 'granary.io/v1alpha1', kind: 'Image',
      metadata: { name: IMAGE }, spec: { file: 'pos-2026-11.qcow2' } });
    const { page, wrong, close } = await browser.as('admin', '/granary/c/_/images');

    await page.getByRole('link', { name: `Publish ${ IMAGE }` }).click();
    await page.getByTestId('granary-next').click();
    await page.getByTestId('granary-where').fill('role=store');
    await page.getByTestId('granary-next').click();
    await page.getByLabel('Then this share').fill('');
    await page.getByLabel('How long each wave is watched').fill('5s');
    await page.getByLabel('Sites at once').fill('40');
    await page.getByLabel('A person approves').uncheck();
    await page.getByTestId('granary-next').click();
    // One try each, so that it stops at once instead of after half an hour: the form has no field for it, the YAML has.
    const yaml = page.getByTestId('granary-yaml');

    await yaml.fill((await yaml.inputValue()).replace('  control:\n', '  control:\n    retry: {attempts: 1}\n'));
    await page.getByTestId('granary-plan').click();
    await page.getByTestId('granary-start').waitFor();
    assert.deepEqual(await axe(page), []);

    // The line of one of the two canaries is bad.
    const { body } = await kube.get(`${ PLANS }?fieldSelector=spec.rollout%3D${ IMAGE }`);
    const bad = body.items.find(({ spec }) => spec.wave === 'canary').spec.site;

    await kube.fault({ site: bad, fault: 'image-fails', message: 'unexpected EOF' });
    await page.getByTestId('granary-start').click();
    await page.getByTestId('granary-do').click();
    await page.getByTestId('granary-choice-Failed').click();
    await page.getByRole('row').filter({ hasText: bad }).getByText('unexpected EOF').waitFor();
    await page.getByTestId('granary-resume').waitFor();
    assert.deepEqual(await axe(page), []);

    // The line is repaired, and a new revision of the image begins with the canaries again.
    await kube.fault({ site: bad, fault: 'image-fails', message: '' });
    await page.getByRole('link', { name: 'Images', exact: true }).click();
    await page.getByRole('button', { name: IMAGE, exact: true }).click();
    const text = page.getByTestId('granary-yaml');

    await text.fill(`${ await text.inputValue() }  displayName: pos-again\n`);
    assert.deepEqual(await axe(page), []);
    await page.getByTestId('granary-do').click();
    await page.getByTestId('granary-dialog').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Rollouts', exact: true }).click();
    await page.getByTestId('granary-search').fill(IMAGE);
    await page.getByTestId(`granary-rollout-${ IMAGE }`).getByText(/^Completed/).waitFor({ timeout: 400_000 });
    assert.deepEqual(wrong, []);
    await close();
  },
};
