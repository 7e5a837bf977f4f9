/** What stands around the engine misbehaves: the store, the servers, people with a SQL prompt. */
import type { InstanceId, JournalEntry } from '@topiary/domain';
import { asInstant, asPlanId, parseAddress } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { createMemoryStore, MemoryDisk } from '@topiary/store';
import type { MemoryStore } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import { MAX_PROPOSED_STEPS, Proposals } from './plans/proposals.ts';
import { RunningPlan } from './plans/running-plan.ts';
import type { Servers } from './ports/servers.ts';
import { Limiter } from './shared/limiter.ts';
import { createWorld, mortal, SOMEBODY, startWorld } from './testing/index.ts';
import type { FakeServers, World, WorldOptions } from './testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const MARIADB = { family: 'mariadb' } as const;
const [m, a, b, x] = [id('m'), id('a'), id('b'), id('x')];

interface Stage extends Partial<WorldOptions> {
  readonly spoil?: (store: MemoryStore) => void;
}

const start = (topology: string, { spoil, ...options }: Stage = {}): Promise<World> =>
  startWorld({ turn, store: (clock) => spoiled(createMemoryStore({ clock }), spoil), topology, ...options });

function spoiled(store: MemoryStore, spoil: (store: MemoryStore) => void = () => undefined): MemoryStore {
  spoil(store);
  return store;
}

/** As somebody does with `CHANGE MASTER TO` at a prompt. */
function moveByHand(servers: FakeServers, replica: InstanceId, to: InstanceId): void {
  const parsed = parseAddress(to);
  if (!parsed.ok) throw new Error(to);
  servers.change(replica, (found) => ({
    ...found,
    channels: found.channels.map((channel) => ({
      ...channel,
      source: parsed.address,
      receiver: 'running',
      applier: 'running',
    })),
  }));
}

const moveA = { kind: 'relocate', replica: a, channel: null, target: b } as const;

