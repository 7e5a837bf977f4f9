/** Names and who is who, through a whole engine: virtual names, names that servers tell, a person's word, cluster ids. */
import type { RegistryCommand } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { createMemoryStore, MemoryDisk } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import { NO_NAMING } from '../settings.ts';
import type { NameSettings } from '../settings.ts';
import { SOMEBODY, startWorld } from '../testing/index.ts';
import type { World, WorldOptions } from '../testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const start = (topology: string, options: Partial<WorldOptions> = {}): Promise<World> =>
  startWorld({ turn, topology, store: (clock) => createMemoryStore({ clock }), ...options });
const [m, a, b, writer] = [id('m'), id('a'), id('b'), id('writer')];
const DAY = 24 * 3_600_000;

const idsOf = ({ engine }: World): readonly string[] => [...engine.snapshot().instances.keys()].toSorted();
const aliasesOf = ({ engine }: World) => engine.names().aliases;
const register = (world: World, command: RegistryCommand) =>
  world.clock.until(world.engine.register(command, SOMEBODY));
const sourceOf = (world: World, replica = b) => world.engine.snapshot().edgesByReplica.get(replica)?.[0]?.source;

describe('a virtual name', () => {
  const toA = { kind: 'relocate', replica: b, channel: null, target: a } as const;
  const named = async (): Promise<World> => {
    const world = await start('m > a, b');
    world.servers.addAddress(writer, a);
    await register(world, { kind: 'set-virtual-name', instance: a, host: 'writer', durationMs: DAY });
    await world.clock.advance(100);
    return world;
  };

  test('that leads to its server is what a replica is given, and what it is then known by', async () => {
    const world = await named();
    expect(world.engine.names().virtualNames).toMatchObject([{ instance: a, host: 'writer', isProved: true }]);
    await world.run(world.propose(toA));
    expect([world.servers.sourceOf(b), sourceOf(world)]).toEqual([writer, a]);
    expect(idsOf(world)).toEqual([a, b, m]);
  });

  test('is asked about again at the moment of acting: one that was moved meanwhile refuses the plan', async () => {
    const world = await named();
    const plan = world.propose(toA);
    world.servers.moveAddress(writer, m);
    expect(await world.run(plan)).toMatchObject({ kind: 'stale', reasons: [{ code: 'virtual-name-unproved' }] });
    expect(world.servers.sourceOf(b)).toBe(m);
  });

  test('that leads elsewhere refuses the move; taken away, the address is used', async () => {
    const world = await start('m > a, b');
    await register(world, { kind: 'set-virtual-name', instance: a, host: 'writer', durationMs: DAY });
    await world.clock.advance(100);
    expect(world.engine.propose(toA, SOMEBODY)).toMatchObject({
      kind: 'refusal',
      reasons: [{ code: 'virtual-name-unproved' }],
    });
    await register(world, { kind: 'remove-virtual-name', instance: a });
    await world.run(world.propose(toA));
    expect(world.servers.sourceOf(b)).toBe(a);
  });

  test('ends with its time', async () => {
    const world = await start('m > a, b');
    await register(world, { kind: 'set-virtual-name', instance: a, host: 'writer', durationMs: 10_000 });
    await world.clock.advance(11_000);
    expect(world.engine.names().virtualNames).toEqual([]);
  });
});

