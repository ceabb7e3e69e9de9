// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { axe } from '../browser.mjs';

const SITES = '/apis/granary.io/v1alpha1/namespaces/fleet-default/sites';
/** The hubs of the north, as the demo shares them out. */
const NORTH = ['rtm', 'lon', 'sto'];
const QUERIES = '/apis/inventory.granary.io/v1alpha1/virtualmachinequeries';

const named = ({ metadata }) => ({ name: metadata.name, id: metadata.labels['granary.io/site-id'] });

/** The sites of the team, and of all others, as the administrator knows them. */
async function fleet(kube) {
  const { body } = await kube.get(SITES);
  const known = body.items.filter(({ metadata }) => metadata.labels['granary.io/site-id']);
  const isOwn = ({ metadata }) => NORTH.includes(metadata.labels.hub);

  return { own: known.filter(isOwn).map(named), others: known.filter((site) => !isOwn(site)).map(named) };
}

/** How many machines the administrator sees at these sites; at all for none. */
async function total(kube, sites) {
  const query = { apiVersion: 'inventory.granary.io/v1alpha1', kind: 'VirtualMachineQuery', spec: { limit: 0, sites } };
  const { body } = await kube.create(QUERIES, query);

  return body.status.total;
}

const shown = (page, selector) => page.locator(selector).allTextContents()
  .then((all) => all.map((text) => text.trim()).filter(Boolean).sort());

export default {
  async 'is the north team, and sees only the north'({ browser, kube }) {
    const { own, others } = await fleet(kube);
    const heard = [];
    const { page, wrong, close } = await browser.as('north', '/home', { heard: (one) => heard.push(one) });

    await page.locator('a[href*="/granary/c/_/"], .category .option:has(.icon-fleet)').first().click();
    await page.getByTestId('granary-grid').waitFor();
    assert.match(await page.locator('main main').textContent(), new RegExp(`${ own.length } sites`));
    assert.deepEqual(await axe(page), []);

    // What is the business of others has no place in the menu.
    assert.equal(await page.getByRole('link', { name: 'Rollouts', exact: true }).count(), 0);
    await page.getByRole('link', { name: 'Sites', exact: true }).click();
    await page.getByText('the clusters on which you have a role').waitFor();
    await page.locator('[data-testid=granary-sites] tbody a').first().waitFor();
    assert.deepEqual(await shown(page, '[data-testid=granary-sites] tbody a'), own.map(({ name }) => name).sort());
    assert.deepEqual(await axe(page), []);

    await page.getByRole('link', { name: own[0].name }).click();
    await page.getByTestId('granary-problem-forbidden').waitFor();
    await page.locator('[data-testid=granary-site] tbody tr').first().waitFor();
    assert.deepEqual(await axe(page), []);

    await page.getByRole('link', { name: 'Virtual machines', exact: true }).click();
    await page.getByTestId('granary-facet-spec.siteName').waitFor();
    const all = await total(kube, []);
    const mine = await total(kube, own.map(({ id }) => id));

    assert.ok(mine < all, 'the north is not all');
    await page.getByText(new RegExp(`of ${ mine }\\b`)).first().waitFor();
    await page.getByTestId('granary-search').fill(others[0].name);
    await page.getByTestId('granary-none').or(page.getByTestId('granary-empty')).first().waitFor();
    assert.deepEqual(await axe(page), []);

    // Somebody sent the address of a rollout of all.
    await page.goto(page.url().replace(/machines.*/, 'rollouts/fleet-default/pos-2026-11'));
    await page.getByTestId('granary-problem-forbidden').getByText('rollouts.granary.io is forbidden').waitFor();
    assert.deepEqual(await axe(page), []);

    for (const { path, text } of heard) {
      const told = others.filter(({ name, id }) => new RegExp(`\\b(${ name }|${ id })\\b`).test(text));

      assert.deepEqual(told.map(({ name }) => name), [], `${ path } tells of other sites`);
    }
    assert.ok(heard.some(({ text }) => text.includes(own[0].name)), 'nothing was heard at all');
    assert.deepEqual(wrong, []);
    await close();
  },
};
