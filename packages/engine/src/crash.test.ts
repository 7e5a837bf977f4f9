/** Topiary is killed at every moment of a plan; whoever comes next leaves no replica half moved. */
import type { InstanceId, PlanId, Step } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import type { TopologyOptions } from '@topiary/domain/testing';
import { createMemoryStore, MemoryDisk } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import type { PlanRequest } from './api.ts';
import { mortal, SOMEBODY, startWorld } from './testing/index.ts';
import type { FakeServers, MortalServers, World } from './testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Disaster {
  readonly topology: string;
  readonly options?: TopologyOptions;
  readonly request: PlanRequest;
  readonly killAfterMs: number;
  /** Before the plan is confirmed. */
  readonly prepare?: (servers: FakeServers) => void;
  /** Happens between the death of the first process and the start of the second. */
  readonly meanwhile?: (servers: FakeServers) => void;
  /** So long after the death; by then what had been sent has been run. */
  readonly meanwhileAfterMs?: number;
  /** The inventory is written behind: a process that is killed early has not written what it found. */
  readonly inventoryLost?: boolean;
  /** What happens so long after the start of the second process. */
  readonly afterStartMs?: number;
  readonly thenHappens?: (servers: FakeServers) => void;
}

/** Answers the second process, after it has had time to finish whatever the first one left. */
async function killAndRestart(
  disaster: Disaster,
): Promise<{ readonly world: World; readonly plan: ReturnType<World['propose']> }> {
  const disk = new MemoryDisk();
  const stores: ReturnType<typeof createMemoryStore>[] = [];
  const store = (clock: World['clock']): ReturnType<typeof createMemoryStore> => {
    const made = createMemoryStore({ disk, clock });
    stores.push(made);
    if (disaster.inventoryLost === true) made.inventory.load = () => Promise.resolve({ instances: [], clusters: [] });
    return made;
  };
  const process: { view: MortalServers | null } = { view: null };
  const common = {
    turn,
    store,
    topology: disaster.topology,
    ...(disaster.options === undefined ? {} : { topologyOptions: disaster.options }),
  };
  const first = await startWorld({
    ...common,
    idPrefix: 'first',
    seenAs: (servers) => {
      process.view = mortal(servers);
      return process.view.servers;
    },
  });
  disaster.prepare?.(first.servers);
  const plan = first.propose(disaster.request);
  void first.engine.confirm(plan, SOMEBODY);
  await first.clock.advance(disaster.killAfterMs);
  process.view?.kill();
  stores[0]?.crash();
  await first.clock.advance(disaster.meanwhileAfterMs ?? 0);
  disaster.meanwhile?.(first.servers);
  const world = await startWorld({ ...common, idPrefix: 'second', share: first });
  await world.clock.advance(disaster.afterStartMs ?? 0);
  disaster.thenHappens?.(world.servers);
  await world.clock.advance(120_000);
  return { world, plan };
}

const ids = (...names: readonly string[]): readonly InstanceId[] => names.map(id);
/** Of a move that takes as long: every third one, in the soak each. */
const STEP_MS = process.env['SOAK_CONTRACT'] === undefined ? 3 : 1;
const EVERY_MS = Array.from({ length: 30 / STEP_MS }, (_, at) => STEP_MS * at + 1);

describe.each([
  {
    name: 'one MySQL replica',
    topology: 'm > a, b',
    options: { family: 'mysql' as const },
    moved: ['a'],
    target: 'b',
    from: 'm',
  },
  {
    name: 'one MariaDB replica to a sibling',
    topology: 'm > a, b',
    options: { family: 'mariadb' as const },
    moved: ['a'],
    target: 'b',
    from: 'm',
  },
  {
    name: 'three MariaDB replicas',
    topology: 'm > x, b; b > a, c, d',
    options: { family: 'mariadb' as const },
    moved: ['a', 'c', 'd'],
    target: 'x',
    from: 'b',
  },
])('moving $name', ({ topology, options, moved, target, from }) => {
  const request: PlanRequest =
    moved.length === 1
      ? { kind: 'relocate', replica: id(moved[0] ?? ''), channel: null, target: id(target) }
      : { kind: 'relocate-replicas', source: id(from), target: id(target), only: null };

  test.each(EVERY_MS)(
    'killed after %i ms: every replica replicates, from the old or the new source, and the journal is closed',
    async (killAfterMs) => {
      const { world, plan } = await killAndRestart({ topology, options, request, killAfterMs });
      for (const replica of ids(...moved)) {
        expect([id(from), id(target)]).toContain(world.servers.sourceOf(replica));
        expect(world.servers.threadsOf(replica)).toBe('running/running');
      }
      expect(await world.store.journal.unfinished()).toEqual([]);
      const execution = (await world.engine.plan(plan))?.execution ?? null;
      // Before its start is in the journal, a plan was never begun.
      if (execution === null)
        expect(ids(...moved).map((replica) => world.servers.sourceOf(replica))).toEqual(moved.map(() => id(from)));
      else expect(execution.finishedAt).not.toBeNull();
      // A step may have been run before the kill and be sent again: that is no reason to fail.
      if (execution?.resumed === 'continue') expect(execution.outcome).toBe('done');
      if (execution?.outcome === 'done') {
        expect(ids(...moved).map((replica) => world.servers.sourceOf(replica))).toEqual(moved.map(() => id(target)));
      }
    },
  );

  test.each(EVERY_MS)(
    'killed after %i ms of a move that the new source refuses: every replica is where it was',
    async (killAfterMs) => {
      const { world } = await killAndRestart({
        topology,
        options,
        request,
        killAfterMs,
        prepare: (servers) => moved.forEach((name) => servers.refusedSources.set(`${id(name)} ${id(target)}`, 1236)),
      });
      for (const replica of ids(...moved)) {
        expect([world.servers.sourceOf(replica), world.servers.threadsOf(replica)]).toEqual([
          id(from),
          'running/running',
        ]);
      }
      expect(await world.store.journal.unfinished()).toEqual([]);
    },
  );

  test.each(EVERY_MS)(
    'killed after %i ms, and the replicas are moved by hand: they stay where they were put',
    async (killAfterMs) => {
      const { world, plan } = await killAndRestart({
        topology: `${topology}; m > hand`,
        options,
        request,
        killAfterMs,
        meanwhileAfterMs: 20,
        meanwhile: (servers) => moved.forEach((name) => servers.moveByHand(id(name), id('hand'))),
      });
      for (const replica of ids(...moved)) {
        expect([world.servers.sourceOf(replica), world.servers.threadsOf(replica)]).toEqual([
          id('hand'),
          'running/running',
        ]);
      }
      expect(await world.store.journal.unfinished()).toEqual([]);
      const execution = (await world.engine.plan(plan))?.execution ?? null;
      if (execution?.resumed === 'continue' && killAfterMs < 8)
        expect(execution.reason).toMatchObject({ code: 'source-not-as-planned', params: { actual: id('hand') } });
    },
  );

  test.each([6, 9, 12, 15, 18])(
    'killed after %i ms, and the target dies: nothing is left stopped or half moved',
    async (killAfterMs) => {
      const { world } = await killAndRestart({
        topology,
        options,
        request,
        killAfterMs,
        meanwhile: (servers) => servers.kill(id(target)),
      });
      for (const replica of ids(...moved)) {
        expect(world.servers.threadsOf(replica)).toBe('running/running');
      }
      expect(await world.store.journal.unfinished()).toEqual([]);
    },
  );
});

