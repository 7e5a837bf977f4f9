/** What fails for a reason that passes is tried again, a few times, from a fresh look; everything else stays as it is. */
import type { ControlAct, PlanId, Step } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { createMemoryStore, MemoryDisk } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import type { ExecuteResult, Servers } from './ports/servers.ts';
import { PAUSES_MS } from './plans/lanes-again.ts';
import { mortal, SOMEBODY, startWorld } from './testing/index.ts';
import type { World } from './testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const [m, a, b, c, d] = [id('m'), id('a'), id('b'), id('c'), id('d')];
const moveA = { kind: 'relocate', replica: a, channel: null, target: b } as const;

const start = (topology = 'm > a, b, d; b > c'): Promise<World> =>
  startWorld({ turn, store: (clock) => createMemoryStore({ clock }), topology });

const refused = (errorNumber: number): ExecuteResult => ({
  kind: 'refused',
  errorNumber,
  text: 'refused',
  grant: null,
});
const lost: ExecuteResult = {
  kind: 'lost',
  failure: { kind: 'connection-lost', code: 'ECONNRESET', detail: 'reset', grant: null, waitingFor: null },
};

/** Steps of a kind fail so often, and work then. How often they were sent. */
function failing(world: World, { kind, times, with: result }: Failing): () => number {
  let sent = 0;
  world.servers.onExecute = (step) => {
    if (step.kind !== kind) return 'works';
    sent += 1;
    return sent <= times ? result : 'works';
  };
  return () => sent;
}

interface Failing {
  readonly kind: Step['kind'];
  readonly times: number;
  readonly with: ExecuteResult;
}

async function executionOf({ engine }: World, plan: PlanId) {
  return (await engine.plan(plan))?.execution ?? null;
}

describe('a lane that failed for a reason that passes', () => {
  test.each([
    ['a lock was held', refused(1205), { code: 'statement-failed', params: { errorNumber: 1205 } }],
    ['a transaction was chosen to end a deadlock', refused(1213), { code: 'statement-failed' }],
    ['the server was full', refused(1040), { code: 'statement-failed' }],
    ['the connection was lost', lost, { code: 'server-lost', params: { code: 'ECONNRESET' } }],
  ])('is tried again after its put-back, and done: %s', async (_, result, reason) => {
    const world = await start();
    const sent = failing(world, { kind: 'point-replica-at', times: 1, with: result });
    const plan = world.propose(moveA);
    await world.run(plan);
    expect(world.servers.sourceOf(a)).toBe(b);
    const execution = await executionOf(world, plan);
    expect(execution).toMatchObject({ outcome: 'done', retries: [{ lane: a, attempt: 2, reason }] });
    expect(execution?.steps.map(({ state }) => state)).toEqual(execution?.steps.map(() => 'done'));
    // Once in vain, perhaps once to put it back, and once for good.
    expect(sent()).toBeLessThanOrEqual(3);
    const kinds = (await world.store.journal.read(plan)).map(({ kind }) => kind);
    expect(kinds.slice(kinds.indexOf('step-failed'))).toEqual([
      'step-failed',
      'lane-put-back',
      'lane-tried-again',
      'stage-started',
      'step-done',
      'plan-finished',
    ]);
  });

  test('is let in by a source that refused it for a moment', async () => {
    const world = await start();
    world.servers.refusedSources.set(`${a} ${b}`, 1040);
    const plan = world.propose(moveA);
    const running = world.run(plan);
    await world.clock.advance(500);
    world.servers.refusedSources.clear();
    await running;
    expect(await executionOf(world, plan)).toMatchObject({
      outcome: 'done',
      retries: [{ reason: { code: 'receiver-error', params: { errorNumber: 1040 } } }],
    });
  });

  test('is given up after the last attempt, and is where it was', async () => {
    const world = await start();
    failing(world, { kind: 'point-replica-at', times: 100, with: refused(1205) });
    world.servers.onExecute = (
      (inner) => (step) =>
        'isBack' in step ? 'works' : inner(step)
    )(world.servers.onExecute);
    const plan = world.propose(moveA);
    const beganMs = world.clock.monotonicMs();
    await world.run(plan);
    expect([world.servers.sourceOf(a), world.servers.threadsOf(a)]).toEqual([m, 'running/running']);
    const execution = await executionOf(world, plan);
    expect(execution).toMatchObject({ outcome: 'put-back', reason: { code: 'statement-failed' } });
    expect(execution?.retries.map(({ attempt }) => attempt)).toEqual([2, 3]);
    expect(world.clock.monotonicMs() - beganMs).toBeGreaterThanOrEqual(PAUSES_MS[0] + PAUSES_MS[1]);
  });

  test('is tried alone: what was done already is not done again', async () => {
    const world = await start('m > a, b, c, d');
    let refusals = 0;
    world.servers.onExecute = (step) => {
      if (step.instance !== a || refusals > 0) return 'works';
      refusals += 1;
      return refused(1213);
    };
    const plan = world.propose({ kind: 'relocate-replicas', source: m, target: d, only: [a, b] });
    await world.run(plan);
    expect([a, b].map((one) => world.servers.sourceOf(one))).toEqual([d, d]);
    expect(await executionOf(world, plan)).toMatchObject({ outcome: 'done', retries: [{ lane: a }] });
    expect(world.servers.executed.filter(({ instance }) => instance === b)).toHaveLength(1);
  });
});

