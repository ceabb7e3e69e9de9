// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { flushPromises } from '@vue/test-utils';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { rolloutOf, startOf, BLANK } from '@pkg/domain/draft';
import { planned } from '@pkg/domain/rolloutSites';
import type { SiteView } from '@pkg/domain/sites';
import { groupings, matrixOf, nameFor, obstaclesOf, preflightOf, upgradesOf } from '@pkg/domain/upgrades';
import RolloutWizard from '@pkg/pages/RolloutWizard.vue';
import Upgrades from '@pkg/pages/Upgrades.vue';
import type { Rollout } from '@pkg/types/crds';
import type { SitePlan } from '@pkg/types/inventory';
import { fleet, rollout } from './fleet';
import { obstacles, open, rancher, Refusal } from './pages';

const ADDRESS = '/granary/c/_/upgrades';
const upgrade: Rollout = {
  ...rollout, metadata: { name: 'harvester-1-8-2', namespace: 'fleet-default', resourceVersion: '9' },
  spec: { target: { upgrade: { version: 'v1.8.2' } } },
};
const plan = (site: string, state: string, message: string, preflight?: object): SitePlan => ({
  metadata: { name: `harvester-1-8-2.${ site }` }, spec: { site, wave: 'rest' }, status: { state, message, preflight },
});
const backup = (names: string) =>
  ({ weight: 'Warns', finding: `${ names } without a good backup`, mend: 'back up before the window' });
const plans = [
  plan('berne-1', 'Running', 'upgrade to v1.8.2 upgrades its nodes, 1 of 3 done: n2 waiting reboot',
    { verdict: 'Fine', findings: [] }),
  plan('berne-2', 'Waiting', 'node n1 has 3 GiB free', { verdict: 'Held', findings: [
    { weight: 'Blocks', finding: 'node n1 has 3 GiB free for the image', mend: 'free disk space up to 30 GiB' },
    backup('2 virtual machines')] }),
  plan('chur-1', 'Waiting', 'waits', { verdict: 'Warned', findings: [backup('till')] }),
  plan('chur-2', 'Waiting', 'offline since noon'),
];
const list = (items: unknown[]) => ({ metadata: { resourceVersion: '5' }, items });
const answers = (other = {}) => fleet({ rollouts: list([rollout, upgrade]), siteplans: list(plans), ...other });
const site = (name: string, version: string, region: string): SiteView =>
  ({ name, version, labels: { region, one: 'same', 'granary.io/site-id': name } }) as unknown as SiteView;
const settled = async(): Promise<void> => {
  await new Promise((done) => setTimeout(done, 20));
  await flushPromises();
};

describe('the versions of a fleet', () => {
  const sites = [site('a', 'v1.10.0', 'north'), site('b', 'v1.9.2', 'north'), site('c', 'v1.9.2', 'south'),
    site('d', '', 'south')];

  it('are counted by a label, newest first', () => {
    expect(matrixOf(sites, 'region')).toStrictEqual({ versions: ['v1.10.0', 'v1.9.2', ''], rows: [
      { group: 'north', counts: [1, 1, 0], sum: 2 }, { group: 'south', counts: [0, 1, 1], sum: 2 }] });
  });

  it('are divided only by labels that divide', () => expect(groupings(sites)).toStrictEqual(['region']));
});

describe('a look before the start', () => {
  it('is not taken for fine where nobody looked, or where the word is new', () => {
    expect(plans.map((one) => preflightOf(one).verdict)).toStrictEqual(['Fine', 'Held', 'Warned', 'Unknown']);
    expect(preflightOf(plan('x', 'Waiting', '', { verdict: 'Splendid' })).verdict).toBe('Unknown');
  });

  it('counts what is mended the same way once, the worst first', () => {
    expect(obstaclesOf(planned(plans)).map(({ mend, sites }) => `${ sites } ${ mend }`)).toStrictEqual([
      '1 free disk space up to 30 GiB', '2 back up before the window']);
  });
});

