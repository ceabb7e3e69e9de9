// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { EVERYTHING, fromAddress, querySpec, toAddress, toggled, type Term } from '@pkg/domain/machineFilter';

const is = (field: string, value: string): Term => ({ field, value, negated: false });
const isNot = (field: string, value: string): Term => ({ field, value, negated: true });
const with_ = (...terms: Term[]) => ({ ...EVERYTHING, terms });

describe('a filter of machines', () => {
  it('asks for everything by name, with the site as the tie-break', () => {
    expect(querySpec(EVERYTHING, 50)).toMatchObject({ sort: ['spec.name', 'spec.siteName'], limit: 50 });
    expect(querySpec(EVERYTHING, 50)).not.toHaveProperty('fieldSelector');
  });

  it('escapes what a field selector would take for its own signs', () => {
    expect(querySpec(with_(is('spec.image', 'a,b=c\\d')), 1).fieldSelector).toBe('spec.image=a\\,b\\=c\\\\d');
  });

  it('selects the labels of sites apart from fields, several values as alternatives', () => {
    const filter = { ...with_(is('siteLabel:region', 'north'), is('siteLabel:region', 'south'),
      isNot('siteLabel:country', 'ch'), isNot('status.os', 'linux')), labels: 'app=pos' };
    const spec = querySpec(filter, 1);

    expect(spec.labelSelector).toBe('app=pos,site.granary.io/region in (north,south),site.granary.io/country!=ch');
    expect(spec.fieldSelector).toBe('status.os!=linux');
  });

  it('never sorts twice by the same field', () => {
    expect(querySpec({ ...EVERYTHING, sort: '-spec.siteName' }, 1).sort).toStrictEqual(['-spec.siteName', 'spec.name']);
  });

  it('changes the value of a field, which has but one', () => {
    const running = with_(is('status.phase', 'Running'));

    expect(toggled(running, is('status.phase', 'Failed')).terms).toStrictEqual([is('status.phase', 'Failed')]);
    expect(toggled(running, is('status.phase', 'Running')).terms).toStrictEqual([]);
  });

  it('gathers the values of a site label, and turns a wish into its opposite', () => {
    const north = with_(is('siteLabel:region', 'north'));

    expect(toggled(north, is('siteLabel:region', 'south')).terms).toHaveLength(2);
    const south = isNot('siteLabel:region', 'north');

    expect(toggled(north, south).terms).toStrictEqual([south]);
  });

  it.each([
    EVERYTHING,
    { ...EVERYTHING, text: 'till 7', sort: '-metadata.creationTimestamp' },
    { ...with_(is('spec.image', 'a=b'), isNot('siteLabel:x/y', 'z')), labels: 'a in (b,c)' },
  ])('survives the address %#', (filter) => {
    expect(fromAddress(toAddress(filter))).toStrictEqual(filter);
  });

  it('leaves out of an address what it does not understand', () => {
    expect(fromAddress({ is: ['nonsense', null, 'a=b'], q: null })).toStrictEqual(with_(is('a', 'b')));
  });
});
