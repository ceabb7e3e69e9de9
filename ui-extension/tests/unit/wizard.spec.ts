// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { BLANK, faults, rolloutOf, waveSizes, type Draft } from '@pkg/domain/draft';
import { readiness, templateOf } from '@pkg/domain/library';
import { selectorOf, selects } from '@pkg/domain/selector';
import Images from '@pkg/pages/Images.vue';
import RolloutWizard from '@pkg/pages/RolloutWizard.vue';
import Templates from '@pkg/pages/Templates.vue';
import { fleet } from './fleet';
import { obstacles, open, rancher, Refusal } from './pages';

const draft = (more: Partial<Draft> = {}): Draft => ({ ...BLANK, name: 'gold', target: 'gold-2', ...more });

describe('a label selector', () => {
  it.each([
    ['', {}, true], ['role=store', { role: 'store' }, true], ['role==store', { role: 'dc' }, false],
    ['country in (ch, de)', { country: 'de' }, true], ['country notin (ch)', {}, true], ['country!=ch', {}, true],
    ['!hold', { hold: '' }, false], ['hold', { hold: '' }, true], ['a=1,b in (2,3)', { a: '1', b: '4' }, false],
  ])('%s', (text, labels, chosen) => expect(selects(selectorOf(text) ?? {}, labels)).toBe(chosen));

  it.each(['a in', '=x', 'a in (b', 'a b'])('is not "%s"', (text) => expect(selectorOf(text)).toBeUndefined());
});

describe('a rollout that is drafted', () => {
  it('goes in waves, with the brake on', () => {
    const { spec } = rolloutOf(draft({ where: 'role=store', exclude: 'a, b', maxConcurrency: '20' }), 'paused');

    expect(spec).toMatchObject({
      target: { image: { name: 'gold-2' } },
      sites: { selector: { matchLabels: { role: 'store' } }, exclude: ['a', 'b'] },
      waves: [
        { name: 'canary', select: { count: 2 }, soak: '1h', approval: { after: {} } },
        { name: 'pilot', select: { percent: '10%' } }, { name: 'rest' },
      ],
      control: { paused: true, maxConcurrency: 20, failures: { max: '2%' } },
    });
  });

  it('says which fields are wrong, and in which step', () => {
    expect(faults(draft())).toStrictEqual({});
    expect(faults(draft({ name: 'Gold!', target: ' ', where: 'a in', soak: 'long' }))).toStrictEqual({
      name: 'what', target: 'what', where: 'where', soak: 'how' });
    expect(faults(draft({ kind: 'settings', target: '', settings: 'log-level = Debug' }))).toStrictEqual({});
  });

  it('never gives out more sites than there are', () => {
    expect(waveSizes(draft({ canary: 5 }), 3).map((wave) => wave.sites)).toStrictEqual([3, 0, 0]);
    expect(waveSizes(draft(), 30).map((wave) => wave.sites)).toStrictEqual([2, 3, 25]);
  });
});

