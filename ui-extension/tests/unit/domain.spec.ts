// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { bytes, quantity, span } from '@pkg/domain/amounts';
import { mentions, sorted } from '@pkg/domain/arranged';
import { matters } from '@pkg/domain/attention';
import { addresses, machineView, toneOf } from '@pkg/domain/machines';
import { gridFor, gridOrder, indexAt } from '@pkg/domain/siteGrid';
import { conditionTone, shares, siteState, type SiteView } from '@pkg/domain/sites';
import { byVersion } from '@pkg/domain/versions';
import { instantOf, nextWindow } from '@pkg/domain/windows';
import { warningsOf } from '@pkg/api/http';
import type { Rollout } from '@pkg/types/crds';

const site = (name: string, more: Partial<SiteView> = {}): SiteView => ({
  key: name, id: name, name, namespace: 'w', labels: {}, state: 'Ready', reason: '', importing: '', version: '',
  activity: '', nodes: 1, machines: 1, cpu: '', memory: '', zone: '', created: '', ...more,
});

describe('amounts', () => {
  it.each([[0, '0 B'], [1023, '1020 B'], [1024, '1 KiB'], [4 * 2 ** 30, '4 GiB'], [1.5 * 2 ** 40, '1.5 TiB']])(
    'writes %d bytes as %s', (amount, text) => expect(bytes(amount)).toBe(text));

  it.each([['250m', 0.25], ['4Gi', 2 ** 32], ['1.5', 1.5], ['12x', undefined], [undefined, undefined]])(
    'reads the quantity %s', (text, amount) => expect(quantity(text)).toBe(amount));

  it.each([[-5, '0s'], [59, '59s'], [61, '1m1s'], [3600, '1h'], [90_000, '1d1h']])(
    'writes %d seconds as %s', (seconds, text) => expect(span(seconds)).toBe(text));
});

describe('a row of the inventory', () => {
  it('is stale before it is well', () => {
    const status = { printableStatus: 'Running', stale: true };

    expect(machineView({ spec: { site: 's' }, status }).tone).toBe('warn');
    expect(machineView({ spec: { site: 's' }, status: { ...status, stale: false } }).tone).toBe('good');
  });

  it('shows what it knows of a machine of which next to nothing is known', () => {
    expect(machineView({})).toMatchObject({ status: 'Unknown', name: '', memory: '' });
  });

  it('names link-local addresses only where there are no others', () => {
    expect(addresses(['10.0.0.1', 'fe80::1', '2001:db8::1'])).toBe('10.0.0.1, 2001:db8::1');
    expect(addresses(['fe80::1'])).toBe('fe80::1');
  });

  it('takes a word that it does not know for trouble', () => {
    expect(toneOf('ErrorUnschedulable')).toBe('bad');
  });
});

describe('a site', () => {
  it.each([
    ['True', 'True', 'Ready'], ['True', 'False', 'NotReady'], ['False', 'False', 'Disconnected'],
    ['Unknown', 'Unknown', 'Unknown'], ['', '', 'Unknown'], ['True', 'Unknown', 'Unknown'],
  ])('that is connected %s and ready %s is %s', (connected, ready, state) => {
    expect(siteState(connected, ready)).toBe(state);
  });

  it('has a condition that is True and yet a warning', () => {
    expect(conditionTone({ status: 'True', reason: 'ExpiresSoon' })).toBe('warn');
  });

  it('is counted with its like', () => {
    expect(shares(['b', 'a', 'b'], (one) => one)).toStrictEqual([{ value: 'b', count: 2 }, { value: 'a', count: 1 }]);
  });
});

describe('versions', () => {
  it('stand in the order of their release', () => {
    const order = ['v1.9.2', 'v1.10.0-rc1', 'v1.10.0', 'v1.10.1'];

    expect([...order].reverse().sort(byVersion)).toStrictEqual(order);
  });
});

