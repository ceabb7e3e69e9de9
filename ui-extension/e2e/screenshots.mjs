// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
// Pictures of every page, in both themes and both languages, to target/screenshots: to be looked at. Names as arguments
// choose some. What the pages show of rollouts and policies comes from docs/examples.
import { mkdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import yaml from 'js-yaml';
import { open } from './browser.mjs';
import { cluster } from './cluster.mjs';
import { demo } from './demo.mjs';

const FOLDER = new URL('../../target/screenshots/', import.meta.url).pathname;
const EXAMPLES = ['policy-rules', 'policy-keys', 'policy-ntp', 'upgrade-preflight', 'image-to-stores',
  'template-to-stores'];
const PLURALS = { Policy: 'policies', Rollout: 'rollouts', Image: 'images', Template: 'templates' };
/** Until a canary has come and is watched, and every site was looked at. */
const SETTLE = 60_000;
const chosen = process.argv.slice(2);

mkdirSync(FOLDER, { recursive: true });
const { ready, stop } = await demo();
const kube = cluster(ready);
const browser = await open(ready);

async function prepare() {
  for (const example of EXAMPLES) {
    const text = readFileSync(new URL(`../../docs/examples/${ example }.yaml`, import.meta.url), 'utf8');

    for (const object of yaml.loadAll(text)) {
      if (example === 'policy-ntp') {
        object.spec.mode = 'Report';
      }
      await kube.create(`/apis/granary.io/v1alpha1/namespaces/fleet-default/${ PLURALS[object.kind] }`, object);
    }
  }
  await kube.create('/apis/granary.io/v1alpha1/namespaces/fleet-default/sites', {
    apiVersion: 'granary.io/v1alpha1', kind: 'Site', metadata: { name: 'store-bergen' }, spec: { import: {} },
  });
  const { body } = await kube.get('/apis/granary.io/v1alpha1/namespaces/fleet-default/sites');
  const store = body.items.find(({ metadata }) => metadata.labels?.role === 'store');

  await pause(SETTLE);

  return {
    overview: 'overview', sites: 'sites', site: `sites/${ store.metadata.labels['granary.io/site-id'] }`,
    machines: 'machines', rollouts: 'rollouts', rollout: 'rollouts/fleet-default/pos-2026-11', upgrades: 'upgrades',
    policies: 'policies', policy: 'policies/fleet-default/ntp', images: 'images', templates: 'templates',
    'new-site': 'new-site', import: 'imports/fleet-default/store-bergen',
    'new-rollout': 'new-rollout?kind=image&name=pos-2026-11',
  };
}

const pages = Object.entries(await prepare()).filter(([name]) => !chosen.length || chosen.includes(name));
const { page, wrong, close } = await browser.as('admin', '/granary/c/_/overview');

// A busy machine takes its time, and a picture does not mind.
page.setDefaultTimeout(120_000);

/** As the preferences page does it. */
async function prefer(theme, locale) {
  await page.evaluate(async(wanted) => {
    const { $store } = document.querySelector('#app').__vue_app__.config.globalProperties;

    await $store.dispatch('prefs/setTheme', wanted.theme);
    await $store.dispatch('i18n/switchTo', wanted.locale);
  }, { theme, locale });
}

/** From page to page without loading the shell anew, as its own links do it. */
async function visit(path) {
  await page.evaluate((to) => {
    history.pushState({}, '', `/dashboard/granary/c/_/${ to }`);
    dispatchEvent(new PopStateEvent('popstate', { state: {} }));
  }, path);
  await page.locator('main main').first().waitFor();
  await page.waitForTimeout(800);
  await page.getByTestId('granary-loading').first().waitFor({ state: 'detached' });
  await page.waitForTimeout(400);
}

await page.locator('main main').first().waitFor();
for (const theme of ['light', 'dark']) {
  for (const locale of ['en-us', 'ja-jp']) {
    await prefer(theme, locale);
    for (const [name, path] of pages) {
      await visit(path);
      await page.screenshot({ path: `${ FOLDER }${ name }.${ theme }.${ locale.slice(0, 2) }.png` });
    }
  }
}
await prefer('light', 'en-us');
await close();
await browser.close();
kube.close();
await stop();
wrong.forEach((message) => console.error(`error in a page: ${ message }`));
console.log(`${ pages.length * 4 } pictures in target/screenshots`);
process.exit(wrong.length ? 1 : 0);
