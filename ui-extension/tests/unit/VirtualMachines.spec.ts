// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import VirtualMachines from '@pkg/pages/VirtualMachines.vue';
import type { VirtualMachineQuery } from '@pkg/types/inventory';
import { obstacles, open, rancher, Refusal } from './pages';

const ADDRESS = '/granary/c/_/machines';
const machines = (status: VirtualMachineQuery['status'] = {}) => ({ status: {
  total: 2, remaining: 0,
  items: [
    { metadata: { uid: 'u1', creationTimestamp: '2026-01-01T00:00:00Z' },
      spec: { name: 'till-1', namespace: 'pos', site: 'c-m-1', siteName: 'berne-1', cpu: '2', memoryBytes: 4294967296 },
      status: { printableStatus: 'Running', ips: ['10.0.0.1', 'fe80::1'], stale: false } },
    { metadata: { uid: 'u2' }, spec: { name: 'till-2', namespace: 'pos', site: 'c-m-2', siteName: 'berne-2' },
      status: { printableStatus: 'Running', stale: true, lastSeen: '2026-01-01T00:00:00Z' } },
  ],
  facets: [{ field: 'status.printableStatus', distinct: 12, values: [{ value: 'Running', count: 2 }] }],
  ...status,
} });

describe('the page of virtual machines', () => {
  it('shows rows and counts, and tells which rows are old', async() => {
    rancher(() => machines());
    const { page } = await open(VirtualMachines, ADDRESS);

    expect(page.findAll('tbody tr').map((row) => row.text())).toStrictEqual([
      expect.stringContaining('10.0.0.1'), expect.stringContaining('as of'),
    ]);
    expect(page.find('[data-testid="granary-range"]').text()).toBe('1–2 of 2');
    expect(page.find('tbody a[href*="harvester"]').attributes('href'))
      .toBe('/dashboard/harvester/c/c-m-1/kubevirt.io.virtualmachine/pos/till-1');
    expect(await obstacles(page)).toStrictEqual([]);
  });

  it('puts what is chosen into the question and into the address', async() => {
    const calls = rancher(() => machines());
    const { page, router } = await open(VirtualMachines, ADDRESS);

    await page.find('[aria-pressed]').trigger('click');
    await new Promise((done) => setTimeout(done));
    await flushPromises();

    expect(calls.at(-1)?.body).toMatchObject({ spec: { fieldSelector: 'status.printableStatus=Running' } });
    expect(router.currentRoute.value.query).toStrictEqual({ is: ['status.printableStatus=Running'] });
    expect(page.find('[data-testid="granary-chip"]').text()).toContain('Status = Running');
  });

  it('sorts at the server, the other way round the second time', async() => {
    const calls = rancher(() => machines());
    const { page } = await open(VirtualMachines, ADDRESS);
    const sorted = () => (calls.at(-1)?.body as VirtualMachineQuery).spec?.sort?.[0];

    for (const expected of ['spec.memoryBytes', '-spec.memoryBytes']) {
      await page.findAll('th button').find((one) => one.text() === 'Memory')?.trigger('click');
      await new Promise((done) => setTimeout(done));
      await flushPromises();
      expect(sorted()).toBe(expected);
    }
    expect(page.findAll('th').find((one) => one.text() === 'Memory')?.attributes('aria-sort')).toBe('descending');
  });

  it.each([
    [403, 'granary-problem-forbidden', 'may not list'],
    [503, 'granary-problem-unavailable', 'service unavailable'],
    [500, 'granary-problem-failed', 'broken'],
  ])('tells a %i in the words of the server', async(code, id, message) => {
    rancher(() => new Refusal(code, message));
    const { page } = await open(VirtualMachines, ADDRESS);

    expect(page.find(`[data-testid="${ id }"]`).text()).toContain(message);
    expect(await obstacles(page)).toStrictEqual([]);
  });

  it('tells an empty fleet from a filter that finds nothing', async() => {
    rancher(() => machines({ total: 0, items: [], facets: [] }));
    const fleet = await open(VirtualMachines, ADDRESS);
    const search = await open(VirtualMachines, `${ ADDRESS }?q=x`);

    expect(fleet.page.find('[data-testid="granary-empty"]').exists()).toBe(true);
    expect(search.page.find('[data-testid="granary-none"]').exists()).toBe(true);
  });

  it('shows the columns that were chosen the last time', async() => {
    localStorage.setItem('granary.machines.columns', '["macs","name","no-such-column"]');
    rancher(() => machines());
    const { page } = await open(VirtualMachines, ADDRESS);

    expect(page.findAll('th').map((one) => one.text())).toStrictEqual(['Name', 'MAC addresses', 'Harvester']);
  });
});
