// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { byNeed, cellOf, held, rowsOf, sentences, tally } from '@pkg/domain/policies';
import Policies from '@pkg/pages/Policies.vue';
import PolicyDetail from '@pkg/pages/PolicyDetail.vue';
import type { Policy, PolicyReport } from '@pkg/types/crds';
import { fleet } from './fleet';
import { obstacles, open, rancher, Refusal } from './pages';

const ADDRESS = '/granary/c/_/policies/fleet-default/ntp';
const at = '2026-01-01T00:00:00Z';
const condition = (type: string, status: string, message: string) =>
  ({ type, status, reason: 'X', message, lastTransitionTime: at });
const difference = {
  what: 'Setting ntp-servers', field: 'ntpServers', found: '["192.0.2.1"]', wanted: '["10.20.0.2"]',
};

const policy: Policy = {
  metadata: { name: 'ntp', namespace: 'fleet-default', resourceVersion: '4' },
  spec: {
    settings: { 'ntp-servers': { ntpServers: ['10.20.0.2'] }, 'log-level': 'info' },
    objects: [{ apiVersion: 'harvesterhci.io/v1beta1', kind: 'KeyPair', metadata: { name: 'ops', namespace: 'prod' } }],
    rules: [{ name: 'backed-up', each: 'VirtualMachine', expression: 'true' }],
  },
  status: {
    sites: { selected: 3, compliant: 1, drifted: 1, unknown: 1 },
    conditions: [
      condition('Ready', 'True', ''), condition('Compliant', 'False', '1 of 3 sites differ from the policy.'),
    ],
    changes: [
      { ...difference, sites: 1, examples: ['berne-2'] }, { what: 'Rule backed-up', wanted: 'back up', sites: 1 },
    ],
  },
};

const report = (of: string): PolicyReport => ({ metadata: { name: `${ of }-0` }, spec: { policy: of, shard: 0, sites: [
  { uid: '1', name: 'berne-1', verdict: 'Compliant', since: at },
  { uid: '2', name: 'berne-2', verdict: 'Drifted', since: at, message: 'Waits for the maintenance window.',
    differences: [difference], mended: [{ what: 'Setting ntp-servers', times: 2, at }] },
  { uid: '3', name: 'chur-1', verdict: 'Unknown', since: at, message: 'Out of reach; it was never read.' },
] } });

const list = (items: unknown[]) => ({ metadata: { resourceVersion: '5' }, items });
const answers = (other = {}) => fleet({ policies: list([policy]), policyreports: list([report('ntp')]), ...other });
const rows = rowsOf([report('ntp'), report('other')], 'ntp');

describe('a policy', () => {
  it('has rows in its own reports only, and a column for all that it holds', () => {
    expect(rows).toHaveLength(3);
    expect(held(policy, rows)).toStrictEqual([
      'Setting ntp-servers', 'Setting log-level', 'KeyPair.harvesterhci.io/v1beta1 prod/ops', 'Rule backed-up']);
  });

  it('is not known to be kept where nobody looked, or where a report has no more room', () => {
    const full = { ...rows[1], differences: Array.from({ length: 16 }, (_, one) => ({ what: `Setting s${ one }` })) };

    expect(rows.map((row) => cellOf(row, 'Setting ntp-servers'))).toStrictEqual(['kept', 'differs', 'unknown']);
    expect(cellOf(rows[1], 'Setting log-level')).toBe('kept');
    expect(cellOf(full, 'Setting log-level')).toBe('unknown');
  });

  it('comes first when the hub refuses it, then by its worst site', () => {
    const named = (name: string, status: Policy['status']): Policy => ({ metadata: { name }, spec: {}, status });
    const order = [
      named('well', { sites: { compliant: 9 } }), named('drifted', { sites: { compliant: 9, drifted: 1 } }),
      named('fought', { sites: { conflict: 1, drifted: 5 } }),
      named('refused', { conditions: [condition('Ready', 'False', 'never pushed')] }), named('new', undefined),
    ].sort(byNeed).map((one) => one.metadata.name);

    expect(order).toStrictEqual(['refused', 'fought', 'drifted', 'well', 'new']);
    expect(tally(policy).map(({ verdict }) => verdict)).toStrictEqual(['Drifted', 'Unknown', 'Compliant']);
    expect(sentences(policy).map(({ text }) => text)).toStrictEqual(['1 of 3 sites differ from the policy.']);
  });
});