describe('the grid of sites', () => {
  it.each([[1, 800], [200, 800], [10_000, 1000]])('fits %d sites into %d pixels', (count, width) => {
    const grid = gridFor(count, width);

    expect(grid.columns * grid.cell).toBeLessThanOrEqual(width);
    expect(grid.columns * (grid.height / grid.cell)).toBeGreaterThanOrEqual(count);
    expect(grid.height).toBeLessThanOrEqual(260);
  });

  it('finds the site under a point, and none beside it', () => {
    const grid = { columns: 3, cell: 10, height: 20 };

    expect(indexAt(grid, 4, 5, 15)).toBe(3);
    expect(indexAt(grid, 4, 25, 15)).toBe(-1);
    expect(indexAt(grid, 4, 35, 5)).toBe(-1);
  });

  it('begins with those in trouble', () => {
    const order = gridOrder([site('a'), site('c', { state: 'Disconnected' }), site('b', { state: 'NotReady' })]);

    expect(order.map((one) => one.name)).toStrictEqual(['c', 'b', 'a']);
  });
});

describe('what needs a person', () => {
  it('is told in the words of the engine, the worst first', () => {
    const target = { image: { name: 'gold-1' } };
    const rollouts: Rollout[] = [
      { metadata: { name: 'gold', namespace: 'w' }, spec: { target }, status: { phase: 'Running', waves: [
        { name: 'canary', state: 'AWAITING_AFTER', message: 'waits for the approval of hq' }] } },
      { metadata: { name: 'done', namespace: 'w' }, spec: { target }, status: { phase: 'Completed',
        pause: { by: 'x', message: 'of old' } } },
      { metadata: { name: 'till', namespace: 'w' }, spec: { target }, status: { phase: 'Paused',
        pause: { by: 'FailureThreshold', message: '5 of 212 failed' } } },
    ];
    const found = matters(rollouts, [site('x', { state: 'NotReady', reason: 'Rebuilt' })]);

    expect(found.map((matter) => matter.sentence)).toStrictEqual(
      ['5 of 212 failed', 'waits for the approval of hq', 'Rebuilt: x']);
  });
});

describe('windows', () => {
  const zurich = 'Europe/Zurich';
  const nightly = { timeZone: zurich, maintenance: [{ start: '02:30', duration: '2h' }] };
  const at = (text: string): number => Date.parse(text);

  it('opens at the first valid instant where clocks jump over its time', () => {
    expect(new Date(instantOf(Date.UTC(2026, 2, 29, 2, 30), zurich)).toISOString()).toBe('2026-03-29T01:00:00.000Z');
  });

  it('opens at the first of two where clocks show its time twice', () => {
    expect(new Date(instantOf(Date.UTC(2026, 9, 25, 2, 30), zurich)).toISOString()).toBe('2026-10-25T00:30:00.000Z');
  });

  it('is the one that is open, else the next', () => {
    expect(nextWindow(nightly, at('2026-07-01T01:00:00Z'))?.opens).toBe(at('2026-07-01T00:30:00Z'));
    expect(nextWindow(nightly, at('2026-07-01T03:00:00Z'))?.opens).toBe(at('2026-07-02T00:30:00Z'));
  });

  it('waits for its day', () => {
    const sunday = { timeZone: zurich, maintenance: [{ days: ['Sun' as const], start: '02:00', duration: '1h' }] };

    expect(nextWindow(sunday, at('2026-07-01T12:00:00Z'))?.opens).toBe(at('2026-07-05T00:00:00Z'));
    expect(nextWindow({ maintenance: sunday.maintenance }, 0)).toBeUndefined();
  });
});

describe('rows', () => {
  it('are sorted with numbers inside of names as numbers', () => {
    expect(sorted(['s-10', 's-9'], 'name', (one) => one)).toStrictEqual(['s-9', 's-10']);
    expect(sorted([9, 10], '-size', (one) => one)).toStrictEqual([10, 9]);
  });

  it('are found by all words, in any order and case', () => {
    expect(mentions(['Berne', 'ring=pilot'], 'PILOT ber')).toBe(true);
    expect(mentions(['Berne'], 'berne geneva')).toBe(false);
  });
});

describe('warnings', () => {
  it('are read out of one header, commas and quotes and all', () => {
    expect(warningsOf('299 - "3 sites are out of touch: a, b, c", 299 - "say \\"hi\\""')).toStrictEqual(
      ['3 sites are out of touch: a, b, c', 'say "hi"']);
    expect(warningsOf(null)).toStrictEqual([]);
  });
});
