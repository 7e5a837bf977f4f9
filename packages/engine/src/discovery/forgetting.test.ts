/** Forgetting, through a whole engine: who stays away, who comes back, over restarts and beside a process that reads. */
import type { RegistryCommand } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { createMemoryStore, MemoryDisk } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import { SOMEBODY, startWorld } from '../testing/index.ts';
import type { World, WorldOptions } from '../testing/index.ts';
import { TRIED_AFTER_START_MS } from './forgetting.ts';
import { NAMED_MEMORY_MS } from './kept-out.ts';
import { REGISTRY_RELOAD_MS } from '../registry/registry-service.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const start = (disk: MemoryDisk, options: Partial<WorldOptions> = {}): Promise<World> =>
  startWorld({ turn, topology: 'm > a, b', store: (clock) => createMemoryStore({ disk, clock }), ...options });
const [m, a, b] = [id('m'), id('a'), id('b')];
const DAY = 24 * 3_600_000;
/** More than one round of the patrol. */
const A_WHILE = 130_000;

const idsOf = ({ engine }: World): readonly string[] => [...engine.snapshot().instances.keys()].toSorted();
const register = (world: World, command: RegistryCommand) =>
  world.clock.until(world.engine.register(command, SOMEBODY));
const forget = (world: World, instance = b) =>
  register(world, { kind: 'forget', instance, why: 'asked', durationMs: DAY });
const page = { page: 0, pageSize: 50 };
const audited = async (world: World) =>
  (await world.engine.audit(page)).items.map(({ action, actor, summary }) => [action, actor.user, summary[0]?.code]);

/** `m` lists it as its replica, as a source does until it notices that the connection is gone. */
function list(world: World, replica: string): void {
  world.servers.change(m, (found) => ({
    ...found,
    connectedReplicas: [{ host: replica, port: 3306, serverId: null, serverUuid: null }],
  }));
}

describe('a server that somebody forgot', () => {
  test('stays away while an old list names it, is listed with who names it, and is audited', async () => {
    const world = await start(new MemoryDisk());
    world.servers.kill(b);
    await world.clock.advance(1_000);
    list(world, 'b');
    expect(await forget(world)).toEqual({ kind: 'done', instances: [b] });
    expect(idsOf(world)).toEqual([a, m]);
    await world.clock.advance(A_WHILE);
    expect(idsOf(world)).toEqual([a, m]);
    expect(world.engine.names()).toMatchObject({
      forgotten: [{ instance: b, by: 'li', why: 'asked', wasReplicating: false }],
      keptOut: [{ id: b, reason: 'forgotten', namedBy: m }],
    });
    expect(await audited(world)).toContainEqual(['forget', 'li', 'audit-forget']);
  });

  test('comes back when it replicates again', async () => {
    const world = await start(new MemoryDisk());
    world.servers.kill(b);
    await world.clock.advance(1_000);
    list(world, 'b');
    await forget(world);
    world.servers.revive(b);
    await world.clock.advance(A_WHILE);
    expect(idsOf(world)).toEqual([a, b, m]);
    expect(world.engine.names().forgotten).toEqual([]);
    expect(await audited(world)).toContainEqual(['remember', 'topiary', 'audit-remember-replicates']);
  });

  test('and went on replicating all the time stays away until it is restarted', async () => {
    const world = await start(new MemoryDisk());
    list(world, 'b');
    world.servers.change(b, (found) => ({ ...found, uptimeSeconds: 1_000_000 }));
    await forget(world);
    await world.clock.advance(A_WHILE);
    expect(idsOf(world)).toEqual([a, m]);
    world.servers.change(b, (found) => ({ ...found, uptimeSeconds: 5 }));
    await world.clock.advance(A_WHILE);
    expect(idsOf(world)).toEqual([a, b, m]);
  });

  test('comes back when somebody discovers it, not when it does not answer', async () => {
    const world = await start(new MemoryDisk());
    await forget(world);
    world.servers.kill(b);
    const discover = () => world.clock.until(world.engine.discover({ host: 'b', port: 3306 }, SOMEBODY));
    expect(await discover()).toMatchObject({ kind: 'failed', id: b });
    expect(world.engine.names().forgotten).toHaveLength(1);
    world.servers.revive(b);
    expect(await discover()).toMatchObject({ kind: 'discovered', id: b, known: false });
    expect([idsOf(world), world.engine.names().forgotten]).toEqual([[a, b, m], []]);
  });

  test('comes back when that is taken back', async () => {
    const world = await start(new MemoryDisk());
    await forget(world);
    await register(world, { kind: 'remember', instance: b, why: 'asked' });
    await world.clock.advance(1_000);
    expect(idsOf(world)).toEqual([a, b, m]);
  });

  test('stays away over a restart, also as a seed', async () => {
    const disk = new MemoryDisk();
    const first = await start(disk, { seeds: ['m', 'b'] });
    list(first, 'b');
    await forget(first);
    await first.clock.until(first.engine.stop({ deadlineMs: 100 }));
    const second = await start(disk, { share: first, seeds: ['m', 'b'] });
    await second.clock.advance(10_000);
    expect(idsOf(second)).toEqual([a, m]);
  });

  test('is gone from a process that only reads, too', async () => {
    const disk = new MemoryDisk();
    const actor = await start(disk);
    const reader = await start(disk, { share: actor, idPrefix: 'reader' });
    list(actor, 'b');
    await forget(actor);
    await actor.clock.advance(REGISTRY_RELOAD_MS + 5_000);
    expect(idsOf(reader)).toEqual([a, m]);
    const discovered = await reader.clock.until(reader.engine.discover({ host: 'b', port: 3306 }, SOMEBODY));
    expect(discovered).toMatchObject({ kind: 'not-the-actor' });
    await register(actor, { kind: 'remember', instance: b, why: 'asked' });
    await actor.clock.advance(REGISTRY_RELOAD_MS + 1_000);
    expect([idsOf(actor), idsOf(reader)]).toEqual([
      [a, b, m],
      [a, b, m],
    ]);
  });

  test('is forgotten with all of its addresses', async () => {
    const world = await start(new MemoryDisk());
    world.servers.addAddress(id('vip'), b);
    await world.clock.until(world.engine.discover({ host: 'vip', port: 3306 }, SOMEBODY));
    list(world, 'vip');
    await forget(world, id('vip'));
    await world.clock.advance(A_WHILE);
    expect(idsOf(world)).toEqual([a, m]);
  });

  test('and is a master that a replica still names stays as a name, marked', async () => {
    const world = await start(new MemoryDisk());
    world.servers.kill(m);
    await world.clock.advance(5_000);
    await forget(world, m);
    await world.clock.advance(A_WHILE);
    expect(world.engine.snapshot().instances.get(m)).toMatchObject({
      health: 'unprobed',
      registered: { forgotten: { by: 'li' } },
    });
  });
});