describe('the wizard', () => {
  const address = '/granary/c/_/new-rollout?kind=image&name=gold-2&namespace=fleet-default';

  it('counts the sites while the selector is typed, and plans with the brake on', async() => {
    const calls = rancher(fleet({ rollouts: { metadata: { name: 'gold-2', namespace: 'fleet-default' } } }));
    const { page, router } = await open(RolloutWizard, address);

    await page.find('[data-testid="granary-next"]').trigger('click');
    expect(page.find('[data-testid="granary-selected"]').text()).toContain('3 sites selected');
    await page.find('[data-testid="granary-where"]').setValue('region in (south)');
    expect(page.find('[data-testid="granary-selected"]').text()).toContain('0 sites selected');
    await page.find('[data-testid="granary-where"]').setValue('region=north');
    await page.find('[data-testid="granary-step-preview"]').trigger('click');
    expect(await obstacles(page)).toStrictEqual([]);
    await page.find('[data-testid="granary-plan"]').trigger('click');
    await flushPromises();

    expect(calls.find((call) => call.method === 'POST')?.body).toMatchObject({
      spec: { sites: { selector: { matchLabels: { region: 'north' } } }, control: { paused: true } } });
    expect(router.currentRoute.value.path).toBe('/granary/c/_/rollouts/fleet-default/gold-2');
  });

  it('does not go on from a step in which something is wrong', async() => {
    rancher(fleet());
    const { page } = await open(RolloutWizard, '/granary/c/_/new-rollout');

    await page.find('[data-testid="granary-next"]').trigger('click');

    expect(page.find('[data-testid="granary-name"]').attributes('aria-invalid')).toBe('true');
    expect(await obstacles(page)).toStrictEqual([]);
  });

  it('lets the hub judge what was written by hand, and shows its words', async() => {
    const calls = rancher((call) => call.method === 'POST' ? new Refusal(422, 'spec.waves: too many') : fleet()(call));
    const { page } = await open(RolloutWizard, address);

    await page.find('[data-testid="granary-yaml"]').setValue('metadata: {name: mine, namespace: w}\nspec: {waves: []}');
    await page.find('[data-testid="granary-step-preview"]').trigger('click');
    await page.find('[data-testid="granary-check"]').trigger('click');
    await flushPromises();

    expect(calls.find((call) => call.method === 'POST')).toMatchObject({
      path: expect.stringMatching(/namespaces\/w\/rollouts\?dryRun=All$/), body: { metadata: { name: 'mine' } } });
    expect(page.text()).toContain('spec.waves: too many');
  });
});

describe('the library', () => {
  it('checks a template while it is typed', () => {
    const spec = (userData: string) => `{userData: "${ userData }", parameters: [{name: vlan}]}`;
    const keys = (userData: string) => templateOf(`metadata: {name: t}\nspec: ${ spec(userData) }`)
      .faults.map((fault) => `${ fault.key } ${ fault.detail }`);

    expect(keys('#cloud-config\\nvlan: ${vlan}')).toStrictEqual([]);
    expect(keys('hostname: x')).toStrictEqual(['cloudConfig ']);
    expect(keys('#cloud-config\\na: ${town}')).toStrictEqual(['unknownParameter town']);
    expect(keys('#cloud-config\\na: [')[0]).toMatch(/^userData /);
    expect(templateOf('a: [').faults[0].key).toBe('yaml');
  });

  it('tells why something is not ready in the words of the hub', () => {
    const condition = {
      type: 'Ready', status: 'False', reason: 'X', message: 'checksum differs', lastTransitionTime: '',
    };

    expect(readiness({ status: { conditions: [condition] } }).sentence).toBe('checksum differs');
    expect(readiness({}).word).toBe('Unknown');
  });

  it('adds an image by its address, and shows how far each has come', async() => {
    const images = { metadata: { resourceVersion: '1' }, items: [
      { metadata: { name: 'gold-2', namespace: 'fleet-default' }, spec: { url: 'https://x/y' } }] };
    const calls = rancher(fleet({ images }));
    const { page } = await open(Images, '/granary/c/_/images');

    expect(page.find('tbody').text()).toContain('0 of 12 sites');
    expect(page.find('tbody a.btn').attributes('href')).toContain('new-rollout?kind=image&name=gold-2');
    await page.find('[data-testid="granary-add"]').trigger('click');
    await page.find('[data-testid="granary-image-name"]').setValue('gold-3');
    await page.find('[data-testid="granary-image-url"]').setValue('https://x/z');
    expect(await obstacles(page)).toStrictEqual([]);
    await page.find('form').trigger('submit');
    await flushPromises();

    const made = calls.find((call) => call.method === 'POST');

    expect(made?.body).toMatchObject({ kind: 'Image', spec: { url: 'https://x/z' } });
  });

  it('edits a template as it was read, so that nobody is overwritten', async() => {
    const templates = { metadata: { resourceVersion: '1' }, items: [
      { metadata: { name: 'till', namespace: 'w', resourceVersion: '41' }, spec: { cpu: 2, memory: '4Gi' } }] };
    const calls = rancher(fleet({ templates }));
    const { page } = await open(Templates, '/granary/c/_/templates');

    await page.find('tbody button').trigger('click');
    expect(await obstacles(page)).toStrictEqual([]);
    await page.find('form').trigger('submit');
    await flushPromises();

    expect(calls.find((call) => call.method === 'PUT')?.body).toMatchObject({ metadata: { resourceVersion: '41' } });
  });
});
