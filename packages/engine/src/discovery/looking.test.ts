/** Addresses that somebody might want to add: what is said of them, and what adding them changes. */
import { addressOf } from '@topiary/domain';
import type { InstanceId } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { createMemoryStore } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import type { AdoptAct, LookResult } from '../api.ts';
import { NO_FILTERS } from '../settings.ts';
import { createWorld, FakeServers, SOMEBODY, startWorld } from '../testing/index.ts';
import type { World, WorldOptions } from '../testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const start = (topology: string, options: Partial<WorldOptions> = {}): Promise<World> =>
  startWorld({ turn, store: (clock) => createMemoryStore({ clock }), topology, ...options });
const look = (world: World, of: InstanceId): Promise<LookResult> => world.clock.until(world.engine.look(addressOf(of)));
const idsOf = ({ engine }: World): readonly string[] => [...engine.snapshot().instances.keys()].toSorted();

const IMPORT: AdoptAct = { actor: SOMEBODY, because: { kind: 'import', given: 3 } };
const SOURCE: AdoptAct = { actor: SOMEBODY, because: { kind: 'source', name: 'cmdb' } };

async function audited(world: World): Promise<readonly (readonly [string, readonly string[]])[]> {
  const { items } = await world.clock.until(world.engine.audit({ page: 0, pageSize: 10 }));
  return items.map(({ action, summary }) => [action, summary.map(({ code }) => code)]);
}

describe('a look', () => {
  test('finds a server and keeps nothing of it', async () => {
    const world = await start('m > a; n');
    expect(await look(world, id('n'))).toMatchObject({ standing: 'new', id: id('n'), answer: { kind: 'observed' } });
    await world.clock.advance(20_000);
    expect(idsOf(world)).toEqual([id('a'), id('m')]);
  });

  test('says why nobody answers', async () => {
    const world = await start('m');
    expect(await look(world, id('q'))).toMatchObject({
      standing: 'new',
      answer: { kind: 'failed', failure: { kind: 'refused' } },
    });
  });

  test('does not probe a server that is known', async () => {
    const world = await start('m > a');
    const before = world.servers.probes.get(id('a'));
    expect(await look(world, id('a'))).toMatchObject({ standing: 'known', id: id('a'), answer: { kind: 'observed' } });
    expect(world.servers.probes.get(id('a'))).toBe(before);
  });

  test('recognises a known server behind another address only when it is proved', async () => {
    const world = await start('m > a');
    world.servers.addAddress(id('vip'), id('m'));
    expect(await look(world, id('vip'))).toMatchObject({ asked: id('vip'), standing: 'known', id: id('m') });
    const copies = await start('m; n');
    copies.servers.change(id('n'), (found) => ({
      ...found,
      identity: copies.engine.snapshot().instances.get(id('m'))?.observation?.identity ?? found.identity,
    }));
    expect(await look(copies, id('n'))).toMatchObject({ standing: 'new', id: id('n') });
  });

  test('leaves alone what a filter ignores', async () => {
    const filters = { ...NO_FILTERS, ignores: (one: InstanceId) => (one === id('n') ? '^n:' : null) };
    const world = await start('m; n', { settings: { filters } });
    expect(await look(world, id('n'))).toMatchObject({ standing: 'ignored', answer: { kind: 'not-asked' } });
    expect(world.servers.probes.get(id('n'))).toBeUndefined();
  });

  test('at many dead addresses leaves room for the servers that are watched', async () => {
    const world = await start('m > a', { settings: { maxConcurrentProbes: 4, pollIntervalMs: 1_000 } });
    const dead = Array.from({ length: 20 }, (_, at) => id(`dead-${at}`));
    for (const one of dead) world.servers.silence(one);
    const looks = Promise.all(dead.map((one) => world.engine.look(addressOf(one))));
    await world.clock.advance(10_000);
    const lateness = world.engine.status().probeLateness;
    expect(lateness?.p99Ms).toBeLessThan(100);
    await world.clock.until(looks);
  });
});

