/** A replica that is away when it should be put back: its plan owes it that, and holds on to nothing else meanwhile. */
import type { PlanId } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { createMemoryStore, MemoryDisk } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import type { Servers } from './ports/servers.ts';
import { OWED_PATIENCE_MS } from './plans/owed.ts';
import { mortal, SOMEBODY, startWorld } from './testing/index.ts';
import type { World } from './testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const [m, a, b, c, x] = [id('m'), id('a'), id('b'), id('c'), id('x')];
const moveA = { kind: 'relocate', replica: a, channel: null, target: b } as const;
const moveC = { kind: 'relocate', replica: c, channel: null, target: m } as const;

interface Scene {
  readonly world: World;
  readonly plan: PlanId;
  /** As by the kernel. */
  readonly restart: () => Promise<World>;
}

/** The replica dies while its target catches up, which ends in vain. */
async function owing(): Promise<Scene> {
  const stage = await stageOf('m > a, b, x; b > c');
  const { world } = stage;
  world.servers.onExecute = (step) => {
    if (step.kind !== 'wait-for-position') return 'works';
    world.servers.kill(a);
    return { kind: 'timed-out' };
  };
  const plan = world.propose(moveA);
  await world.run(plan);
  return { ...stage, plan };
}

/** The process is asked to end, and the replica dies, when the first of two replicas has been stopped. */
async function owingWhileEnding(): Promise<Scene> {
  const stage = await stageOf('m > x, b; b > a, c', 1);
  const { world } = stage;
  let ending: Promise<void> | null = null;
  world.servers.onExecute = () => {
    void turn().then(() => world.servers.kill(a));
    ending ??= world.engine.stop({ deadlineMs: 40_000 });
    return 'works';
  };
  const plan = world.propose({ kind: 'relocate-replicas', source: b, target: x, only: null });
  await world.clock.until(world.engine.confirm(plan, SOMEBODY));
  await world.clock.advance(50);
  await world.clock.until(ending ?? Promise.reject(new Error('nothing was begun')));
  return { ...stage, plan };
}

async function stageOf(topology: string, maxParallelSteps = 50): Promise<Omit<Scene, 'plan'>> {
  const disk = new MemoryDisk();
  let store = createMemoryStore({ disk });
  let view = mortal({} as Servers);
  const start = (share?: World): Promise<World> =>
    startWorld({
      turn,
      store: (clock) => (store = createMemoryStore({ disk, clock })),
      topology,
      topologyOptions: { family: 'mariadb' },
      seenAs: (servers) => (view = mortal(servers)).servers,
      settings: { maxParallelSteps },
      ...(share === undefined ? {} : { share, idPrefix: 'second' }),
    });
  const world = await start();
  return {
    world,
    restart: async () => {
      view.kill();
      store.crash();
      return start(world);
    },
  };
}

const replication = ({ servers }: World): readonly unknown[] => [servers.sourceOf(a), servers.threadsOf(a)];

async function executionOf({ engine }: World, plan: PlanId) {
  return (await engine.plan(plan))?.execution ?? null;
}

