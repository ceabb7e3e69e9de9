// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0

export interface Expression {
  key: string;
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  values?: string[];
}

export interface Selector {
  matchLabels?: Record<string, string>;
  matchExpressions?: Expression[];
}

const KEY = '[A-Za-z0-9][A-Za-z0-9_./-]*';
const FORMS: [RegExp, (match: string[]) => Expression][] = [
  [new RegExp(`^(${ KEY })\\s+(in|notin)\\s+\\(([^()]*)\\)$`), ([, key, word, list]) => ({
    key, operator: word === 'in' ? 'In' : 'NotIn', values: list.split(',').map((one) => one.trim()).filter(Boolean),
  })],
  [new RegExp(`^(${ KEY })\\s*!=\\s*([\\w.-]*)$`), ([, key, value]) => ({ key, operator: 'NotIn', values: [value] })],
  [new RegExp(`^!\\s*(${ KEY })$`), ([, key]) => ({ key, operator: 'DoesNotExist' })],
  [new RegExp(`^(${ KEY })$`), ([, key]) => ({ key, operator: 'Exists' })],
];

/** The selector of a text in kubectl's grammar; undefined for what is none. No text selects everything. */
export function selectorOf(text: string): Selector | undefined {
  const matchLabels: Record<string, string> = {};
  const matchExpressions: Expression[] = [];

  for (const part of text.split(/,(?![^()]*\))/).map((one) => one.trim()).filter(Boolean)) {
    const equal = new RegExp(`^(${ KEY })\\s*==?\\s*([\\w.-]*)$`).exec(part);
    const form = FORMS.map(([pattern, make]) => {
      const match = pattern.exec(part);

      return match && make(match);
    }).find(Boolean);

    if (equal) {
      matchLabels[equal[1]] = equal[2];
    } else if (form) {
      matchExpressions.push(form);
    } else {
      return undefined;
    }
  }

  return {
    ...(Object.keys(matchLabels).length && { matchLabels }),
    ...(matchExpressions.length && { matchExpressions }),
  };
}

function holds({ key, operator, values = [] }: Expression, labels: Record<string, string>): boolean {
  const has = key in labels;

  switch (operator) {
  case 'In': return has && values.includes(labels[key]);
  case 'NotIn': return !has || !values.includes(labels[key]);
  case 'Exists': return has;
  case 'DoesNotExist': return !has;
  }
}

/** Whether labels are selected; as Kubernetes reckons it. */
export const selects = (selector: Selector, labels: Record<string, string>): boolean =>
  Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
  (selector.matchExpressions ?? []).every((one) => holds(one, labels));
