// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { BLANK_IMPORT, importFaults, importLook, labelsOf, siteOf, type ImportDraft } from '@pkg/domain/importing';
import { look, withAuthority } from '@pkg/domain/kubeconfig';
import ImportWizard from '@pkg/pages/ImportWizard.vue';
import SiteImport from '@pkg/pages/SiteImport.vue';
import Sites from '@pkg/pages/Sites.vue';
import type { Site } from '@pkg/types/crds';
import { fleet, siteTable } from './fleet';
import { obstacles, open, rancher, Refusal, type Call } from './pages';

const KUBECONFIG = `
current-context: site
clusters: [{name: site, cluster: {server: "https://192.0.2.7:6443", certificate-authority-data: Q0E=}}]
users: [{name: admin, user: {token: t0p-secret}}]
contexts: [{name: site, context: {cluster: site, user: admin}}]
`;
const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
const draft = (more: Partial<ImportDraft> = {}): ImportDraft =>
  ({ ...BLANK_IMPORT, name: 'store-oslo', kubeconfig: KUBECONFIG, ...more });
const since = '2026-01-01T00:00:00Z';
const site = (imported: string, connected = 'False', message = ''): Site => ({
  metadata: { name: 'store-oslo', namespace: 'fleet-default', uid: 'u1', labels: { 'granary.io/site-id': 'c-m-9' } },
  spec: { import: {} },
  status: { conditions: [
    { type: 'Connected', status: connected, reason: 'NeverConnected', lastTransitionTime: since },
    ...(imported
      ? [{ type: 'Imported', status: imported === 'Imported' ? 'True' : 'False', reason: imported, message,
        lastTransitionTime: since }]
      : []),
  ] },
});

describe('a kubeconfig', () => {
  it('tells where it leads, before it is sent', () => {
    expect(look(KUBECONFIG)).toStrictEqual({ server: 'https://192.0.2.7:6443', fault: '' });
  });

  it.each([
    ['', 'missing'], ['a: [', 'yaml'], ['just words', 'yaml'], ['kind: Config', 'context'],
    [KUBECONFIG.replace('https', 'http'), 'server'],
    [KUBECONFIG.replace('token: t0p-secret', 'client-key: /etc/key'), 'files'],
    [KUBECONFIG.replace('token: t0p-secret', 'exec: {command: aws}'), 'program'],
    [KUBECONFIG.replace('certificate-authority-data: Q0E=', 'insecure-skip-tls-verify: true'), 'untrusted'],
    [KUBECONFIG.replace('contexts: [', 'contexts: [7, '), ''],
  ])('%j is judged: %s', (text, fault) => expect(look(text).fault).toBe(fault));

  it('trusts who is named beside it', () => {
    const careless = KUBECONFIG.replace('certificate-authority-data: Q0E=', 'insecure-skip-tls-verify: true');

    expect(look(careless, PEM).fault).toBe('');
    expect(withAuthority(careless, PEM)).toContain(`certificate-authority-data: ${ btoa(`${ PEM }\n`).slice(0, 20) }`);
    expect(withAuthority(careless, PEM)).not.toContain('insecure');
    expect(withAuthority(KUBECONFIG, ' ')).toBe(KUBECONFIG);
  });
});

describe('an import that is drafted', () => {
  it('becomes a Site that names its Secret', () => {
    expect(siteOf(draft({ labels: 'country=no, role=store', timeZone: 'Europe/Oslo' }))).toMatchObject({
      metadata: { name: 'store-oslo', namespace: 'fleet-default', labels: { country: 'no', role: 'store' } },
      spec: { timeZone: 'Europe/Oslo', import: { kubeconfigSecret: 'store-oslo-import' } } });
    expect(siteOf(draft({ way: 'secret', secret: 'mine' })).spec)
      .toStrictEqual({ import: { kubeconfigSecret: 'mine' } });
    expect(siteOf(draft({ way: 'paste' })).spec).toStrictEqual({ import: {} });
  });

  it('says which fields are wrong, and in which step', () => {
    expect(importFaults(draft())).toStrictEqual({});
    expect(importFaults(draft({ name: 'Oslo', labels: 'a', timeZone: '+1', kubeconfig: '', authority: 'x' })))
      .toStrictEqual({ name: 'site', labels: 'site', timeZone: 'site', kubeconfig: 'way', authority: 'way' });
    expect(importFaults(draft({ way: 'paste', kubeconfig: '' }))).toStrictEqual({});
    expect(importFaults(draft({ way: 'secret' }))).toStrictEqual({ secret: 'way' });
  });

  it.each(['local', 'c-abcde', '1st', 'a-'])('is not called %s', (name) =>
    expect(importFaults(draft({ name }))).toStrictEqual({ name: 'site' }));

  it.each([
    ['a=1 b=2', { a: '1', b: '2' }], ['x.io/a=,b=', { 'x.io/a': '', b: '' }], ['', {}], ['a', undefined],
    ['a=b=c', undefined], ['a=ø', undefined],
  ])('has the labels %j', (text, labels) => expect(labelsOf(text)).toStrictEqual(labels));
});

