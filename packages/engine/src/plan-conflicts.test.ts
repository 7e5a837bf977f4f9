/** Plans meet people with a SQL prompt, stops, each other, and what an earlier process left. */
import { id, withChannels } from '@topiary/domain/testing';
import { createMemoryStore, MemoryDisk } from '@topiary/store';
import type { MemoryStore } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import type { Servers } from './ports/servers.ts';
import { createWorld, mortal, SOMEBODY, startWorld } from './testing/index.ts';
import type { World, WorldOptions } from './testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const MARIADB = { family: 'mariadb' } as const;
const [m, a, b, x] = [id('m'), id('a'), id('b'), id('x')];
const moveA = { kind: 'relocate', replica: a, channel: null, target: b } as const;
const start = (topology: string, options: Partial<WorldOptions> = {}): Promise<World> =>
  startWorld({ turn, store: (clock) => createMemoryStore({ clock }), topology, ...options });

describe('a replica that somebody moves by hand', () => {
  test('while its plan waits is left where they put it, and the plan says so', async () => {
    const world = await start('m > a, b, x', { topologyOptions: MARIADB });
    world.servers.onExecute = (step) => {
      if (step.kind === 'wait-for-position') world.servers.moveByHand(a, x);
      return 'works';
    };
    const plan = world.propose(moveA);
    await world.run(plan);
    expect([world.servers.sourceOf(a), world.servers.threadsOf(a)]).toEqual([x, 'running/running']);
    const execution = (await world.engine.plan(plan))?.execution;
    expect(execution?.outcome).toBe('put-back');
    expect(execution?.reason).toMatchObject({ code: 'source-not-as-planned', params: { instance: a, actual: x } });
  });

  test('while its receiver is awaited is not put back over them', async () => {
    const world = await start('m > a, b, x');
    world.servers.refusedSources.set(`${a} ${b}`, 1236);
    const look = world.servers.observeChannels.bind(world.servers);
    let looks = 0;
    world.servers.observeChannels = (address) => {
      looks += 1;
      if (looks === 2) world.servers.moveByHand(a, x);
      return look(address);
    };
    const plan = world.propose(moveA);
    await world.run(plan);
    expect([world.servers.sourceOf(a), world.servers.threadsOf(a)]).toEqual([x, 'running/running']);
  });
});

describe('a replica that somebody changes while the journal of its plan is being written slowly', () => {
  const WRITE_MS = 100;

  /** Confirms, and lets somebody do something while the first entries reach the disk. */
  async function interrupted(act: (world: World) => void, topologyOptions: WorldOptions['topologyOptions'] = {}) {
    const world = await start('m > a, b, x', {
      topologyOptions,
      store: (clock) => {
        const store = createMemoryStore({ clock });
        const append = store.journal.append.bind(store.journal);
        store.journal.append = async (plan, entries) => {
          await clock.sleep(WRITE_MS);
          return append(plan, entries);
        };
        return store;
      },
    });
    const plan = world.propose(moveA);
    const confirmed = world.engine.confirm(plan, SOMEBODY);
    await world.clock.advance(WRITE_MS * 0.5);
    expect(world.servers.executed).toEqual([]);
    act(world);
    await world.clock.until(confirmed);
    await world.clock.until(world.engine.whenFinished(plan));
    return { world, execution: (await world.engine.plan(plan))?.execution };
  }

  test.each(['mysql', 'mariadb'] as const)('is left where they put it (%s)', async (family) => {
    const { world, execution } = await interrupted(({ servers }) => servers.moveByHand(a, x), { family });
    expect([world.servers.sourceOf(a), world.servers.executed]).toEqual([x, []]);
    expect(execution).toMatchObject({ outcome: 'put-back', reason: { code: 'source-not-as-planned' } });
  });

  test('is left alone when they moved it to where the plan would put it', async () => {
    const { world, execution } = await interrupted(({ servers }) => servers.moveByHand(a, b));
    expect([world.servers.sourceOf(a), world.servers.executed]).toEqual([b, []]);
    expect(execution?.reason).toMatchObject({ code: 'source-not-as-planned', params: { actual: b, expected: m } });
  });

  test.each(['mysql', 'mariadb'] as const)('is not started when they stopped it (%s)', async (family) => {
    const stopped = withChannels({ receiver: 'stopped', applier: 'stopped' });
    const { world, execution } = await interrupted(({ servers }) => servers.change(a, stopped), { family });
    expect([world.servers.threadsOf(a), world.servers.executed]).toEqual(['stopped/stopped', []]);
    expect(execution).toMatchObject({
      outcome: 'put-back',
      reason: { code: 'thread-was-stopped', params: { instance: a, thread: 'receiver' } },
    });
  });

  test('is moved when they did nothing', async () => {
    const { world, execution } = await interrupted(() => undefined);
    expect([world.servers.sourceOf(a), execution?.outcome]).toEqual([b, 'done']);
  });
});

