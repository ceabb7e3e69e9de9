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
  /** What one must be allowed to see for the page to be worth a place in the menu; absent for everybody's. */
  needs?: string;
}

/** The menu, top first. */
export const MENU: MenuEntry[] = [
  { page: 'overview', icon: 'dashboard', weight: 100 },
  { page: 'sites', icon: 'globe', weight: 90 },
  { page: 'machines', icon: 'storage', weight: 80 },
  { page: 'rollouts', icon: 'fleet', weight: 70, needs: 'granary.io.rollout' },
  { page: 'upgrades', icon: 'upgrade-alt', weight: 66, needs: 'granary.io.rollout' },
  { page: 'policies', icon: 'gatekeeper', weight: 63, needs: 'granary.io.policy' },
  { page: 'images', icon: 'disk', weight: 60, needs: 'granary.io.image' },
  { page: 'templates', icon: 'file', weight: 50, needs: 'granary.io.template' },
];

export const routeName = (page: string): string => `${ PRODUCT }-c-cluster-${ page }`;

export const routeTo = (page: string, params: Record<string, string> = {}) => ({
  name: routeName(page),
  params: { cluster: BLANK_CLUSTER, ...params },
});