describe('an import on its way', () => {
  it.each([
    ['', 'registered', 'busy'], ['ImportsOff', 'registered', 'bad'], ['WaitingForToken', 'registered', 'busy'],
    ['WaitingForPaste', 'told', 'warn'], ['KubeconfigUnusable', 'told', 'bad'], ['WaitingForAgent', 'agent', 'busy'],
    ['CertificateNotTrusted', 'agent', 'bad'], ['Imported', 'connected', 'busy'],
  ])('with %j is at %s: %s', (reason, stage, tone) => expect(importLook(site(reason))).toMatchObject({ stage, tone }));
});

describe('the import wizard', () => {
  const address = '/granary/c/_/new-site';
  const fill = async(given: Record<string, string>, answers = fleet()) => {
    const calls = rancher(answers);
    const opened = await open(ImportWizard, address);
    const field = (id: string) => opened.page.find(`[data-testid="granary-${ id }"]`);
    const go = (id: string) => field(id).trigger('click').then(flushPromises);

    await field('name').setValue(given.name);
    await go('step-way');
    if (given.kubeconfig) {
      await field('kubeconfig').setValue(given.kubeconfig);
    }

    return { ...opened, calls, field, go, writes: () => calls.filter(({ method }) => method !== 'GET') };
  };
  const made = ({ method, path }: Call) => `${ method } ${ path.replace(/.*namespaces\//, '') }`;
  const answers = fleet({ secrets: {}, import: {}, sites: site('') });
  const lists = fleet();
  const respond = (call: Call) => call.method === 'GET' ? lists(call) : answers(call);

  it('sends the Secret and then the Site, and forgets the kubeconfig', async() => {
    const { page, router, field, go, writes } = await fill({ name: 'store-oslo', kubeconfig: KUBECONFIG }, respond);

    expect(await obstacles(page)).toStrictEqual([]);
    await go('step-check');
    expect(field('beside').text()).toContain('store-oslo-import');
    expect(page.html()).not.toContain('t0p-secret');
    await go('begin');

    expect(writes().map(made)).toStrictEqual([
      'POST fleet-default/sites?dryRun=All', 'POST fleet-default/secrets', 'POST fleet-default/sites',
      'PATCH fleet-default/secrets/store-oslo-import',
    ]);
    expect(writes()[1].body).toMatchObject({ metadata: { labels: { 'granary.io/import': 'true' } },
      data: { kubeconfig: btoa(KUBECONFIG) } });
    expect(router.currentRoute.value.path).toBe('/granary/c/_/imports/fleet-default/store-oslo');
    await go('step-way');
    expect((field('kubeconfig').element as HTMLTextAreaElement).value).toBe('');
  });

  it('leaves no Secret behind when the Site is refused', async() => {
    const { page, go, writes } = await fill({ name: 'store-oslo', kubeconfig: KUBECONFIG }, (call) =>
      call.method === 'POST' && call.path.endsWith('/sites') ? new Refusal(403, 'you may not') : respond(call));

    await go('step-check');
    await go('begin');

    expect(writes().map(made).at(-1)).toBe('DELETE fleet-default/secrets/store-oslo-import');
    expect(page.find('[data-testid="granary-problem-forbidden"]').text()).toContain('you may not');
  });

  it('sends no Secret when the Site would not be taken', async() => {
    const { go, writes } = await fill({ name: 'store-oslo', kubeconfig: KUBECONFIG }, (call) =>
      call.path.includes('dryRun') ? new Refusal(422, 'spec.timeZone: no') : respond(call));

    await go('step-check');
    await go('begin');

    expect(writes().map(made)).toStrictEqual(['POST fleet-default/sites?dryRun=All']);
  });

  it('says at once that a name is taken, and does not go on without what is needed', async() => {
    const { page, field, go } = await fill({ name: 'berne-1' });

    await go('next');
    expect(field('kubeconfig').attributes('aria-invalid')).toBe('true');
    await go('step-check');
    expect(field('left').findAll('button').map((one) => one.text())).toStrictEqual(['Kubeconfig', 'Name']);
    expect(field('begin').attributes('disabled')).toBeDefined();
    await go('step-site');
    expect(page.text()).toContain('There is a site berne-1 in this workspace already');
    expect(await obstacles(page)).toStrictEqual([]);
  });
});