test('a replica whose plan is written quickly is not looked at once more', async () => {
  const world = await start('m > a, b');
  const look = world.servers.observeChannels.bind(world.servers);
  let looks = 0;
  world.servers.observeChannels = (address) => {
    if (world.servers.executed.length === 0) looks += 1;
    return look(address);
  };
  await world.run(world.propose(moveA));
  expect([looks, world.servers.prepared]).toEqual([0, [a]]);
});

test('a server further up that was moved by hand a moment ago keeps a move from closing a circle', async () => {
  const world = await start('m > a, c; c > b', { settings: { pollIntervalMs: 3_600_000 } });
  const plan = world.propose(moveA);
  world.servers.moveByHand(id('c'), a);
  expect(await world.run(plan)).toMatchObject({ kind: 'stale', reasons: [{ code: 'own-descendant' }] });
  expect(world.servers.executed).toEqual([]);
});

test('a plan that waits for its servers does not keep a plan of another cluster waiting', async () => {
  const world = await start('m > a, b; n > c, d', { seeds: ['m', 'n'], settings: { maxParallelSteps: 1 } });
  world.servers.onExecute = (step) => (step.instance === a ? 'hangs' : 'works');
  const stuck = world.propose(moveA);
  await world.clock.until(world.engine.confirm(stuck, SOMEBODY));
  await world.run(world.propose({ kind: 'relocate', replica: id('c'), channel: null, target: id('d') }));
  expect(world.servers.sourceOf(id('c'))).toBe(id('d'));
});

describe('stopping a plan', () => {
  test('on MariaDB between two steps starts the replica again where it was', async () => {
    const world = await start('m > a, b', { topologyOptions: MARIADB });
    const plan = world.propose(moveA);
    world.servers.onExecute = (step) => {
      if (step.kind === 'stop-replication') world.engine.requestStop(plan, SOMEBODY);
      return 'works';
    };
    await world.run(plan);
    expect([world.servers.sourceOf(a), world.servers.threadsOf(a)]).toEqual([m, 'running/running']);
    expect((await world.engine.plan(plan))?.execution?.outcome).toBe('stopped');
  });
});

test('a stopped plan that leaves a replica stopped is called failed', async () => {
  const world = await start('m > a, b', { topologyOptions: MARIADB });
  const plan = world.propose(moveA);
  world.servers.onExecute = (step) => {
    if (step.kind === 'stop-replication') world.engine.requestStop(plan, SOMEBODY);
    return step.kind === 'start-replication'
      ? { kind: 'refused', errorNumber: 1227, text: 'denied', grant: null }
      : 'works';
  };
  await world.run(plan);
  expect((await world.engine.plan(plan))?.execution).toMatchObject({
    outcome: 'failed',
    reason: { code: 'put-back-failed', params: { instance: a } },
  });
});

