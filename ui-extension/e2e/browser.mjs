// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
// One browser over the real shell: who is logged in, what went wrong in the page, and what axe has to say.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];

export async function open(ready) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });

  return {
    /** A fresh session of somebody, at one of Granary's pages. */
    async as(user, path = '/granary/c/_/machines', size = { width: 1440, height: 900 }) {
      const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: size });
      const page = await context.newPage();
      const wrong = [];

      page.setDefaultTimeout(30_000);
      page.on('pageerror', (error) => wrong.push(error.message));
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