describe('a store that misbehaves', () => {
  test('a lease that cannot be asked turns a confirmation away and leaves no lock', async () => {
    let isBroken = false;
    const world = await start('m > a, b', {
      spoil: ({ lease }) => {
        const check = lease.check.bind(lease);
        lease.check = () => (isBroken ? Promise.reject(new Error('disk gone')) : check());
      },
    });
    const plan = world.propose(moveA);
    isBroken = true;
    expect(await world.run(plan)).toEqual({ kind: 'store-failing', detail: 'disk gone' });
    isBroken = false;
    expect((await world.run(plan)).kind).toBe('started');
    expect(world.servers.sourceOf(a)).toBe(b);
  });

  test('a lease that cannot be asked in the middle of a plan leaves it, and it is taken up again', async () => {
    let failures = 0;
    const world = await start('m > a, b', {
      topologyOptions: MARIADB,
      spoil: ({ lease }) => {
        const check = lease.check.bind(lease);
        lease.check = () => {
          if (failures === 0) return check();
          failures -= 1;
          return Promise.reject(new Error('disk gone'));
        };
      },
    });
    world.servers.onExecute = (step) => {
      if (step.kind === 'stop-replication') failures = 1;
      return 'works';
    };
    const plan = world.propose(moveA);
    await world.run(plan);
    await world.clock.advance(5_000);
    expect([world.servers.sourceOf(a), world.servers.threadsOf(a)]).toEqual([b, 'running/running']);
    expect((await world.engine.plan(plan))?.execution).toMatchObject({ outcome: 'done', resumed: 'continue' });
    expect(await world.store.journal.unfinished()).toEqual([]);
  });

  test('plans left behind that cannot be read at first are taken up when they can', async () => {
    let failures = 2;
    const world = await start('m > a, b', {
      spoil: ({ journal }) => {
        const unfinished = journal.unfinished.bind(journal);
        journal.unfinished = () => {
          failures -= 1;
          return failures >= 0 ? Promise.reject(new Error('disk busy')) : unfinished();
        };
      },
    });
    const plan = world.propose(moveA);
    expect(world.engine.status().acting.kind).toBe('observe-only');
    expect((await world.run(plan)).kind).toBe('store-failing');
    await world.clock.advance(3_000);
    expect(world.engine.status().acting.kind).toBe('self');
    expect((await world.run(plan)).kind).toBe('started');
  });

  test('a lease that cannot be given back does not keep the rest from being stopped', async () => {
    const world = await start('m > a', {
      spoil: ({ lease }) => {
        lease.release = () => Promise.reject(new Error('disk gone'));
      },
    });
    await world.clock.until(world.engine.stop({ deadlineMs: 100 }));
    expect(world.log.map(({ event }) => event)).toContain('lease-not-released');
  });

  test('the end of a plan that could not be written is written when the store recovers', async () => {
    let isFull = false;
    const world = await start('m > a, b', {
      topologyOptions: MARIADB,
      spoil: ({ journal }) => {
        const append = journal.append.bind(journal);
        journal.append = (plan, entries) => (isFull ? Promise.reject(new Error('disk full')) : append(plan, entries));
      },
    });
    world.servers.onExecute = (step) => {
      if (step.kind === 'stop-replication') isFull = true;
      return 'works';
    };
    const plan = world.propose(moveA);
    await world.run(plan);
    expect([world.servers.sourceOf(a), world.servers.threadsOf(a)]).toEqual([m, 'running/running']);
    expect(await world.store.journal.unfinished()).toEqual([plan]);
    isFull = false;
    await world.clock.advance(10_000);
    // Else the next start would go on with what people were told had been stopped.
    expect(await world.store.journal.unfinished()).toEqual([]);
  });

  test('a stop writes the audit of a plan that ended just then', async () => {
    const world = await start('m > a, b');
    const plan = world.propose(moveA);
    await world.clock.until(world.engine.confirm(plan, SOMEBODY));
    await world.clock.until(world.engine.stop({ deadlineMs: 1_000 }));
    const { items } = await world.store.audit.list({ page: 0, pageSize: 10 });
    expect(items.map(({ action, result }) => [action, result])).toEqual([['relocate', 'ok']]);
  });
});

describe('the journal of a running plan', () => {
  test('writes every entry once, in order, when lanes save at the same time', async () => {
    const written: JournalEntry[] = [];
    const held: (() => void)[] = [];
    const running = new RunningPlan({
      id: asPlanId('p'),
      cluster: 'c' as never,
      term: 1,
      maxParallelSteps: 1,
      stored: [],
      onAdvance: () => undefined,
      journal: {
        append: async (_, entries) => {
          const batch = [...entries];
          await new Promise<void>((resolve) => held.push(resolve));
          written.push(...batch);
        },
        read: () => Promise.resolve([]),
        unfinished: () => Promise.resolve([]),
        list: () => Promise.reject(new Error('not asked')),
      },
    });
    const entry = (round: number): JournalEntry => ({
      kind: 'stage-started',
      at: asInstant(0),
      round,
      stage: 0,
      steps: [],
    });
    running.note(entry(1));
    const first = running.save();
    await turn();
    running.note(entry(2));
    const second = running.save();
    await turn();
    running.note(entry(3));
    while (held.length > 0) {
      held.splice(0).forEach((go) => go());
      await turn();
    }
    await Promise.all([first, second]);
    const third = running.save();
    await turn();
    held.splice(0).forEach((go) => go());
    await third;
    expect(written.map((one) => (one.kind === 'stage-started' ? one.round : null))).toEqual([1, 2, 3]);
  });
});

test('a limiter never runs more than its limit, also when a task comes in the moment another ends', async () => {
  const limiter = new Limiter(1);
  let most = 0;
  const { promise: gate, resolve: open } = Promise.withResolvers<void>();
  const task = async (): Promise<void> => {
    most = Math.max(most, limiter.inFlight);
    await turn();
  };
  const first = limiter.run(() => gate);
  const second = limiter.run(task);
  const newcomer = gate.then(() => limiter.run(task));
  open();
  await Promise.all([first, second, newcomer]);
  expect([most, limiter.inFlight]).toEqual([1, 0]);
});

