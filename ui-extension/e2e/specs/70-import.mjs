// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { axe } from '../browser.mjs';

const NAMESPACE = '/apis/granary.io/v1alpha1/namespaces/fleet-default';
const SECRETS = '/api/v1/namespaces/fleet-default/secrets';
const WIZARD = '/granary/c/_/new-site';

/** A running demo may have imported it before. */
async function forget(kube, name) {
  await kube.remove(`${ NAMESPACE }/sites/${ name }`);
  for (let second = 0; second < 60 && (await kube.get(`${ NAMESPACE }/sites/${ name }`)).status === 200; second++) {
    await pause(1000);
  }
  await kube.remove(`${ SECRETS }/${ name }-import`);
}

/** What somebody downloaded at the site; in the demo it stands in a Secret. */
async function kubeconfig(kube, name) {
  const { body } = await kube.get(`${ SECRETS }/${ name }-admin`);

  return Buffer.from(body.data.kubeconfig, 'base64').toString();
}

async function begin(page, name, way) {
  await page.getByTestId('granary-name').fill(name);
  await page.getByTestId('granary-labels').fill('country=no, role=store');
  await page.getByTestId('granary-timeZone').fill('Europe/Oslo');
  await page.getByTestId('granary-next').click();
  await page.getByTestId(`granary-way-${ way }`).check();
}

const connected = (page) => page.getByTestId('granary-imported').waitFor();

export default {
  async 'imports a site with its kubeconfig, and opens it'({ browser, kube }) {
    await forget(kube, 'store-oslo');
    const { page, wrong, close } = await browser.as('admin', '/granary/c/_/sites');

    await page.getByTestId('granary-import-site').click();
    await begin(page, 'store-oslo', 'kubeconfig');
    await page.getByTestId('granary-file').setInputFiles({
      name: 'store-oslo.yaml', mimeType: 'application/yaml', buffer: Buffer.from(await kubeconfig(kube, 'store-oslo')),
    });
    await page.getByText('It leads to https://').waitFor();
    assert.deepEqual(await axe(page), []);
    await page.getByTestId('granary-next').click();
    await page.getByTestId('granary-check').click();
    await page.getByTestId('granary-checked').waitFor();
    await page.getByTestId('granary-begin').click();
    await connected(page);
    assert.deepEqual(await axe(page), []);
    const { body } = await kube.get(`${ SECRETS }/store-oslo-import`);

    assert.equal(body.metadata.ownerReferences?.[0].name, 'store-oslo');
    await page.getByTestId('granary-open-site').click();
    await page.getByTestId('granary-site').getByRole('heading', { name: 'store-oslo', exact: true }).waitFor();
    await page.getByTestId('granary-site').getByTestId('granary-condition-Connected').waitFor();
    assert.deepEqual(wrong, []);
    await close();
    await forget(kube, 'store-oslo');
  },

  async 'imports a site by one URL, which somebody enters there'({ browser, kube }) {
    await forget(kube, 'store-bergen');
    const { page, wrong, close } = await browser.as('admin', WIZARD);

    await begin(page, 'store-bergen', 'paste');
    await page.getByTestId('granary-step-check').click();
    await page.getByTestId('granary-begin').click();
    const url = await page.getByTestId('granary-url').inputValue();

    assert.match(url, /\/v3\/import\//);
    assert.deepEqual(await axe(page), []);
    const setting = '/apis/harvesterhci.io/v1beta1/settings/cluster-registration-url';
    const entered = await kube.patchNewcomer('store-bergen', setting, { value: url });

    assert.equal(entered.status, 200, JSON.stringify(entered.body));
    await connected(page);
    assert.equal(await page.getByTestId('granary-url').count(), 0);
    assert.deepEqual(wrong, []);
    await close();
    await forget(kube, 'store-bergen');
    await kube.patchNewcomer('store-bergen', setting, { value: '' });
  },

  async 'reads why an import hangs, and gives it up'({ browser, kube }) {
    await forget(kube, 'store-tromso');
    const { page, wrong, close } = await browser.as('admin', WIZARD);

    await begin(page, 'store-tromso', 'secret');
    await page.getByTestId('granary-secret').fill('store-tromso-admin');
    await page.getByTestId('granary-step-check').click();
    await page.getByTestId('granary-begin').click();
    await page.getByTestId('granary-said').getByText('CertificateNotTrusted').waitFor();
    assert.match(await page.getByTestId('granary-said').textContent(), /additional-ca.*The site says: .*x509/);
    assert.deepEqual(await axe(page), []);
    await page.getByRole('link', { name: 'All sites' }).click();
    await page.getByTestId('granary-search').fill('tromso');
    await page.getByRole('link', { name: 'store-tromso' }).click();
    await page.getByTestId('granary-give-up').click();
    await page.getByTestId('granary-do').click();
    await page.getByTestId('granary-sites').waitFor();
    assert.deepEqual(wrong, []);
    await close();
    await forget(kube, 'store-tromso');
  },
};
