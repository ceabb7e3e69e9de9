// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { flushPromises } from '@vue/test-utils';
import { describe, expect, it } from 'vitest';
import { changesFor, earlier, skipping } from '@pkg/domain/deeds';
import { deedsFor, segments } from '@pkg/domain/rollouts';
import RolloutDetail from '@pkg/pages/RolloutDetail.vue';
import Rollouts from '@pkg/pages/Rollouts.vue';
import type { Rollout } from '@pkg/types/crds';
import { fleet, revisions, rollout } from './fleet';
import { obstacles, open, rancher, Refusal } from './pages';

const ADDRESS = '/granary/c/_/rollouts/fleet-default/gold';
const as = (status: Rollout['status'], control: Rollout['spec']['control'] = {}): Rollout =>
  ({ ...rollout, spec: { ...rollout.spec, control }, status: { ...rollout.status, waves: [], ...status } });
const paused = { by: 'FailureThreshold', message: '5 of 212 failed' };

describe('what can be done with a rollout', () => {
  it.each([
    ['that waits for a word', rollout, ['approve', 'deny', 'pause', 'undo', 'abort']],
    ['that runs', as({ revision: { number: 1 } }), ['pause', 'abort']],
    ['that tripped', as({ phase: 'Paused', pause: paused }), ['resume', 'undo', 'abort']],
    ['that is planned, with the brake on', as({ phase: 'Planned', revision: { number: 1 } }, { paused: true }),
      ['start', 'abort']],
    ['that is complete', as({ phase: 'Completed' }), ['undo']],
    ['that was aborted', as({ phase: 'Aborted' }, { aborted: true }), []],
  ])('%s', (_, one, deeds) => expect(deedsFor(one)).toStrictEqual(deeds));

  it('is written as a word about this revision and this wave', () => {
    const [change] = changesFor('approve', rollout, { remark: ' seen ' });

    expect(change).toMatchObject({ verb: 'create', place: { plural: 'rolloutapprovals' }, body: { spec: {
      rollout: 'gold', revision: 'abc', wave: 'canary', at: 'After', decision: 'Approve', remark: 'seen' } } });
  });

  it('takes off both brakes to resume: its own and that of a person', () => {
    const both = as({ phase: 'Paused', pause: paused }, { paused: true });

    expect(changesFor('resume', both).map((change) => change.verb)).toStrictEqual(['create', 'patch']);
    expect(changesFor('resume', as({ phase: 'Paused' }, { paused: true }))).toHaveLength(1);
  });

  it('goes back to earlier content, and takes away what that did not have', () => {
    const [revision] = earlier(revisions, rollout);

    expect(changesFor('undo', rollout, { revision })).toMatchObject([{ body: { spec: { target: {
      image: { name: 'gold-1' }, template: null, policy: null, settings: null, upgrade: null } } } }]);
  });

  it('leaves out one more site, once', () => {
    expect(skipping(rollout, 'old-1').body).toStrictEqual({ spec: { control: { skip: ['old-1'] } } });
    expect(skipping(rollout, 'new-1').body).toStrictEqual({ spec: { control: { skip: ['old-1', 'new-1'] } } });
  });
});

describe('a lane', () => {
  it('never overflows, whatever the counts', () => {
    const wide = segments({ sites: 2, succeeded: 3, failed: 1 });

    expect(wide.reduce((sum, one) => sum + one.percent, 0)).toBe(100);
    expect(segments({})).toStrictEqual([]);
  });
});

describe('the page of a rollout', () => {
  it('shows where it stands, why, and each site in the words of the engine', async() => {
    rancher(fleet());
    const { page } = await open(RolloutDetail, ADDRESS);

    await new Promise((done) => setTimeout(done, 20));
    await flushPromises();
    expect(page.find('[data-testid="granary-reason"]').text()).toBe('wave canary: waits for the approval of hq-ops');
    expect(page.findAll('tbody tr').map((row) => row.text())).toStrictEqual([
      expect.stringContaining('checksum differs'), expect.stringContaining('its window opens at 02:00')]);
    expect(page.find('[data-testid="granary-wave-canary"] [role="img"]').attributes('aria-label'))
      .toBe('succeeded 2, failed 1, deferred 1');
    expect(await obstacles(page)).toStrictEqual([]);
  });

  it('shows what was last written down while the planner does not answer', async() => {
    rancher(fleet({ siteplans: new Refusal(503, 'this hub does not move the rollouts at the moment') }));
    const { page } = await open(RolloutDetail, ADDRESS);

    await new Promise((done) => setTimeout(done, 20));
    await flushPromises();
    expect(page.find('tbody').text()).toContain('tries again');
  });

  it('approves with what is known in view, and keeps the refusal where the button is', async() => {
    const calls = rancher(fleet());
    const { page } = await open(RolloutDetail, ADDRESS);

    await page.find('[data-testid="granary-approve-canary"]').trigger('click');
    expect(page.find('[data-testid="granary-evidence"]').text()).toBe('waits for the approval of hq-ops');
    expect(await obstacles(page)).toStrictEqual([]);
    await page.find('[data-testid="granary-remark"]').setValue('looks well');
    rancher(() => new Refusal(422, 'denied: the author may not approve'));
    await page.find('[data-testid="granary-dialog"] form').trigger('submit');
    await flushPromises();

    expect(calls.some((call) => call.method === 'POST')).toBe(false);
    expect(page.find('[data-testid="granary-dialog"]').text()).toContain('the author may not approve');
  });

  it('closes once the deed is done', async() => {
    const calls = rancher(fleet());
    const { page } = await open(RolloutDetail, ADDRESS);

    await page.find('[data-testid="granary-pause"]').trigger('click');
    await page.find('[data-testid="granary-dialog"] form').trigger('submit');
    await flushPromises();

    expect(calls.find((call) => call.method === 'PATCH')?.body).toStrictEqual({ spec: { control: { paused: true } } });
    expect(page.find('[data-testid="granary-dialog"]').exists()).toBe(false);
  });
});

describe('the list of rollouts', () => {
  it('shows lanes and reasons, and finds by either', async() => {
    rancher(fleet());
    const { page } = await open(Rollouts, '/granary/c/_/rollouts');

    expect(page.find('[data-testid="granary-rollout-gold"]').text()).toContain('waits for the approval of hq-ops');
    await page.find('[data-testid="granary-search"]').setValue('approval gold-2');
    expect(page.findAll('article')).toHaveLength(1);
    await page.find('[data-testid="granary-search"]').setValue('nothing like it');
    expect(page.findAll('article')).toHaveLength(0);
    expect(await obstacles(page)).toStrictEqual([]);
  });

  it('says how to begin when there are none', async() => {
    rancher(fleet({ rollouts: { metadata: {}, items: [] } }));
    const { page } = await open(Rollouts, '/granary/c/_/rollouts');

    expect(page.find('[data-testid="granary-empty"]').exists()).toBe(true);
  });
});
