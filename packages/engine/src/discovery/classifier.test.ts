/** When servers are asked the configured queries, and what becomes of their answers. */
import type { InstanceId, QueriedFact } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { createMemoryStore, MemoryDisk } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import type { ConfiguredQuery } from '../ports/servers.ts';
import { createWorld, startWorld } from '../testing/index.ts';
import type { World, WorldOptions } from '../testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const [m, a, b] = [id('m'), id('a'), id('b')];
const INTERVAL_MS = 60_000;
const QUERIES: readonly ConfiguredQuery[] = [
  { fact: 'cluster-alias', sql: 'alias' },
  { fact: 'data-center', sql: 'place' },
];

type Texts = Readonly<Record<InstanceId, Readonly<Partial<Record<QueriedFact, string>>>>>;

function answerWith(world: World, texts: Texts): void {
  world.servers.onAsk = (server, { fact }) => ({ kind: 'value', text: texts[server]?.[fact] ?? '' });
}

async function start(topology: string, texts: Texts, options: Partial<WorldOptions> = {}): Promise<World> {
  const classification = { queries: QUERIES, intervalMs: INTERVAL_MS };
  const settings = { classification };
  const world = createWorld({ turn, store: (clock) => createMemoryStore({ clock }), topology, settings, ...options });
  answerWith(world, texts);
  await world.clock.until(world.engine.start());
  await world.clock.advance(1_000);
  return world;
}

const factsAsked = ({ servers }: World, server: InstanceId): readonly QueriedFact[] =>
  servers.asked.filter(({ instance }) => instance === server).map(({ fact }) => fact);
const nameOf = ({ engine }: World): string | undefined => [...engine.snapshot().clusters.values()][0]?.name;
const placeOf = ({ engine }: World, server: InstanceId): string | null | undefined =>
  engine.snapshot().instances.get(server)?.classification.dataCenter;

describe('a server that is found', () => {
  test('is asked at once, and only a master for the facts of its cluster', async () => {
    const world = await start('m > a', {
      [m]: { 'cluster-alias': 'orders', 'data-center': 'ams' },
      [a]: { 'data-center': 'fra' },
    });
    expect(factsAsked(world, m)).toEqual(['cluster-alias', 'data-center']);
    expect(factsAsked(world, a)).not.toContain('cluster-alias');
    expect([nameOf(world), placeOf(world, m), placeOf(world, a)]).toEqual(['orders', 'ams', 'fra']);
  });

  test('is asked nothing where nothing is configured', async () => {
    const world = await startWorld({ turn, store: (clock) => createMemoryStore({ clock }), topology: 'm > a' });
    await world.clock.advance(2 * INTERVAL_MS);
    expect(world.servers.asked).toEqual([]);
  });
});

describe('a server that was asked', () => {
  test('is asked again after the interval, and not before', async () => {
    const world = await start('m', {});
    const before = factsAsked(world, m).length;
    await world.clock.advance(INTERVAL_MS - 10_000);
    expect(factsAsked(world, m)).toHaveLength(before);
    answerWith(world, { [m]: { 'cluster-alias': 'renamed' } });
    await world.clock.advance(20_000);
    expect(factsAsked(world, m)).toHaveLength(2 * before);
    expect(nameOf(world)).toBe('renamed');
  });

  test('is asked again when it restarted', async () => {
    const world = await start('m', {});
    const before = factsAsked(world, m).length;
    world.servers.change(m, (found) => ({ ...found, uptimeSeconds: 0 }));
    await world.clock.advance(10_000);
    expect(factsAsked(world, m)).toHaveLength(2 * before);
  });

  test('is asked for its cluster’s name when it becomes the master, which has kept it meanwhile', async () => {
    const world = await start('m > a, b', { [m]: { 'cluster-alias': 'orders' }, [a]: { 'cluster-alias': 'orders' } });
    world.servers.kill(m);
    world.servers.change(a, (found) => ({ ...found, channels: [] }));
    world.servers.moveByHand(b, a);
    await world.clock.advance(20_000);
    expect(factsAsked(world, a)).toContain('cluster-alias');
    const named = [...world.engine.snapshot().clusters.values()].find(({ masters }) => masters.includes(a));
    expect(named).toMatchObject({ name: 'orders', alias: { from: a } });
  });

  test('keeps its last answer while it cannot be asked', async () => {
    const world = await start('m', { [m]: { 'data-center': 'ams' } });
    world.servers.kill(m);
    await world.clock.advance(3 * INTERVAL_MS);
    expect(placeOf(world, m)).toBe('ams');
  });
});

test('after a restart the names are there before anybody answers', async () => {
  const disk = new MemoryDisk();
  const store: WorldOptions['store'] = (clock) => createMemoryStore({ disk, clock });
  const first = await start('m > a', { [m]: { 'cluster-alias': 'orders', 'data-center': 'ams' } }, { store });
  await first.clock.until(first.engine.stop({ deadlineMs: 100 }));
  first.servers.kill(m);
  first.servers.kill(a);
  const second = await start('m > a', {}, { store, share: first });
  expect([nameOf(second), placeOf(second, m)]).toEqual(['orders', 'ams']);
});