describe('the page of an import', () => {
  const address = '/granary/c/_/imports/fleet-default/store-oslo';
  const follow = async(found: Site[], other: Record<string, unknown> = {}) => {
    const calls = rancher(fleet({ sites: { metadata: { resourceVersion: '5' }, items: found }, ...other }));

    return { ...await open(SiteImport, address), calls };
  };

  it('shows the one URL to paste, to be copied', async() => {
    const { page } = await follow([site('WaitingForPaste', 'False', 'At the site, enter the URL')], {
      registration: { data: { url: btoa('https://rancher/v3/import/x_c-m-9.yaml') } } });

    expect((page.find('[data-testid="granary-url"]').element as HTMLInputElement).value)
      .toBe('https://rancher/v3/import/x_c-m-9.yaml');
    expect(page.find('[data-testid="granary-said"]').text()).toContain('At the site, enter the URL');
    expect(page.find('[data-testid="granary-stage-registered"]').text()).toContain('Done');
    expect(await obstacles(page)).toStrictEqual([]);
  });

  it('says why it hangs in the words of the hub, and what keeps the URL back', async() => {
    const off = await follow([site('ImportsOff', 'False', 'Imports are off: set imports.enabled')]);

    expect(off.page.find('[data-testid="granary-said"]').text()).toContain('Imports are off: set imports.enabled');
    const kept = await follow([site('WaitingForPaste')], { registration: new Refusal(403, 'secrets is forbidden') });

    expect(kept.page.find('[data-testid="granary-problem-forbidden"]').text()).toContain('secrets is forbidden');
  });

  it('leads to the site once it is connected', async() => {
    const { page } = await follow([site('Imported', 'True')]);

    expect(page.find('[data-testid="granary-imported"]').text()).toContain('store-oslo is connected');
    expect(page.find('[data-testid="granary-open-site"]').attributes('href')).toContain('/sites/c-m-9');
  });

  it('is given up after a question', async() => {
    const { page, calls } = await follow([site('TokenRefused')], { oslo: {} });

    await page.find('[data-testid="granary-give-up"]').trigger('click');
    await page.find('form').trigger('submit');
    await flushPromises();

    expect(calls.at(-1)).toMatchObject({ method: 'DELETE', path: expect.stringMatching(/sites\/store-oslo$/) });
  });

  it('says that there is none', async() => {
    expect((await follow([])).page.find('[data-testid="granary-empty"]').text()).toContain('store-oslo');
  });
});

describe('the list of sites', () => {
  it('leads from a site without a cluster to its import', async() => {
    const row = { cells: ['store-oslo', 'False', 'False', '', 'NeverConnected', 0, 0, 'WaitingForPaste'],
      object: { metadata: { name: 'store-oslo', namespace: 'fleet-default' } } };
    const columnDefinitions = [...siteTable.columnDefinitions, { name: 'Import' }];

    rancher(fleet({ sites: { ...siteTable, columnDefinitions, rows: [row] } }));
    const { page } = await open(Sites, '/granary/c/_/sites');

    expect(page.find('tbody a').attributes('href')).toContain('/imports/fleet-default/store-oslo');
    expect(page.find('tbody').text()).toContain('WaitingForPaste');
    expect(page.find('[data-testid="granary-import-site"]').attributes('href')).toContain('/new-site');
  });
});