describe('adopting', () => {
  test('adds all at once, follows their neighbours, and is one entry of the audit', async () => {
    const world = await start('m > a; n > b, c');
    expect(world.engine.adopt([addressOf(id('b')), addressOf(id('a')), addressOf(id('q'))], IMPORT)).toEqual([
      id('b'),
      id('q'),
    ]);
    expect(idsOf(world)).toEqual(['a', 'b', 'm', 'q'].map(id));
    await world.clock.advance(2_000);
    expect(idsOf(world)).toEqual(['a', 'b', 'c', 'm', 'n', 'q'].map(id));
    expect(await audited(world)).toEqual([['import', ['audit-imported', 'audit-added-names']]]);
  });

  test('again changes nothing; of a list that is audited, of a source it is not', async () => {
    const world = await start('m > a; n');
    const n = addressOf(id('n'));
    expect(world.engine.adopt([n, n], SOURCE)).toEqual([id('n')]);
    expect(world.engine.adopt([n], SOURCE)).toEqual([]);
    expect(world.engine.adopt([n], IMPORT)).toEqual([]);
    expect(await audited(world)).toEqual([
      ['import', ['audit-imported']],
      ['source', ['audit-source-named', 'audit-added-names']],
    ]);
  });

  test('does not overwrite what is known of a server', async () => {
    const world = await start('m > a');
    const before = world.engine.snapshot().instances.get(id('a'));
    world.engine.adopt([addressOf(id('a'))], IMPORT);
    expect(world.engine.snapshot().instances.get(id('a'))).toBe(before);
  });

  test('obeys the filters', async () => {
    const filters = { ...NO_FILTERS, ignores: (one: InstanceId) => (one === id('n') ? '^n:' : null) };
    const world = await start('m; n', { settings: { filters } });
    expect(world.engine.adopt([addressOf(id('n'))], SOURCE)).toEqual([]);
    expect(idsOf(world)).toEqual([id('m')]);
  });
});

describe('a forgotten server', () => {
  const DAY_MS = 24 * 3_600_000;
  const forget = (world: World, instance: InstanceId) =>
    world.clock.until(world.engine.register({ kind: 'forget', instance, why: 'asked', durationMs: DAY_MS }, SOMEBODY));

  test('is told as such, and neither a list nor a source brings it back', async () => {
    const world = await start('m > a; n', { seeds: ['m', 'n'] });
    await forget(world, id('n'));
    expect(await look(world, id('n'))).toMatchObject({ standing: 'forgotten', answer: { kind: 'observed' } });
    for (const act of [IMPORT, SOURCE]) expect(world.engine.adopt([addressOf(id('n'))], act)).toEqual([]);
    await world.clock.advance(200_000);
    expect(idsOf(world)).toEqual(['a', 'm'].map(id));
  });

  test('that only had not answered for long comes back by itself when a source names it and it answers', async () => {
    const world = await start('m > a; n', { settings: { forgetUnseenMs: 600_000 } });
    world.engine.adopt([addressOf(id('n'))], SOURCE);
    await world.clock.advance(1_000);
    world.servers.kill(id('n'));
    await world.clock.advance(800_000);
    expect(idsOf(world)).toEqual(['a', 'm'].map(id));
    world.servers.revive(id('n'));
    await world.clock.advance(200_000);
    expect(idsOf(world)).toEqual(['a', 'm'].map(id));
    await look(world, id('n'));
    await world.clock.advance(130_000);
    expect(idsOf(world)).toEqual(['a', 'm', 'n'].map(id));
  });
});

test('a replica by a user that is to be left alone is ignored once it told so', async () => {
  const ignoresUser = (user: string): string | null => (user === 'cdc' ? '^cdc$' : null);
  const filters = { ...NO_FILTERS, judgesUsers: true, ignoresUser };
  const world = await start('m > a; n > b', { settings: { filters } });
  world.servers.change(id('b'), (found) => ({
    ...found,
    channels: found.channels.map((channel) => ({ ...channel, user: 'cdc' })),
  }));
  expect(await look(world, id('b'))).toMatchObject({ standing: 'ignored', answer: { kind: 'observed' } });
});

test('a seed never overwrites what is known of a server from before', async () => {
  const first = await start('m > a');
  await first.clock.advance(1_000);
  const known = await first.store.inventory.load();
  const before = known.instances.find((one) => one.id === id('a'));
  const clusters = [...first.engine.snapshot().clusters.keys()];
  await first.clock.until(first.engine.stop({ deadlineMs: 1_000 }));
  // The same store, everything dead: what is shown comes from the store, whatever the seeds say.
  const dead = new FakeServers(first.clock, new Map());
  const second = createWorld({
    turn,
    store: () => first.store,
    topology: 'm > a',
    seeds: ['a', 'm'],
    idPrefix: 'second',
    share: { clock: first.clock, servers: dead },
  });
  await second.clock.until(second.engine.start());
  await second.clock.advance(1_000);
  const { instances, edgesByReplica, clusters: now } = second.engine.snapshot();
  expect([...now.keys()]).toEqual(clusters);
  expect(edgesByReplica.get(id('a'))?.map(({ source }) => source)).toEqual([id('m')]);
  expect([...instances.keys()].toSorted()).toEqual([id('a'), id('m')]);
  const after = await second.clock.until(second.store.inventory.load());
  expect(after.instances.find((one) => one.id === id('a'))).toEqual({ ...before, failingSince: expect.any(Number) });
});