describe('a replica that is away when it should be put back', () => {
  test('is put back when it answers, long after, and the plan said so meanwhile', async () => {
    const { world, plan } = await owing();
    await world.clock.advance(600_000);
    expect(await executionOf(world, plan)).toMatchObject({
      finishedAt: null,
      reason: { code: 'put-back-owed', params: { instance: a, source: m, minutes: 60 } },
    });
    expect(replication(world)).toEqual([m, 'stopped/stopped']);
    world.servers.revive(a);
    await world.clock.advance(5_000);
    expect(replication(world)).toEqual([m, 'running/running']);
    expect(await executionOf(world, plan)).toMatchObject({ outcome: 'put-back', reason: { code: 'step-timed-out' } });
    expect(await world.store.journal.unfinished()).toEqual([]);
  });

  test('keeps nobody from the rest of the cluster, and everybody from itself', async () => {
    const { world } = await owing();
    expect(world.engine.runningOn(world.engine.snapshot().instances.get(m)?.cluster ?? ('' as never))).toBeNull();
    world.servers.onExecute = () => 'works';
    const other = world.propose(moveC);
    expect(await world.run(other)).toMatchObject({ kind: 'started' });
    expect(world.servers.sourceOf(c)).toBe(m);
    world.servers.onExecute = (step) => (step.kind === 'start-replication' ? 'hangs' : 'works');
    world.servers.revive(a);
    await world.clock.advance(5_000);
    expect(await world.run(world.propose({ ...moveA, target: x }))).toMatchObject({ kind: 'busy' });
  });

  test('is given up after an hour, with the statements that put it back', async () => {
    const { world, plan } = await owing();
    await world.clock.advance(OWED_PATIENCE_MS + 60_000);
    expect(await executionOf(world, plan)).toMatchObject({
      outcome: 'failed',
      reason: { code: 'put-back-failed', params: { instance: a, statements: `start-replication on ${a}` } },
    });
    world.servers.revive(a);
    await world.clock.advance(60_000);
    expect(replication(world)).toEqual([m, 'stopped/stopped']);
  });

  test('is given up when somebody stops the plan', async () => {
    const { world, plan } = await owing();
    expect(world.engine.requestStop(plan, SOMEBODY)).toBe('requested');
    await world.clock.advance(5_000);
    expect(await executionOf(world, plan)).toMatchObject({ outcome: 'failed', reason: { code: 'put-back-failed' } });
  });

  test('is left to somebody who moved it by hand', async () => {
    const { world, plan } = await owing();
    world.servers.moveByHand(a, x);
    world.servers.revive(a);
    await world.clock.advance(5_000);
    expect(replication(world)).toEqual([x, 'running/running']);
    expect((await executionOf(world, plan))?.outcome).toBe('put-back');
  });

  test('is put back by the next process when this one is killed, an hour after it was given up at the most', async () => {
    const { plan, restart, world } = await owing();
    await world.clock.advance(OWED_PATIENCE_MS / 2);
    const second = await restart();
    await second.clock.advance(120_000);
    second.servers.revive(a);
    await second.clock.advance(5_000);
    expect(replication(second)).toEqual([m, 'running/running']);
    expect((await executionOf(second, plan))?.outcome).toBe('put-back');

    const late = await owing();
    await late.world.clock.advance(OWED_PATIENCE_MS - 120_000);
    const third = await late.restart();
    await third.clock.advance(300_000);
    expect((await executionOf(third, late.plan))?.outcome).toBe('failed');
  });

  test('does not keep a process from ending, and is the business of the next one', async () => {
    const { world, plan, restart } = await owing();
    const before = world.clock.monotonicMs();
    await world.clock.until(world.engine.stop({ deadlineMs: 5_000 }));
    expect(world.clock.monotonicMs() - before).toBeLessThan(100);
    const second = await restart();
    second.servers.revive(a);
    await second.clock.advance(120_000);
    expect(replication(second)).toEqual([m, 'running/running']);
    expect((await executionOf(second, plan))?.outcome).toBe('put-back');
  });

  test('of a plan that was ended before all of it began does not make the next process go on with the rest', async () => {
    const { world, plan, restart } = await owingWhileEnding();
    expect((await world.store.journal.read(plan)).at(-1)).toMatchObject({ kind: 'lane-put-back', lane: c });
    const second = await restart();
    second.servers.onExecute = () => 'works';
    second.servers.revive(a);
    await second.clock.advance(120_000);
    expect([a, c].map((one) => `${world.servers.sourceOf(one)} ${world.servers.threadsOf(one)}`)).toEqual([
      `${b} running/running`,
      `${b} running/running`,
    ]);
    expect(await second.store.journal.unfinished()).toEqual([]);
  });
});