describe('an upgrade', () => {
  it('is a rollout with a version, and those under way come first', () => {
    const over: Rollout = { ...upgrade, status: { phase: 'Completed' } };

    expect(upgradesOf([over, rollout, upgrade])).toStrictEqual([upgrade, over]);
  });

  it('is drafted with a name of its own and more time than an image', () => {
    const draft = { ...BLANK, ...startOf({ kind: 'upgrade', name: 'v1.8.2' }) };

    expect(draft.name).toBe('harvester-1-8-2');
    expect(nameFor('v1.9.0-rc1')).toBe('harvester-1-9-0-rc1');
    expect(rolloutOf(draft, 'paused').spec).toMatchObject({
      target: { upgrade: { version: 'v1.8.2' } }, control: { paused: true, timeouts: { run: '12h' } } });
    expect(startOf({ kind: 'settings', name: 'x' })).toStrictEqual({});
  });

  it('takes its name from the version until it is given one', async() => {
    rancher(answers());
    const { page } = await open(RolloutWizard, '/granary/c/_/new-rollout?kind=upgrade');
    const name = () => (page.find('[data-testid="granary-name"]').element as HTMLInputElement).value;

    expect(page.findAll('datalist option').map((one) => one.attributes('value'))).toContain('v1.5.1');
    await page.find('[data-testid="granary-target"]').setValue('v1.8.2');
    expect(name()).toBe('harvester-1-8-2');
    await page.find('[data-testid="granary-name"]').setValue('mine');
    await page.find('[data-testid="granary-target"]').setValue('v1.8.3');
    expect(name()).toBe('mine');
  });
});

describe('the page of upgrades', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('counts versions, and each number leads to its sites', async() => {
    rancher(answers());
    const { page } = await open(Upgrades, ADDRESS);
    const links = page.findAll('[data-testid="granary-versions"] tbody a');

    expect(links.map((link) => link.text())).toStrictEqual(['2', '1']);
    expect(links[0].attributes('href')).toContain('sites?version=v1.5.1');
    expect(await obstacles(page)).toStrictEqual([]);
  });

  it('tells where each node is in the words of the engine, what would hold a site, and how to mend it', async() => {
    rancher(answers());
    const { page } = await open(Upgrades, ADDRESS);

    await settled();
    expect(page.find('[data-testid="granary-under-way"]').text())
      .toContain('upgrade to v1.8.2 upgrades its nodes, 1 of 3 done: n2 waiting reboot');
    expect(page.find('[data-testid="granary-obstacles"]').text()).toContain('free disk space up to 30 GiB');
    const rows = page.findAll('[aria-labelledby="granary-preflight"] tbody tr').map((row) => row.text());

    expect(rows.map((row) => row.replace(/\s+/g, ' '))).toStrictEqual([
      expect.stringMatching(/^Heldberne-2rest.*3 GiB free for the image.*→ free disk space up to 30 GiB/),
      expect.stringMatching(/^Warnedchur-1.*back up/),
      expect.stringMatching(/^Not looked atchur-2.*offline since noon/),
      expect.stringMatching(/^Fineberne-1/)]);
    await page.find('[data-testid="granary-choice-Held"]').trigger('click');
    expect(page.findAll('[aria-labelledby="granary-preflight"] tbody tr')).toHaveLength(1);
    expect(await obstacles(page)).toStrictEqual([]);
  });

  it('looks again by itself, since a site gets on without its rollout', async() => {
    vi.useFakeTimers();
    rancher(answers());
    const { page } = await open(Upgrades, ADDRESS);

    await vi.advanceTimersByTimeAsync(100);
    rancher(answers({ siteplans: list([plan('berne-1', 'Running', 'stuck for 25 min: waiting reboot')]) }));
    await vi.advanceTimersByTimeAsync(11_000);

    expect(page.find('[data-testid="granary-under-way"]').text()).toContain('stuck for 25 min');
  });

  it('says how to begin when nothing was planned, and what is wrong when nothing can be read', async() => {
    rancher(answers({ rollouts: list([rollout]) }));
    expect((await open(Upgrades, ADDRESS)).page.find('[data-testid="granary-empty"]').text())
      .toContain('No upgrade has been planned');

    rancher(answers({ rollouts: new Refusal(403, 'rollouts is forbidden') }));
    const { page } = await open(Upgrades, ADDRESS);

    expect(page.find('[data-testid="granary-problem-forbidden"]').text()).toContain('rollouts is forbidden');
  });
});