describe('a name that a server tells', () => {
  const names: NameSettings = { ...NO_NAMING, told: { method: '@@hostname', isRejected: () => false } };
  const tellsDb1 = (world: World, server = m): void =>
    world.servers.change(server, (found) => ({
      ...found,
      identity: { ...found.identity, hostname: 'db-1', port: 3306 },
    }));
  const readsFromDb1 = (world: World): void =>
    world.servers.change(b, (found) => ({
      ...found,
      channels: found.channels.map((channel) => ({ ...channel, source: { host: 'db-1', port: 3306 } })),
    }));

  test('and that cannot be asked is that server’s, so that its replica is below it', async () => {
    const world = await start('m > a, b', { settings: { names } });
    tellsDb1(world);
    readsFromDb1(world);
    await world.clock.advance(20_000);
    expect(aliasesOf(world)).toEqual([{ alias: id('db-1'), kept: m, origin: 'told' }]);
    expect([sourceOf(world), idsOf(world)]).toEqual([m, [a, b, m]]);
  });

  test('is not believed where two tell it, where the method is none, or where a replica says another UUID', async () => {
    const two = await start('m > a, b', { settings: { names } });
    tellsDb1(two);
    tellsDb1(two, a);
    const none = await start('m > a, b');
    tellsDb1(none);
    const other = await start('m > a, b', { settings: { names } });
    tellsDb1(other);
    other.servers.change(b, (found) => ({
      ...found,
      channels: found.channels.map((channel) => ({ ...channel, sourceUuid: 'of-another' })),
    }));
    for (const world of [two, none, other]) {
      readsFromDb1(world);
      await world.clock.advance(20_000);
      expect(aliasesOf(world)).toEqual([]);
      expect(sourceOf(world)).toBe(id('db-1'));
    }
  });

  test('is no longer believed when another server answers there', async () => {
    const world = await start('m > a, b; n', { settings: { names } });
    tellsDb1(world);
    readsFromDb1(world);
    await world.clock.advance(20_000);
    world.servers.addAddress(id('db-1'), id('n'));
    await world.clock.advance(130_000);
    expect(aliasesOf(world)).toEqual([]);
    expect(world.engine.snapshot().instances.get(id('db-1'))?.health).toBe('ok');
  });
});

describe('discovering another name of a known server', () => {
  test('answers and audits with that server and its cluster', async () => {
    const world = await start('m > a, b');
    world.servers.addAddress(id('vip'), m);
    const [cluster] = [...world.engine.snapshot().clusters.values()];
    const outcome = await world.clock.until(world.engine.discover({ host: 'vip', port: 3306 }, SOMEBODY));
    expect(outcome).toEqual({ kind: 'discovered', id: m, asked: id('vip'), cluster: cluster?.id, known: true });
    const [entry] = (await world.engine.audit({ page: 0, pageSize: 1 })).items;
    expect(entry).toMatchObject({ cluster: cluster?.id, clusterName: cluster?.name, instance: m });
    expect(entry?.summary).toEqual([{ code: 'audit-discovered-alias', params: { alias: id('vip'), instance: m } }]);
  });
});

describe('a person’s word', () => {
  test('makes two addresses one server and, taken back, two again', async () => {
    const world = await start('m > a, b; n', { seeds: ['m', 'n'] });
    const n = id('n');
    await register(world, { kind: 'declare-same', instance: n, kept: a });
    expect([idsOf(world), aliasesOf(world)]).toEqual([[a, b, m], [{ alias: n, kept: a, origin: 'declared' }]]);
    await world.clock.advance(130_000);
    expect(aliasesOf(world)).toHaveLength(1);
    await register(world, { kind: 'withdraw-declaration', instance: n, other: a });
    await world.clock.advance(1_000);
    expect([idsOf(world), aliasesOf(world)]).toEqual([[a, b, m, n], []]);
  });

  test('keeps two servers apart that a proof found to be one, also over a restart', async () => {
    const disk = new MemoryDisk();
    const store: WorldOptions['store'] = (clock) => createMemoryStore({ disk, clock });
    const world = await start('m > a, b', { store });
    world.servers.addAddress(id('vip'), m);
    await world.clock.until(world.engine.discover({ host: 'vip', port: 3306 }, SOMEBODY));
    expect(aliasesOf(world)).toHaveLength(1);
    await register(world, { kind: 'declare-different', instance: id('vip'), other: m });
    await world.clock.advance(130_000);
    expect([idsOf(world), aliasesOf(world)]).toEqual([[a, b, m, id('vip')], []]);
    await world.clock.until(world.engine.stop({ deadlineMs: 100 }));
    const again = await start('m > a, b', { store, share: world });
    await again.clock.advance(130_000);
    expect([idsOf(again), aliasesOf(again)]).toEqual([[a, b, m, id('vip')], []]);
  });
});

