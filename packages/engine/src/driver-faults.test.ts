/** A driver that throws, servers that drop every connection, many that are lost at once: the watch goes on, within bounds. */
import type { InstanceId } from '@topiary/domain';
import { asInstant, asPlanId } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { createMemoryStore } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import { MAX_PROPOSED_STEPS, Proposals } from './plans/proposals.ts';
import type { Servers } from './ports/servers.ts';
import { Limiter } from './shared/limiter.ts';
import { mortal, SOMEBODY, startWorld } from './testing/index.ts';
import type { FakeServers, World, WorldOptions } from './testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const MARIADB = { family: 'mariadb' } as const;
const [m, a, b, x] = [id('m'), id('a'), id('b'), id('x')];
const moveA = { kind: 'relocate', replica: a, channel: null, target: b } as const;
const start = (topology: string, options: Partial<WorldOptions> = {}): Promise<World> =>
  startWorld({ turn, store: (clock) => createMemoryStore({ clock }), topology, ...options });

/** The servers of a world with some operations replaced. */
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

test('what is proposed and never confirmed is bounded by its size too', () => {
  const clock = { now: () => asInstant(0) } as never;
  const proposals = new Proposals(clock, 1_000);
  const steps = Array.from({ length: MAX_PROPOSED_STEPS / 4 }, () => ({}) as never);
  const names = ['p1', 'p2', 'p3', 'p4', 'p5'].map(asPlanId);
  for (const plan of names) proposals.add({ plan: { id: plan } as never, clusterName: 'c', steps });
  expect(names.map((plan) => proposals.get(plan) !== null)).toEqual([false, true, true, true, true]);
});
