// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
// How fast the table of virtual machines is in a browser, and how large the extension: prints a table. SITES and VMS
// choose the fleet, READY a running demo.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { open } from './browser.mjs';
import { cluster } from './cluster.mjs';
import { demo } from './demo.mjs';

const TIMES = 5;
const ROWS = '[data-testid=granary-machines] tbody tr';

const { ready, stop } = await demo();
const browser = await open(ready);
const kube = cluster(ready);
const { page, wrong, close } = await browser.as('admin', '/granary/c/_/overview');

page.setDefaultTimeout(120_000);
await page.locator('main main').first().waitFor();
await page.evaluate(() => {
  window.long = [];
  new PerformanceObserver((list) => window.long.push(...list.getEntries().map((one) => one.duration)))
    .observe({ type: 'longtask' });
});

/** Milliseconds in the page from an act until a condition holds there, seen at each frame; and its long tasks. */
function measure(act, until) {
  return page.evaluate(async([does, holds]) => {
    const [run, done] = [does, holds].map((text) => new Function(`return (${ text })()`));
    const already = window.long.length;
    const begun = performance.now();

    run();
    while (!done()) {
      await new Promise(requestAnimationFrame);
    }
    const time = performance.now() - begun;

    // Entries of long tasks come after the tasks.
    await new Promise((resolve) => setTimeout(resolve, 200));

    return { time, long: window.long.slice(already) };
  }, [act.toString(), until.toString()]);
}

async function repeated(name, act, until, back) {
  const all = [];

  for (let time = 0; time < TIMES; time++) {
    all.push(await measure(act, until));
    await measure(...back);
  }
  const times = all.map((one) => one.time).sort((a, b) => a - b);
  const long = all.flatMap((one) => one.long);

  print(name, `${ times[TIMES >> 1].toFixed(0) } ms (${ times[0].toFixed(0) } to ${ times.at(-1).toFixed(0) }), `
    + `long tasks ${ long.length }, longest ${ Math.max(0, ...long).toFixed(0) } ms`);
}

const print = (what, figure) => console.log(`${ what.padEnd(34) } ${ figure }`);

function sizes() {
  const folder = new URL('../../target/pages/extension/', import.meta.url).pathname;
  const files = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith('.js') &&
    statSync(join(folder, file)).isFile()).map((name) => ({ name, text: readFileSync(join(folder, name)) }));
  const kib = (bytes) => `${ (bytes / 1024).toFixed(0) } KiB`;
  const told = (some) => `${ kib(some.reduce((all, { text }) => all + text.length, 0)) }, `
    + `${ kib(some.reduce((all, { text }) => all + gzipSync(text).length, 0)) } gzipped`;

  print('bundle, before any page', told(files.filter(({ name }) => /umd\.min\.js$/.test(name))));
  print('bundle, all pages', `${ told(files) }, ${ files.length } files`);
}

const list = await kube.get('/apis/inventory.granary.io/v1alpha1/fleetvirtualmachines?limit=1');
const visit = (name) => `() => { history.pushState({}, '', '/dashboard/granary/c/_/${ name }');
  dispatchEvent(new PopStateEvent('popstate', { state: {} })); }`;
const shown = `() => document.querySelectorAll('${ ROWS }').length > 20`;
const away = [visit('overview'), '() => document.querySelector("[data-testid=granary-overview]")'];
const facet = '[data-testid="granary-facet-status.printableStatus"]';
const pressed = `() => { const rows = [...document.querySelectorAll('${ ROWS }')];
  return rows.length && rows.every((row) => row.textContent.includes('Paused')); }`;
const mixed = `() => [...document.querySelectorAll('${ ROWS }')].some((row) => !row.textContent.includes('Paused'))`;
const press = `() => [...document.querySelectorAll('${ facet } button, ${ facet } label, ${ facet } a')]
  .find((one) => one.textContent.includes('Paused')).click()`;

print('virtual machines', String(1 + (list.body.metadata.remainingItemCount ?? 0)));
await measure(visit('machines'), shown);
await measure(...away);
await repeated('first rows of the table', visit('machines'), shown, away);
await measure(visit('machines'), `() => (${ shown })() && document.querySelector('${ facet }')`);
await repeated('filter by a facet', press, pressed, [press, mixed]);
sizes();
await close();
await browser.close();
kube.close();
await stop();
wrong.forEach((message) => console.error(`error in a page: ${ message }`));
process.exit(wrong.length ? 1 : 0);