describe('a lane is not tried again', () => {
  test.each([
    ['for an error that does not pass', refused(1064)],
    ['where what it waits for did not come', { kind: 'timed-out' } as const],
  ])('%s', async (_, result) => {
    const world = await start();
    failing(world, { kind: 'point-replica-at', times: 1, with: result });
    const plan = world.propose(moveA);
    await world.run(plan);
    expect(world.servers.sourceOf(a)).toBe(m);
    expect(await executionOf(world, plan)).toMatchObject({ outcome: 'put-back', retries: [] });
  });

  test('when somebody changed its replica meanwhile', async () => {
    const world = await start();
    failing(world, { kind: 'point-replica-at', times: 1, with: refused(1205) });
    const plan = world.propose(moveA);
    const running = world.run(plan);
    await world.clock.advance(500);
    world.servers.moveByHand(a, d);
    await running;
    expect(world.servers.sourceOf(a)).toBe(d);
    expect(await executionOf(world, plan)).toMatchObject({ outcome: 'put-back', retries: [] });
  });

  test('when somebody stopped the plan meanwhile', async () => {
    const world = await start();
    failing(world, { kind: 'point-replica-at', times: 1, with: refused(1205) });
    const plan = world.propose(moveA);
    const running = world.run(plan);
    await world.clock.advance(500);
    expect(world.engine.requestStop(plan, SOMEBODY)).toBe('requested');
    await running;
    expect([world.servers.sourceOf(a), (await executionOf(world, plan))?.retries]).toEqual([m, []]);
  });

  test('where a step of it cannot be taken back: nobody knows how far it came', async () => {
    const world = await start();
    const act: ControlAct = { kind: 'reset-replica', channel: null };
    world.servers.change(c, (found) => ({
      ...found,
      channels: found.channels.map((one) => ({ ...one, receiver: 'stopped', applier: 'stopped' })),
    }));
    await world.clock.advance(6_000);
    const sent = failing(world, { kind: 'reset-replication', times: 1, with: refused(1205) });
    const plan = world.propose({ kind: 'control', instance: c, act });
    await world.run(plan);
    expect(sent()).toBe(1);
    expect((await executionOf(world, plan))?.retries).toEqual([]);
  });
});

test('a process that is killed in a second attempt leaves it to the next one, which puts it back or goes on', async () => {
  const disk = new MemoryDisk();
  let store = createMemoryStore({ disk });
  let view = mortal({} as Servers);
  const begin = (share?: World): Promise<World> =>
    startWorld({
      turn,
      store: (clock) => (store = createMemoryStore({ disk, clock })),
      topology: 'm > a, b',
      seenAs: (servers) => (view = mortal(servers)).servers,
      ...(share === undefined ? {} : { share, idPrefix: 'second' }),
    });
  const world = await begin();
  let sent = 0;
  world.servers.onExecute = (step) => {
    if (step.kind !== 'point-replica-at') return 'works';
    sent += 1;
    return sent === 1 ? refused(1205) : sent === 2 ? 'works' : 'hangs';
  };
  const plan = world.propose(moveA);
  void world.engine.confirm(plan, SOMEBODY);
  await world.clock.advance(2_000);
  expect((await executionOf(world, plan))?.retries).toHaveLength(1);
  view.kill();
  store.crash();
  world.servers.onExecute = () => 'works';
  const second = await begin(world);
  await second.clock.advance(120_000);
  expect([second.servers.sourceOf(a), second.servers.threadsOf(a)]).toEqual([b, 'running/running']);
  expect(await executionOf(second, plan)).toMatchObject({ outcome: 'done', resumed: 'continue' });
});
