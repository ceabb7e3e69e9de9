// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import type { IPlugin } from '@shell/core/types';
import { MENU, PRODUCT, routeName, routeTo } from './config/pages';

/** Registers the product and its menu. */
export function init(plugin: IPlugin, store: unknown): void {
  const { product, virtualType, basicType } = plugin.DSL(store, PRODUCT);

  product({
    inStore: 'management',
    icon: 'fleet',
    removable: false,
    showClusterSwitcher: false,
    category: 'global',
    weight: 95,
    // Whoever is logged in may ask for the machines of his own clusters. Every user of Rancher has this kind, if only
    // to make one.
    ifHaveType: 'management.cattle.io.cluster',
    to: routeTo(MENU[0].page),
  });

  for (const entry of MENU) {
    virtualType({
      name: entry.page,
      labelKey: `granary.menu.${ entry.page }`,
      icon: entry.icon,
      weight: entry.weight,
      ...(entry.needs ? { ifHaveType: entry.needs } : {}),
      route: { ...routeTo(entry.page), name: routeName(entry.page) },
    });
  }
  basicType(MENU.map((entry) => entry.page));
}