/** The servers of a world with one operation replaced. */
function altered(servers: FakeServers, change: (servers: FakeServers) => Partial<Servers>): Servers {
  return { ...mortal(servers).servers, ...change(servers) };
}

describe('a driver that misbehaves', () => {
  test('a probe that throws is a failed probe, and the next one is made', async () => {
    let isBroken = false;
    const world = await start('m > a', {
      seenAs: (servers) =>
        altered(servers, () => ({
          observe: (address) => {
            if (isBroken && address.host === 'a') return Promise.reject(new Error('a bug'));
            return servers.observe(address);
          },
        })),
    });
    isBroken = true;
    await world.clock.advance(12_000);
    expect(world.engine.snapshot().instances.get(a)?.health).toBe('unreachable');
    isBroken = false;
    await world.clock.advance(6_000);
    expect(world.engine.snapshot().instances.get(a)?.health).toBe('ok');
  });

  test('a step that throws fails, its lane is put back, and the plan ends', async () => {
    const world = await start('m > a, b', { topologyOptions: MARIADB });
    world.servers.onExecute = (step) => {
      if (step.kind === 'point-replica-at' && step.to.host === 'b') throw new Error('a bug');
      return 'works';
    };
    const plan = world.propose(moveA);
    await world.run(plan);
    expect([world.servers.sourceOf(a), world.servers.threadsOf(a)]).toEqual([m, 'running/running']);
    expect((await world.engine.plan(plan))?.execution?.outcome).toBe('put-back');
    expect(world.engine.runningOn(world.engine.snapshot().instances.get(a)?.cluster ?? ('' as never))).toBeNull();
  });

  test('nothing is probed after the stop, also not what waited for its turn', async () => {
    let isStopped = false;
    let late = 0;
    const world = await start('m > a, b, c, d', {
      settings: { maxConcurrentProbes: 1 },
      seenAs: (servers) =>
        altered(servers, () => ({
          observe: (address) => {
            if (isStopped) late += 1;
            return servers.observe(address);
          },
        })),
    });
    for (const instance of world.engine.snapshot().instances.keys()) void world.engine.refresh(instance);
    await world.clock.until(world.engine.stop({ deadlineMs: 100 }));
    isStopped = true;
    await world.clock.advance(10_000);
    expect(late).toBe(0);
  });

  test('steps that wait for their turn are not run after the stop gave up waiting', async () => {
    const world = await start('m > x, b; b > a, c, d', { settings: { maxParallelSteps: 1 } });
    world.servers.onExecute = () => 'works';
    const plan = world.propose({ kind: 'relocate-replicas', source: b, target: x, only: null });
    await world.clock.until(world.engine.confirm(plan, SOMEBODY));
    await world.clock.until(world.engine.stop({ deadlineMs: 3 }));
    const sent = world.servers.executed.length;
    await world.clock.advance(1_000);
    // One was under way.
    expect(world.servers.executed.length - sent).toBeLessThanOrEqual(1);
  });

  test('a connection that is closed after every probe does not make a storm of probes', async () => {
    let lost: (instance: InstanceId) => void = () => undefined;
    let isFlapping = false;
    const world = await start('m > a, b', {
      seenAs: (servers) =>
        altered(servers, () => ({
          onConnectionLost: (listener) => {
            lost = (instance) =>
              listener({
                id: instance,
                failure: { kind: 'connection-lost', code: 'ECONNRESET', detail: '', grant: null, waitingFor: null },
              });
            return () => undefined;
          },
          observe: async (address) => {
            const result = await servers.observe(address);
            if (isFlapping && address.host === 'm') lost(m);
            return result;
          },
        })),
    });
    const before = [m, a].map((one) => world.servers.probes.get(one) ?? 0);
    isFlapping = true;
    lost(m);
    await world.clock.advance(10_000);
    const made = [m, a].map((one, index) => (world.servers.probes.get(one) ?? 0) - (before[index] ?? 0));
    expect(made[0]).toBeGreaterThanOrEqual(5);
    expect(Math.max(...made)).toBeLessThan(60);
  });

  test('an address that did not answer is not held on to', async () => {
    const forgotten: InstanceId[] = [];
    const world = await start('m > a', {
      seenAs: (servers) => altered(servers, () => ({ forget: (instance) => void forgotten.push(instance) })),
    });
    await world.clock.until(world.engine.discover({ host: 'nowhere', port: 3306 }, SOMEBODY));
    expect(forgotten).toEqual([id('nowhere')]);
  });
});