test('a cluster is forgotten whole', async () => {
  const world = await start(new MemoryDisk());
  const [cluster] = [...world.engine.snapshot().clusters.keys()];
  if (cluster === undefined) throw new Error('no cluster');
  expect(await register(world, { kind: 'forget-cluster', cluster, durationMs: DAY })).toMatchObject({ kind: 'done' });
  await world.clock.advance(A_WHILE);
  expect([idsOf(world), world.engine.snapshot().clusters.size]).toEqual([[], 0]);
});

test('a server that has not answered for so long gets a tombstone, so that an old list does not bring it back', async () => {
  const world = await start(new MemoryDisk(), { settings: { forgetUnseenMs: 600_000 } });
  list(world, 'b');
  world.servers.kill(b);
  await world.clock.advance(700_000);
  expect(idsOf(world)).toEqual([a, m]);
  expect(world.engine.names().forgotten).toMatchObject([{ instance: b, why: 'unseen', by: 'topiary' }]);
  world.servers.revive(b);
  await world.clock.advance(A_WHILE);
  expect(idsOf(world)).toEqual([a, b, m]);
});

test('silence counts over restarts, but nobody is given up before a new run has tried for a while', async () => {
  const disk = new MemoryDisk();
  const options = { settings: { forgetUnseenMs: 7_200_000 } };
  const first = await start(disk, options);
  first.servers.kill(b);
  await first.clock.advance(7_000_000);
  expect(idsOf(first)).toEqual([a, b, m]);
  await first.clock.until(first.engine.stop({ deadlineMs: 100 }));
  await first.clock.advance(3_600_000);
  const second = await start(disk, { ...options, share: first, idPrefix: 'second' });
  await second.clock.advance(TRIED_AFTER_START_MS / 2);
  expect(idsOf(second)).toEqual([a, b, m]);
  await second.clock.advance(TRIED_AFTER_START_MS);
  expect(idsOf(second)).toEqual([a, m]);
});

test('a store that fails while a server is given up ends neither that nor the next, and its seed is awaited', async () => {
  let failures = 0;
  const world = await start(new MemoryDisk(), {
    topology: 'm > a; n; o',
    seeds: ['m', 'n', 'o'],
    settings: { forgetUnseenMs: 600_000 },
    store: (clock) => {
      const store = createMemoryStore({ clock });
      const write = store.audit.write.bind(store.audit);
      store.audit.write = (entry) => {
        if (entry.action !== 'forget' || failures > 0) return write(entry);
        failures += 1;
        throw new Error('disk gone');
      };
      return store;
    },
  });
  for (const name of ['n', 'o']) world.servers.kill(id(name));
  await world.clock.advance(700_000);
  expect([failures, idsOf(world)]).toEqual([1, [a, m]]);
  expect(world.log.filter(({ event }) => event === 'tombstone-not-written')).toHaveLength(1);
  for (const name of ['n', 'o']) world.servers.revive(id(name));
  await world.clock.advance(A_WHILE);
  expect(idsOf(world)).toEqual([a, m, id('n'), id('o')]);
});

test('a seed that was silent for so long is found when it answers, also hours after a restart', async () => {
  const disk = new MemoryDisk();
  const settings = { forgetUnseenMs: 7_200_000, pollIntervalMs: 60_000 };
  const options = { topology: 'm > a; n', seeds: ['m', 'n'], settings };
  const first = await start(disk, options);
  first.servers.kill(id('n'));
  await first.clock.advance(8_000_000);
  expect(idsOf(first)).toEqual([a, m]);
  await first.clock.until(first.engine.stop({ deadlineMs: 100 }));
  const second = await start(disk, { ...options, share: first, idPrefix: 'second' });
  expect(idsOf(second)).toEqual([a, m]);
  await second.clock.advance(NAMED_MEMORY_MS + A_WHILE);
  second.servers.revive(id('n'));
  await second.clock.advance(A_WHILE);
  expect(idsOf(second)).toEqual([a, m, id('n')]);
});

test('nothing is forgotten where a plan runs', async () => {
  const world = await start(new MemoryDisk());
  world.servers.onExecute = () => 'hangs';
  const plan = world.propose({ kind: 'relocate', replica: b, channel: null, target: a });
  await world.clock.until(world.engine.confirm(plan, SOMEBODY));
  expect(await forget(world)).toMatchObject({ kind: 'refused', reason: { code: 'cluster-has-a-plan' } });
});
