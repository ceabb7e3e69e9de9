// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
// One browser over the real shell: who is logged in, what went wrong in the page, and what axe has to say.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];

const SIZE = { width: 1440, height: 900 };
/** For what a machine under load may take: a path waits for what it awaits, and no longer than that. */
const PATIENCE = 120_000;
/** Not what everybody gets: the shell's files and the extension's. */
const PUBLIC = /^\/(dashboard|v1\/uiplugins|simulator)\b/;

function listen(page, heard) {
  page.on('response', (response) => {
    const path = new URL(response.url()).pathname;

    if (!PUBLIC.test(path)) {
      // The body of a request that the page gave up does not come.
      response.text().then((text) => heard({ path, text }), () => {});
    }
  });
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) =>
    heard({ path: new URL(socket.url()).pathname, text: String(payload) })));
}

export async function open(ready) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });

  return {
    /** A fresh session of somebody, at one of Granary's pages; `heard` is told all that the page is told. */
    async as(user, path = '/granary/c/_/machines', { heard, locale } = {}) {
      const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: SIZE, locale });
      const page = await context.newPage();
      const wrong = [];

      page.setDefaultTimeout(PATIENCE);
      page.setDefaultNavigationTimeout(PATIENCE);
      page.on('pageerror', (error) => wrong.push(error.message));
      if (heard) {
        listen(page, heard);
      }
      // Nothing here may depend on what is outside.
      await page.route(/^https:\/\/(?!127\.0\.0\.1)/, (route) => route.abort());
      const to = encodeURIComponent(`/dashboard${ path }`);

      await page.goto(`${ ready.rancher }/simulator/login?user=${ user }&to=${ to }`);

      return { page, wrong, close: () => context.close() };
    },
    close: () => browser.close(),
  };
}

/** Serious and critical findings in Granary's part of the page; the shell around it is not ours to mend. */
export async function axe(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run('main main, .main-layout main', {
    resultTypes: ['violations'],
  }));

  return violations
    .filter(({ impact }) => ['serious', 'critical'].includes(impact))
    .map(({ id, help, nodes }) => `${ id }: ${ help } (${ nodes.length }, as ${ nodes[0].html.slice(0, 160) })`);
}
