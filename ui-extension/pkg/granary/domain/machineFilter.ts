// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import type { VirtualMachineQuerySpec } from '../types/inventory';

/** One wish: the field has this value, or has it not. */
export interface Term {
  field: string;
  value: string;
  negated: boolean;
}

/** What the table shows of the fleet. It is all in the address, so that a view can be sent to a colleague. */
export interface MachineFilter {
  text: string;
  terms: Term[];
  /** A label selector in Kubernetes' grammar, for those who know it. */
  labels: string;
  /** A field, with a leading - from high to low. */
  sort: string;
}

export const EVERYTHING: MachineFilter = { text: '', terms: [], labels: '', sort: 'spec.name' };

export const SITE_LABEL = 'siteLabel:';
export const FACETS = [
  'status.printableStatus', 'status.freshness', `${ SITE_LABEL }region`, 'spec.siteName', 'spec.namespace',
  'status.os', 'spec.image', 'spec.network',
];
const VALUES = 8;

/** A value of a field selector; commas, equal signs and backslashes are led by a backslash. */
const escaped = (value: string): string => value.replace(/[\\,=]/g, '\\$&');

function fieldSelector(terms: Term[]): string {
  return terms.filter((term) => !term.field.startsWith(SITE_LABEL))
    .map((term) => `${ term.field }${ term.negated ? '!=' : '=' }${ escaped(term.value) }`)
    .join(',');
}

/** Labels of sites are selected under a prefix; several wanted values of one key are alternatives. */
function labelSelector(filter: MachineFilter): string {
  const wanted = new Map<string, string[]>();
  const unwanted: string[] = [];

  for (const term of filter.terms.filter((one) => one.field.startsWith(SITE_LABEL))) {
    const key = `site.granary.io/${ term.field.slice(SITE_LABEL.length) }`;

    if (term.negated) {
      unwanted.push(`${ key }!=${ term.value }`);
    } else {
      wanted.set(key, [...wanted.get(key) ?? [], term.value]);
    }
  }
  const alternatives = [...wanted].map(([key, values]) => `${ key } in (${ values.join(',') })`);

  return [filter.labels.trim(), ...alternatives, ...unwanted].filter(Boolean).join(',');
}

/** What is asked of the inventory for one page; ties are broken by name and site, so that no row changes places. */
export function querySpec(filter: MachineFilter, limit: number, at = ''): VirtualMachineQuerySpec {
  const by = filter.sort || EVERYTHING.sort;
  const ties = ['spec.name', 'spec.siteName'].filter((field) => by.replace(/^-/, '') !== field);

  return {
    ...(filter.text.trim() && { text: filter.text.trim() }),
    ...(filter.terms.length && { fieldSelector: fieldSelector(filter.terms) }),
    ...((filter.labels || filter.terms.length) && { labelSelector: labelSelector(filter) }),
    sort: [by, ...ties],
    facets: FACETS,
    facetLimit: VALUES,
    limit,
    ...(at && { continue: at }),
  };
}

/** Whether a second value of the field is another choice (labels of sites), or takes the place of the first. */
const isAlternative = (field: string): boolean => field.startsWith(SITE_LABEL);

/** The filter with the term, or without it if it was there. */
export function toggled(filter: MachineFilter, term: Term): MachineFilter {
  const same = (one: Term) => one.field === term.field && one.value === term.value;
  const had = filter.terms.find((one) => same(one) && one.negated === term.negated);
  const rest = filter.terms.filter((one) => {
    const gives = !term.negated && !one.negated && one.field === term.field && !isAlternative(term.field);

    return !same(one) && !(gives && !had);
  });

  return { ...filter, terms: had ? rest : [...rest, term] };
}

export const isEverything = (filter: MachineFilter): boolean =>
  !filter.text.trim() && !filter.terms.length && !filter.labels.trim();

type Params = Record<string, string | string[] | null | (string | null)[] | undefined>;

const texts = (value: Params[string]): string[] =>
  (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string' && one !== '');

/** The filter as parameters of the address. */
export function toAddress(filter: MachineFilter): Record<string, string | string[]> {
  return {
    ...(filter.text && { q: filter.text }),
    ...(filter.terms.length && {
      is: filter.terms.map((term) => `${ term.field }${ term.negated ? '!=' : '=' }${ term.value }`),
    }),
    ...(filter.labels && { labels: filter.labels }),
    ...(filter.sort !== EVERYTHING.sort && { sort: filter.sort }),
  };
}

/** The filter of an address; what is not understood is left out. */
export function fromAddress(params: Params): MachineFilter {
  const terms = texts(params.is).flatMap((text): Term[] => {
    const match = /^([^!=]+)(!?=)(.*)$/s.exec(text);

    return match ? [{ field: match[1], value: match[3], negated: match[2] === '!=' }] : [];
  });

  return {
    text: texts(params.q)[0] ?? '',
    terms,
    labels: texts(params.labels)[0] ?? '',
    sort: texts(params.sort)[0] ?? EVERYTHING.sort,
  };
}