test('a plan is resumed for replicas that the inventory does not know', async () => {
  const { world, plan } = await killAndRestart({
    topology: 'm > a, b',
    options: { family: 'mariadb' },
    request: { kind: 'relocate', replica: id('a'), channel: null, target: id('b') },
    killAfterMs: 10,
    inventoryLost: true,
  });
  expect((await world.engine.plan(plan))?.execution?.outcome).toBe('done');
  expect(world.servers.threadsOf(id('a'))).toBe('running/running');
});

test('a plan is resumed when its replica answers only a while after the start', async () => {
  const { world, plan } = await killAndRestart({
    topology: 'm > a, b',
    options: { family: 'mariadb' },
    request: { kind: 'relocate', replica: id('a'), channel: null, target: id('b') },
    killAfterMs: 10,
    meanwhile: (servers) => servers.kill(id('a')),
    afterStartMs: 20_000,
    thenHappens: (servers) => servers.revive(id('a')),
  });
  expect((await world.engine.plan(plan))?.execution?.outcome).toBe('done');
  expect(world.servers.threadsOf(id('a'))).toBe('running/running');
});

test('a plan that was resumed says so', async () => {
  const { world, plan } = await killAndRestart({
    topology: 'm > a, b',
    options: { family: 'mariadb' },
    request: { kind: 'relocate', replica: id('a'), channel: null, target: id('b') },
    killAfterMs: 10,
  });
  expect((await world.engine.plan(plan))?.execution).toMatchObject({ resumed: 'continue', outcome: 'done' });
});

describe('killed while it is put back, before the journal says how that ended', () => {
  const request: PlanRequest = { kind: 'relocate', replica: id('a'), channel: null, target: id('b') };

  /** The first process dies as it starts the replica again; `begins` makes it put the replica back. */
  async function killedAtTheWayBack(
    begins: (step: Step, world: World, plan: PlanId) => void,
  ): Promise<{ readonly disk: MemoryDisk; readonly first: World; readonly plan: PlanId }> {
    const disk = new MemoryDisk();
    const stores: ReturnType<typeof createMemoryStore>[] = [];
    const process: { view: MortalServers | null } = { view: null };
    const first = await startWorld({
      turn,
      topology: 'm > a, b',
      topologyOptions: { family: 'mariadb' },
      idPrefix: 'first',
      store: (clock) => {
        const made = createMemoryStore({ disk, clock });
        stores.push(made);
        return made;
      },
      seenAs: (servers) => {
        process.view = mortal(servers);
        return process.view.servers;
      },
    });
    const plan = first.propose(request);
    first.servers.onExecute = (step) => {
      begins(step, first, plan);
      if (step.kind === 'start-replication') {
        process.view?.kill();
        stores[0]?.crash();
      }
      return 'works';
    };
    void first.engine.confirm(plan, SOMEBODY);
    await first.clock.advance(1_000);
    first.servers.onExecute = () => 'works';
    return { disk, first, plan };
  }

  test('because somebody stopped it: it stays stopped', async () => {
    const { disk, first, plan } = await killedAtTheWayBack((step, world, stopped) => {
      if (step.kind === 'stop-replication') world.engine.requestStop(stopped, SOMEBODY);
    });
    const world = await startWorld({
      turn,
      topology: 'm > a, b',
      idPrefix: 'second',
      share: first,
      store: (clock) => createMemoryStore({ disk, clock }),
    });
    await world.clock.advance(120_000);
    expect((await world.engine.plan(plan))?.execution).toMatchObject({
      resumed: 'roll-back',
      outcome: 'stopped',
      reason: { code: 'stopped-by-request', params: { user: SOMEBODY.user } },
    });
    expect([world.servers.sourceOf(id('a')), world.servers.threadsOf(id('a'))]).toEqual([id('m'), 'running/running']);
  });
});
