// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
// Pictures of every page, in both themes and both languages, to target/screenshots: to be looked at.
import { mkdirSync } from 'node:fs';
import { open } from './browser.mjs';
import { demo } from './demo.mjs';

const FOLDER = new URL('../../target/screenshots/', import.meta.url).pathname;
const PAGES = ['overview', 'sites', 'machines', 'rollouts', 'images', 'templates', 'new-rollout'];

mkdirSync(FOLDER, { recursive: true });
const { ready, stop } = await demo();
const browser = await open(ready);
const { page, wrong, close } = await browser.as('admin', '/granary/c/_/overview');

/** As the preferences page does it. */
async function prefer(data) {
  await page.evaluate(async(wanted) => {
    const mine = (await (await fetch('/v1/userpreferences')).json()).data[0];

    await fetch(mine.links.update, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...mine, data: { ...mine.data, ...wanted } }),
    });
  }, data);
}

for (const theme of ['ui-light', 'ui-dark']) {
  for (const locale of ['en-us', 'ja-jp']) {
    await prefer({ theme, locale });
    for (const name of PAGES) {
      await page.goto(`${ ready.rancher }/dashboard/granary/c/_/${ name }`);
      await page.locator('main main, main').first().waitFor();
      await page.waitForTimeout(2500);
      await page.screenshot({ path: `${ FOLDER }${ name }.${ theme.slice(3) }.${ locale.slice(0, 2) }.png` });
    }
  }
}
await prefer({ theme: 'ui-light', locale: 'en-us' });
await close();
await browser.close();
await stop();
wrong.forEach((message) => console.error(`error in a page: ${ message }`));
console.log(`${ PAGES.length * 4 } pictures in target/screenshots`);
process.exit(wrong.length ? 1 : 0);
