// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';

const PLUGIN = '/apis/catalog.cattle.io/v1/namespaces/cattle-ui-plugin-system/uiplugins/granary';
const SHELL = new URL('../../../target/pages/dashboard/', import.meta.url);

/** What a person has chosen, as the page of preferences stores it. */
async function prefer(page, locale) {
  return await page.evaluate(async(data) => {
    const { data: [{ id }] } = await (await fetch('/v1/userpreferences')).json();
    const answer = await fetch(`/v1/userpreferences/${ id }`, { method: 'PUT', body: JSON.stringify({ id, data }),
      headers: { 'content-type': 'application/json' } });

    return answer.status;
  }, { locale });
}

export default {
  async 'loads the pages from the hub into a shell that does not contain them'({ browser, kube, ready }) {
    const { body } = await kube.get(PLUGIN);
    const { endpoint, version } = body.spec.plugin;
    const listed = (await (await fetch(`${ endpoint }/files.txt`)).text()).trim().split('\n');
    const main = `plugin/granary-${ version }.umd.min.js`;
    const scripts = readdirSync(SHELL, { recursive: true }).filter((name) => name.endsWith('.js'));

    // What only our bundle says is nowhere in the shell, and the hub serves the bundle as Rancher fetches it.
    assert.ok(scripts.length > 10, `${ scripts.length } scripts are no shell`);
    assert.deepEqual(scripts.filter((name) => readFileSync(new URL(name, SHELL), 'utf8')
      .includes('fleetvirtualmachines')), []);
    assert.ok(listed.includes(main) && listed.includes('plugin/package.json'), listed.join(' '));
    assert.equal((await (await fetch(`${ endpoint }/plugin/package.json`)).json()).version, version);

    const { page, wrong, close } = await browser.as('admin', '/home');

    await page.locator('a[href*="/granary/c/_/"], .category .option:has(.icon-fleet)').first().click();
    await page.getByTestId('granary-grid').waitFor();
    const src = await page.locator('script[data-purpose=extension]').getAttribute('src');

    assert.equal(src, `/v1/uiplugins/granary/${ version }/${ main }`);
    assert.equal(await (await page.request.get(ready.rancher + src)).text(), await (await fetch(`${ endpoint }/${ main }`)).text());
    // Rancher gives nothing that the hub's list does not name.
    assert.equal((await page.request.get(`${ ready.rancher }/v1/uiplugins/granary/${ version }/files.txt`)).status(), 404);
    assert.deepEqual(wrong, []);
    await close();
  },

  async 'speaks Japanese from the first page of a fresh browser'({ browser }) {
    const first = await browser.as('admin', '/granary/c/_/overview');

    await first.page.getByTestId('granary-grid').waitFor();
    assert.equal(await prefer(first.page, 'ja-jp'), 200);
    await first.close();
    const { page, wrong, close } = await browser.as('admin', '/granary/c/_/machines');

    try {
      await page.getByRole('link', { name: '仮想マシン' }).first().waitFor({ timeout: 60_000 });
      await page.waitForFunction(() => document.documentElement.lang === 'ja-jp');
      await page.getByTestId('granary-machines').waitFor();
      assert.match(await page.locator('main main').textContent(), /[ぁ-んァ-ヶ一-龠]{3}/);
      assert.deepEqual(wrong, []);
    } finally {
      await prefer(page, 'en-us');
      await close();
    }
  },
};
