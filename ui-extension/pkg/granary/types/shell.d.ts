// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
// The few doors of the shell that the pages go through, typed as they are used here.

declare module '*.vue' {
  import type { DefineComponent } from 'vue';

  const component: DefineComponent<object, object, unknown>;
  export default component;
}

declare module '@rancher/auto-import' {
  export function importTypes(extension: unknown): void;
}

declare module '@shell/core/types' {
  export interface VirtualType {
    name: string;
    labelKey: string;
    weight: number;
    icon?: string;
    route: { name: string; params: Record<string, string> };
  }

  export interface DSL {
    product(options: Record<string, unknown>): void;
    virtualType(options: VirtualType): void;
    basicType(types: string[], group?: string): void;
    weightGroup(group: string, weight: number, forBasic: boolean): void;
  }

  export interface IPlugin {
    metadata: unknown;
    addProduct(product: unknown): void;
    addRoutes(routes: unknown[]): void;
    addLocale(locale: string, label: string): void;
    DSL(store: unknown, product: string): DSL;
  }
}

declare module 'js-yaml' {
  export function load(text: string): unknown;
  export function dump(value: unknown, options?: { noRefs?: boolean; lineWidth?: number }): string;
}
