// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0

export const PRODUCT = 'granary';

/** The cluster part of every route: the pages are about all clusters, so it is the shell's word for none. */
export const BLANK_CLUSTER = '_';

export type PageName =
  'overview' | 'sites' | 'machines' | 'rollouts' | 'upgrades' | 'policies' | 'images' | 'templates';

export interface MenuEntry {
  page: PageName;
  icon: string;
  weight: number;
}

/** The menu, top first. */
export const MENU: MenuEntry[] = [
  { page: 'overview', icon: 'dashboard', weight: 100 },
  { page: 'sites', icon: 'globe', weight: 90 },
  { page: 'machines', icon: 'storage', weight: 80 },
  { page: 'rollouts', icon: 'fleet', weight: 70 },
  { page: 'upgrades', icon: 'upgrade-alt', weight: 66 },
  { page: 'policies', icon: 'gatekeeper', weight: 63 },
  { page: 'images', icon: 'disk', weight: 60 },
  { page: 'templates', icon: 'file', weight: 50 },
];

export const routeName = (page: string): string => `${ PRODUCT }-c-cluster-${ page }`;

export const routeTo = (page: string, params: Record<string, string> = {}) => ({
  name: routeName(page),
  params: { cluster: BLANK_CLUSTER, ...params },
});
