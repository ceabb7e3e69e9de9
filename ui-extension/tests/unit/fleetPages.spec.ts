// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import Overview from '@pkg/pages/Overview.vue';
import SiteDetail from '@pkg/pages/SiteDetail.vue';
import Sites from '@pkg/pages/Sites.vue';
import { fleet, siteTable } from './fleet';
import { obstacles, open, rancher, Refusal } from './pages';

const cluster = (id: string, name: string, ready: string, message = '') => ({
  id, metadata: { name: id }, spec: { displayName: name },
  status: { nodeCount: 1, capacity: { cpu: '16', memory: '64Gi' },
    conditions: [{ type: 'Connected', status: 'True' }, { type: 'Ready', status: ready, message }] },
});
/** What a team gets: the virtual machines of two clusters, the clusters, and nothing of Granary's own. */
const team = {
  sites: new Refusal(403, 'sites is forbidden'),
  rollouts: new Refusal(403, 'rollouts is forbidden'),
  clusters: { pages: 1, data: [
    cluster('c-m-1', 'berne-1', 'True'), cluster('c-m-3', 'chur-1', 'False', 'node chur-1-2 is down'),
  ] },
};
const texts = (all: { text: () => string }[]) => all.map((one) => one.text().replace(/\s+/g, ' '));

describe('the overview', () => {
  it('says first what needs a person, in the words of the engine', async() => {
    rancher(fleet());
    const { page } = await open(Overview, '/granary/c/_/overview');

    expect(texts(page.findAll('[data-testid="granary-matter"]'))).toStrictEqual([
      'Sites1 siteReason-of-it: berne-2',
      'Approvalgold / canarywaits for the approval of hq-ops',
      'Sites1 siteReason-of-it: chur-1',
    ]);
    expect(await obstacles(page)).toStrictEqual([]);
  });

  it('counts sites, machines and versions, each a way to what was counted', async() => {
    rancher(fleet());
    const { page } = await open(Overview, '/granary/c/_/overview');

    expect(page.find('[data-testid="granary-grid"]').attributes('aria-label'))
      .toBe('Disconnected 1, Not ready 1, Unknown 0, Ready 1');
    expect(texts(page.findAll('.bars li'))).toStrictEqual(['Running40', 'v1.5.12', 'v1.4.31']);
    expect(page.findAll('.bars a')[1].attributes('href')).toContain('sites?version=v1.5.1');
  });

  it('still shows the sites when the inventory is out', async() => {
    rancher(fleet({ virtualmachinequeries: new Refusal(503, 'service unavailable') }));
    const { page } = await open(Overview, '/granary/c/_/overview');

    expect(page.find('[data-testid="granary-grid"]').exists()).toBe(true);
    expect(page.find('[data-testid="granary-problem-unavailable"]').text()).toContain('service unavailable');
  });
});

describe('the overview of a team', () => {
  it('shows its own clusters, and no banner about what is the business of others', async() => {
    rancher(fleet(team));
    const { page } = await open(Overview, '/granary/c/_/overview');

    expect(page.find('[data-testid="granary-grid"]').attributes('aria-label'))
      .toBe('Disconnected 0, Not ready 1, Unknown 0, Ready 1');
    expect(page.text()).toContain('node chur-1-2 is down');
    expect(page.find('[data-testid^="granary-problem-"]').exists()).toBe(false);
    expect(page.find('#granary-running').exists()).toBe(false);
  });
});

describe('the sites', () => {
  const address = '/granary/c/_/sites';
  const names = async(query = '') => {
    const { page } = await open(Sites, address + query);

    return { page, names: () => page.findAll('tbody tr a').map((link) => link.text()) };
  };

  it('are searched by all that is known of them, and counted by state', async() => {
    rancher(fleet());
    const shown = await names();

    expect(shown.names()).toStrictEqual(['berne-1', 'berne-2', 'chur-1']);
    await shown.page.find('[data-testid="granary-search"]').setValue('NORTH chur');
    expect(shown.names()).toStrictEqual(['chur-1']);
    expect(texts(shown.page.findAll('[data-testid^="granary-choice-"]'))).toStrictEqual(['Not ready1', 'v1.4.31']);
    expect(await obstacles(shown.page)).toStrictEqual([]);
  });

  it('can be narrowed down from elsewhere', async() => {
    rancher(fleet());

    expect((await names('?state=Disconnected')).names()).toStrictEqual(['berne-2']);
    expect((await names('?version=v1.4.3')).names()).toStrictEqual(['chur-1']);
  });

  it('say what there is to do when there are none, and what is wrong when they cannot be read', async() => {
    rancher(fleet({ sites: { ...siteTable, rows: [] } }));
    expect((await names()).page.find('[data-testid="granary-empty"]').text()).toContain('Import a Harvester cluster');

    rancher(fleet({ sites: new Refusal(503, 'no endpoints available') }));
    const { page } = await names();

    expect(page.find('[data-testid="granary-problem-unavailable"]').text()).toContain('no endpoints available');
  });

  it('are those of one\'s own clusters for somebody who may not read Sites', async() => {
    rancher(fleet(team));
    const { page, names: shown } = await names();

    expect(shown()).toStrictEqual(['berne-1', 'chur-1']);
    expect(texts(page.findAll('tbody tr'))[1]).toContain('Not readynode chur-1-2 is down');
    expect(page.find('header').text()).toContain('the clusters on which you have a role');
    expect(page.find('[data-testid^="granary-problem-"]').exists()).toBe(false);
    expect(await obstacles(page)).toStrictEqual([]);
  });

  it('say that nothing may be seen when not even the clusters can be read', async() => {
    rancher(fleet({ ...team, clusters: new Refusal(403, 'you may not list clusters') }));
    const { page } = await names();

    expect(page.find('[data-testid="granary-problem-forbidden"]').text()).toContain('you may not list clusters');
  });
});

describe('a site', () => {
  const address = '/granary/c/_/sites/c-m-1';

  it('tells its health in the words of the hub, its clock and its next window', async() => {
    rancher(fleet());
    const { page } = await open(SiteDetail, address);

    expect(page.find('h1').text()).toBe('berne-1');
    expect(page.find('[data-testid="granary-condition-Ready"]').text()).toContain('No node of the site is ready');
    expect(page.find('[data-testid="granary-clock"]').text()).toContain('Europe/Zurich');
    expect(page.find('[data-testid="granary-window"]').text()).toMatch(/2:00|02:00|4:00|04:00/);
    expect(await obstacles(page)).toStrictEqual([]);
  });

  it('is kept from rollouts with a reason', async() => {
    const calls = rancher(fleet());
    const { page } = await open(SiteDetail, address);

    await page.find('[data-testid="granary-hold-reason"]').setValue(' audit ');
    await page.find('form').trigger('submit');
    await flushPromises();

    expect(calls.find((call) => call.method === 'PATCH')).toMatchObject({
      path: '/k8s/clusters/local/apis/granary.io/v1alpha1/namespaces/fleet-default/sites/berne-1',
      body: { spec: { hold: { reason: 'audit' } } },
    });
  });

  it('that does not exist says so', async() => {
    rancher(fleet({ sites: { metadata: {}, items: [] } }));

    expect((await open(SiteDetail, address)).page.text()).toContain('No such site');
  });
});
