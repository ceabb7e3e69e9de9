// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { BLANK_CLUSTER, PRODUCT, routeName } from '../config/pages';

type Load = () => Promise<unknown>;

const at = (page: string, path: string, component: Load) => ({
  parent: 'default',
  route: {
    name: routeName(page),
    path: `/${ PRODUCT }/c/:cluster${ path }`,
    component,
    meta: { product: PRODUCT, cluster: BLANK_CLUSTER },
  },
});

/** One page, one chunk: what is not looked at is not loaded. */
export default [
  at('overview', '/overview', () => import('../pages/Overview.vue')),
  at('sites', '/sites', () => import('../pages/Sites.vue')),
  at('site', '/sites/:site', () => import('../pages/SiteDetail.vue')),
  at('site-new', '/new-site', () => import('../pages/ImportWizard.vue')),
  at('import', '/imports/:namespace/:name', () => import('../pages/SiteImport.vue')),
  at('machines', '/machines', () => import('../pages/VirtualMachines.vue')),
  at('rollouts', '/rollouts', () => import('../pages/Rollouts.vue')),
  at('rollout-new', '/new-rollout', () => import('../pages/RolloutWizard.vue')),
  at('images', '/images', () => import('../pages/Images.vue')),
  at('templates', '/templates', () => import('../pages/Templates.vue')),
  at('upgrades', '/upgrades', () => import('../pages/Upgrades.vue')),
  at('policies', '/policies', () => import('../pages/Policies.vue')),
  at('policy', '/policies/:namespace/:name', () => import('../pages/PolicyDetail.vue')),
  at('rollout', '/rollouts/:namespace/:name', () => import('../pages/RolloutDetail.vue')),
];