test('many servers that are lost at once make few snapshots, the first of them at once', async () => {
  const names = Array.from({ length: 40 }, (_, index) => `r${index}`);
  const world = await start(`m > ${names.join(', ')}`);
  let changes = 0;
  world.engine.onChange(({ kind }) => {
    if (kind === 'topology') changes += 1;
  });
  names.forEach((name) => world.servers.kill(id(name)));
  await world.clock.advance(1);
  expect(changes).toBe(1);
  await world.clock.advance(30);
  expect(changes).toBeLessThan(4);
  const { instances } = world.engine.snapshot();
  expect(names.filter((name) => instances.get(id(name))?.health === 'ok')).toEqual([]);
});

describe('a replica that somebody moves by hand', () => {
  test('while its plan waits is left where they put it, and the plan says so', async () => {
    const world = await start('m > a, b, x', { topologyOptions: MARIADB });
    world.servers.onExecute = (step) => {
      if (step.kind === 'wait-for-position') moveByHand(world.servers, a, x);
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
      if (looks === 2) moveByHand(world.servers, a, x);
      return look(address);
    };
    const plan = world.propose(moveA);
    await world.run(plan);
    expect([world.servers.sourceOf(a), world.servers.threadsOf(a)]).toEqual([x, 'running/running']);
  });
});

test('a server further up that was moved by hand a moment ago keeps a move from closing a circle', async () => {
  const world = await start('m > a, c; c > b', { settings: { pollIntervalMs: 3_600_000 } });
  const plan = world.propose(moveA);
  moveByHand(world.servers, id('c'), a);
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

test('two addresses whose sameness could not be proved are asked about again', async () => {
  let asked = 0;
  const world = await start('m > a', {
    seenAs: (servers) => {
      servers.addAddress(id('other-name'), m);
      return altered(servers, () => ({
        proveSame: (first, second) => {
          asked += 1;
          return asked === 1 ? Promise.resolve('not-provable') : servers.proveSame(first, second);
        },
      }));
    },
  });
  await world.clock.until(world.engine.discover({ host: 'other-name', port: 3306 }, SOMEBODY));
  await world.clock.advance(1_000);
  expect([asked, world.engine.snapshot().aliases.size]).toEqual([1, 0]);
  await world.clock.advance(125_000);
  expect([asked, world.engine.snapshot().aliases.size]).toEqual([2, 1]);
});

test('what is proposed and never confirmed is bounded by its size too', () => {
  const clock = { now: () => asInstant(0) } as never;
  const proposals = new Proposals(clock, 1_000);
  const steps = Array.from({ length: MAX_PROPOSED_STEPS / 4 }, () => ({}) as never);
  const names = ['p1', 'p2', 'p3', 'p4', 'p5'].map(asPlanId);
  for (const plan of names) proposals.add({ plan: { id: plan } as never, clusterName: 'c', steps });
  expect(names.map((plan) => proposals.get(plan) !== null)).toEqual([false, true, true, true, true]);
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
    moveByHand(world.servers, a, id('other-name'));
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