test('two servers of one identity that cannot be told apart are marked so, and no longer when they can', async () => {
  const world = await start('m > a, b');
  const uuid = world.engine.snapshot().instances.get(a)?.observation?.identity.serverUuid ?? null;
  world.servers.provable = false;
  world.servers.change(b, (found) => ({ ...found, identity: { ...found.identity, serverUuid: uuid } }));
  await world.clock.advance(10_000);
  const codes = () =>
    world.engine
      .snapshot()
      .instances.get(b)
      ?.problems.map(({ code }) => code);
  expect(codes()).toContain('identity-unproved');
  expect(codes()).not.toContain('duplicate-identity');
  world.servers.provable = true;
  await world.clock.advance(130_000);
  expect(codes()).toContain('duplicate-identity');
  expect(codes()).not.toContain('identity-unproved');
});

describe('a cluster’s id', () => {
  const clusterOf = (world: World, server = m) => world.engine.snapshot().instances.get(server)?.cluster;
  const place = (world: World, command: Parameters<World['engine']['placeCluster']>[0]) =>
    world.clock.until(world.engine.placeCluster(command, SOMEBODY));

  test('survives that its members move to another master one by one', async () => {
    const world = await start('m > a, b');
    const before = clusterOf(world);
    world.servers.kill(m);
    await world.clock.advance(10_000);
    world.servers.change(a, (found) => ({ ...found, channels: [], settings: { ...found.settings, readOnly: false } }));
    await world.clock.advance(6_000);
    world.servers.moveByHand(b, a);
    await world.clock.advance(10_000);
    expect([clusterOf(world, a), clusterOf(world, b)]).toEqual([before, before]);
    expect(clusterOf(world, m)).not.toBe(before);
  });

  test('is given to another part by hand, and back', async () => {
    const world = await start('m > a, b; n > o', { seeds: ['m', 'n'] });
    const [shop, blog] = [clusterOf(world), clusterOf(world, id('n'))];
    if (shop === undefined || blog === undefined) throw new Error('no clusters');
    expect(await place(world, { kind: 'continue-cluster', instance: id('o'), cluster: shop })).toEqual({
      kind: 'done',
      instances: [id('n'), id('o')],
    });
    expect([clusterOf(world, id('n')), clusterOf(world, id('o'))]).toEqual([shop, shop]);
    expect(clusterOf(world)).not.toBe(shop);
    await world.clock.advance(20_000);
    await place(world, { kind: 'continue-cluster', instance: a, cluster: shop });
    await place(world, { kind: 'continue-cluster', instance: id('n'), cluster: blog });
    await world.clock.advance(20_000);
    expect([clusterOf(world), clusterOf(world, id('n'))]).toEqual([shop, blog]);
    const actions = (await world.engine.audit({ page: 0, pageSize: 3 })).items.map(({ action }) => action);
    expect(actions).toEqual(['continue-cluster', 'continue-cluster', 'continue-cluster']);
  });

  test('is split off, and stays so over a restart', async () => {
    const disk = new MemoryDisk();
    const store: WorldOptions['store'] = (clock) => createMemoryStore({ disk, clock });
    const world = await start('m > a, b', { store });
    const before = clusterOf(world);
    expect(await place(world, { kind: 'split-cluster', instance: a })).toMatchObject({ kind: 'done' });
    const fresh = clusterOf(world);
    expect(fresh).not.toBe(before);
    await world.clock.until(world.engine.stop({ deadlineMs: 100 }));
    const again = await start('m > a, b', { store, share: world, idPrefix: 'second' });
    expect(clusterOf(again)).toBe(fresh);
  });

  test('is refused where it is unknown, is held already, or the server is unknown', async () => {
    const world = await start('m > a, b');
    const cluster = clusterOf(world);
    if (cluster === undefined) throw new Error('no cluster');
    const none = 'none' as typeof cluster;
    expect(await place(world, { kind: 'continue-cluster', instance: a, cluster: none })).toMatchObject({
      kind: 'unknown-cluster',
    });
    expect(await place(world, { kind: 'continue-cluster', instance: a, cluster })).toMatchObject({
      kind: 'refused',
      reason: { code: 'cluster-id-held-there' },
    });
    expect(await place(world, { kind: 'split-cluster', instance: id('q') })).toMatchObject({
      kind: 'unknown-instance',
    });
  });
});