describe('the list of policies', () => {
  it('counts sites by verdict, and says why in the words of the hub', async() => {
    rancher(answers());
    const { page } = await open(Policies, '/granary/c/_/policies');

    expect(page.find('tbody tr').text().replace(/\s+/g, ' ')).toContain('ReportDrifted 1Unknown 1Compliant 1');
    expect(page.find('tbody').text()).toContain('1 of 3 sites differ from the policy.');
    expect(page.find('tbody a').attributes('href')).toContain('/policies/fleet-default/ntp');
    expect(await obstacles(page)).toStrictEqual([]);
  });

  it('says how to begin when there are none, and what is wrong when they cannot be read', async() => {
    rancher(answers({ policies: list([]) }));
    expect((await open(Policies, '/granary/c/_/policies')).page.find('[data-testid="granary-empty"]').text())
      .toContain('mode Report');

    rancher(answers({ policies: new Refusal(403, 'policies is forbidden') }));
    const { page } = await open(Policies, '/granary/c/_/policies');

    expect(page.find('[data-testid="granary-problem-forbidden"]').text()).toContain('policies is forbidden');
  });

  it('lets what was written be judged before it is kept', async() => {
    const calls = rancher(answers());
    const { page, router } = await open(Policies, '/granary/c/_/policies');

    await page.find('[data-testid="granary-add"]').trigger('click');
    expect(await obstacles(page)).toStrictEqual([]);
    await page.find('[data-testid="granary-check"]').trigger('click');
    await flushPromises();
    expect(page.find('[data-testid="granary-checked"]').exists()).toBe(true);
    await page.find('[data-testid="granary-yaml"]').setValue('a: [');
    expect(page.find('[data-testid="granary-checked"]').exists()).toBe(false);
    expect(page.find('[data-testid="granary-do"]').attributes('disabled')).toBeDefined();
    await page.find('[data-testid="granary-yaml"]').setValue('metadata: {name: log, namespace: w}\nspec: {}');
    await page.find('[data-testid="granary-dialog"] form').trigger('submit');
    await flushPromises();

    expect(calls.filter((call) => call.method === 'POST').map((call) => call.path)).toStrictEqual([
      expect.stringMatching(/policies\?dryRun=All$/), expect.stringMatching(/namespaces\/w\/policies$/)]);
    expect(router.currentRoute.value.path).toBe('/granary/c/_/policies/w/log');
  });
});

describe('the page of a policy', () => {
  it('shows which site keeps what, and what differs as it was found and is wanted', async() => {
    rancher(answers());
    const { page } = await open(PolicyDetail, ADDRESS);

    expect(page.findAll('tbody tr').map((row) => row.text().replace(/\s+/g, ' '))).toStrictEqual([
      expect.stringMatching(/^Driftedberne-2differskeptkeptkept.*Waits for the maintenance window.$/),
      expect.stringMatching(/^Unknownchur-1not knownnot knownnot knownnot known.*never read.$/),
      expect.stringMatching(/^Compliantberne-1keptkeptkeptkept/)]);
    expect(page.findAll('thead th').map((head) => head.text())).toContain('prod/ops');
    expect(await obstacles(page)).toStrictEqual([]);

    await page.find('[data-testid="granary-drift-berne-2"]').trigger('click');
    const dialog = page.find('[data-testid="granary-dialog"]').text().replace(/\s+/g, ' ');

    expect(dialog).toContain('− found ["192.0.2.1"]+ wanted ["10.20.0.2"]');
    expect(dialog).toContain('was mended 2 times');
    expect(await obstacles(page)).toStrictEqual([]);
  });

  it('enforces only after all that would be written was shown; rules never are', async() => {
    const calls = rancher(answers());
    const { page } = await open(PolicyDetail, ADDRESS);

    await page.find('[data-testid="granary-turn-Enforce"]').trigger('click');
    const dry = page.find('[data-testid="granary-dry-run"]').text().replace(/\s+/g, ' ');

    expect(dry).toContain('["192.0.2.1"]');
    expect(dry).toContain('1 site, such as berne-2');
    expect(dry).toContain('1 site is not known now');
    expect(dry).not.toContain('Rule backed-up');
    expect(await obstacles(page)).toStrictEqual([]);
    await page.find('[data-testid="granary-dialog"] form').trigger('submit');
    await flushPromises();

    expect(calls.find((call) => call.method === 'PATCH')).toMatchObject({
      path: expect.stringMatching(/policies\/ntp$/), body: { spec: { mode: 'Enforce' } } });
    expect(page.find('[data-testid="granary-dialog"]').exists()).toBe(false);
  });

  it('keeps the question open when it may not', async() => {
    rancher(answers());
    const { page } = await open(PolicyDetail, ADDRESS);

    await page.find('[data-testid="granary-turn-Enforce"]').trigger('click');
    rancher(() => new Refusal(403, 'policies "ntp" is forbidden'));
    await page.find('[data-testid="granary-dialog"] form').trigger('submit');
    await flushPromises();

    expect(page.find('[data-testid="granary-dialog"]').text()).toContain('policies "ntp" is forbidden');
  });

  it('is edited as it was read, so that nobody is overwritten', async() => {
    const calls = rancher(answers());
    const { page } = await open(PolicyDetail, ADDRESS);

    await page.find('[data-testid="granary-edit"]').trigger('click');
    await page.find('[data-testid="granary-dialog"] form').trigger('submit');
    await flushPromises();

    expect(calls.find((call) => call.method === 'PUT')?.body).toMatchObject({ metadata: { resourceVersion: '4' } });
  });

  it('says that a policy is gone', async() => {
    rancher(answers({ policies: list([]) }));
    const { page } = await open(PolicyDetail, ADDRESS);

    expect(page.find('[data-testid="granary-empty"]').text()).toContain('No such policy');
  });
});