test('a stop does not wait for the replicas of a plan that is being resumed', async () => {
  const disk = new MemoryDisk();
  const stores: MemoryStore[] = [];
  const store = (clock: World['clock']): MemoryStore => {
    const made = createMemoryStore({ disk, clock });
    stores.push(made);
    return made;
  };
  const common = { turn, store, topology: 'm > a, b', topologyOptions: MARIADB };
  let view = mortal({} as Servers);
  const first = await startWorld({ ...common, seenAs: (servers) => (view = mortal(servers)).servers });
  void first.engine.confirm(first.propose(moveA), SOMEBODY);
  await first.clock.advance(10);
  view.kill();
  stores[0]?.crash();
  first.servers.kill(a);
  const second = await startWorld({ ...common, share: first, idPrefix: 'second' });
  const before = second.clock.monotonicMs();
  await second.clock.until(second.engine.stop({ deadlineMs: 5_000 }));
  expect(second.clock.monotonicMs() - before).toBeLessThan(1_000);
  expect(await second.store.journal.unfinished()).toHaveLength(1);
});

describe('undo', () => {
  test('an undo can be undone', async () => {
    const world = await start('m > a, b');
    const plan = world.propose(moveA);
    await world.run(plan);
    const undo = await world.clock.until(world.engine.undo(plan, SOMEBODY));
    if (undo.kind !== 'proposed') throw new Error(undo.kind);
    await world.run(undo.state.plan.id);
    const redo = await world.clock.until(world.engine.undo(undo.state.plan.id, SOMEBODY));
    if (redo.kind !== 'proposed') throw new Error(redo.kind);
    await world.run(redo.state.plan.id);
    expect(world.servers.sourceOf(a)).toBe(b);
  });

  test('leads back to a source that the replica knew by another address', async () => {
    const world = createWorld({
      turn,
      store: (clock) => createMemoryStore({ clock }),
      topology: 'm > a, b',
      seeds: ['m', 'a', 'b'],
    });
    world.servers.moveByHand(a, id('other-name'));
    world.servers.addAddress(id('other-name'), m);
    await world.clock.until(world.engine.start());
    await world.clock.advance(10_000);
    expect(world.engine.snapshot().aliases.get(id('other-name'))).toBe(m);
    const plan = world.propose(moveA);
    await world.run(plan);
    const undo = await world.clock.until(world.engine.undo(plan, SOMEBODY));
    expect(undo.kind).toBe('proposed');
    if (undo.kind !== 'proposed') return;
    await world.run(undo.state.plan.id);
    expect(world.servers.sourceOf(a)).toBe(m);
  });
});

test('a plan that is resumed keeps others off its servers, whatever their cluster is called now', async () => {
  const disk = new MemoryDisk();
  const store = (clock: World['clock']): MemoryStore => {
    const made = createMemoryStore({ disk, clock });
    made.inventory.load = () => Promise.resolve({ instances: [], clusters: [] });
    return made;
  };
  const common = { turn, topology: 'm > a, b', topologyOptions: MARIADB, seeds: ['m', 'a', 'b'] };
  const stores: MemoryStore[] = [];
  let view = mortal({} as Servers);
  const first = await startWorld({
    ...common,
    store: (clock) => {
      const made = store(clock);
      stores.push(made);
      return made;
    },
    seenAs: (servers) => (view = mortal(servers)).servers,
  });
  const plan = first.propose(moveA);
  void first.engine.confirm(plan, SOMEBODY);
  await first.clock.advance(10);
  view.kill();
  stores[0]?.crash();
  first.servers.onExecute = (step) => (step.kind === 'wait-for-position' ? 'hangs' : 'works');
  const second = await startWorld({ ...common, store, share: first, idPrefix: 'second' });
  const cluster = second.engine.snapshot().instances.get(b)?.cluster ?? ('' as never);
  expect(second.engine.runningOn(cluster)).toMatchObject({ plan });
  const other = second.propose({ kind: 'relocate', replica: b, channel: null, target: a });
  expect(await second.clock.until(second.engine.confirm(other, SOMEBODY))).toMatchObject({ kind: 'busy', plan });
});
