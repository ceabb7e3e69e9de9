// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import axe from 'axe-core';
import type { Component } from 'vue';
import { createMemoryHistory, createRouter, type Router } from 'vue-router';
import { createStore } from 'vuex';
import routing from '@pkg/routing';
import { translate } from './translation';

export interface Call { method: string; path: string; body: unknown; headers: Record<string, string> }
export type Respond = (call: Call) => unknown;

/** A refusal, with the Status that an API server sends. */
export class Refusal {
  constructor(readonly code: number, readonly message: string) {}
}

/** Stands in for Rancher: every request goes to one function, and is written down. */
export function rancher(respond: Respond): Call[] {
  const calls: Call[] = [];

  globalThis.fetch = async(path, init = {}) => {
    const call: Call = {
      method: init.method ?? 'GET',
      path: String(path),
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
      headers: init.headers as Record<string, string>,
    };

    calls.push(call);
    const answer = respond(call);
    const refused = answer instanceof Refusal;

    if (call.path.includes('watch=true')) {
      return new Response(new ReadableStream());
    }
    const body = refused ? { kind: 'Status', message: answer.message } : answer;

    return new Response(JSON.stringify(body), { status: refused ? answer.code : 200, headers: { warning: '' } });
  };

  return calls;
}

/** What the store holds, by type. */
export type Held = Record<string, unknown[]>;
export interface Opened { page: VueWrapper; router: Router }

/** Opens a page at an address, as the shell would, with a store that holds these resources by type. */
export async function open(component: Component, address: string, held: Held = {}): Promise<Opened> {
  const router = createRouter({
    history: createMemoryHistory('/dashboard/'),
    routes: [
      ...routing.map(({ route }) => ({ ...route, component: { template: '<i />' } })),
      { path: '/:rest(.*)*', component: { template: '<i />' } },
    ],
  });
  const store = createStore({
    state: { i18n: { selected: 'en-us' } },
    getters: {
      'i18n/t': () => translate,
      'management/all': () => (type: string) => held[type] ?? [],
      'management/schemaFor': () => (type: string) => type in held ? { id: type } : undefined,
    },
    actions: { 'management/findAll': (_, { type }: { type: string }) => held[type] ?? [] },
  });

  await router.push(address);
  const page = mount(component, { global: { plugins: [router, store] }, attachTo: document.body });

  await flushPromises();

  return { page, router };
}

/** What a screen reader or a keyboard would stumble over. Colours are not computed here, but in the browser tests. */
export async function obstacles(page: VueWrapper): Promise<string[]> {
  const found = await axe.run(page.element, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });

  return found.violations.map((one) => `${ one.id }: ${ one.nodes.map((node) => node.html).join(' ').slice(0, 300) }`);
}
