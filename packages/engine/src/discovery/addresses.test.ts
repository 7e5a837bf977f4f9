/** Addresses over time: names that move from one server to another, seeds that are gone for long. */
import { id } from '@topiary/domain/testing';
import { createMemoryStore } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import { SOMEBODY, startWorld } from '../testing/index.ts';
import type { World, WorldOptions } from '../testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const start = (topology: string, options: Partial<WorldOptions> = {}): Promise<World> =>
  startWorld({ turn, store: (clock) => createMemoryStore({ clock }), topology, ...options });
const [m, a, b, vip] = [id('m'), id('a'), id('b'), id('vip')];

const idsOf = ({ engine }: World): readonly string[] => [...engine.snapshot().instances.keys()].toSorted();

async function withAlias(topology: string, options: Partial<WorldOptions> = {}): Promise<World> {
  const world = await start(topology, options);
  world.servers.addAddress(vip, m);
  await world.clock.until(world.engine.discover({ host: 'vip', port: 3306 }, SOMEBODY));
  await world.clock.advance(1_000);
  expect(world.engine.snapshot().aliases).toEqual(new Map([[vip, m]]));
  return world;
}

describe('another name of a known server', () => {
  test('is kept as long as it leads there, also while it does not answer or the server restarts', async () => {
    const world = await withAlias('m > a, b');
    world.servers.kill(vip);
    await world.clock.advance(200_000);
    world.servers.revive(vip);
    world.servers.change(m, (found) => ({ ...found, identity: { ...found.identity, serverUuid: 'made-anew' } }));
    await world.clock.advance(200_000);
    expect(world.engine.snapshot().aliases).toEqual(new Map([[vip, m]]));
  });

  test.each(['that answers', 'that is dead'])(
    'becomes one of the server that it was moved to, from one %s',
    async (kind) => {
      const world = await withAlias('m > a, b');
      world.servers.moveByHand(b, vip);
      await world.clock.advance(10_000);
      expect(world.engine.snapshot().edgesByReplica.get(b)?.[0]?.source).toBe(m);
      if (kind === 'that is dead') world.servers.kill(m);
      world.servers.moveAddress(vip, a);
      await world.clock.advance(130_000);
      expect(world.engine.snapshot().aliases).toEqual(new Map([[vip, a]]));
      expect(world.engine.snapshot().edgesByReplica.get(b)?.[0]?.source).toBe(a);
      expect(idsOf(world)).toEqual([a, b, m]);
    },
  );

  test('stands for itself when a server answers there that nobody knew', async () => {
    const world = await withAlias('m > a; n');
    world.servers.moveAddress(vip, id('n'));
    await world.clock.advance(130_000);
    expect(world.engine.snapshot().aliases.size).toBe(0);
    expect(world.engine.snapshot().instances.get(vip)?.health).toBe('ok');
  });

  test('moves back and forth', async () => {
    const world = await withAlias('m > a, b');
    for (const to of [a, m, a]) {
      world.servers.moveAddress(vip, to);
      await world.clock.advance(130_000);
      expect(world.engine.snapshot().aliases).toEqual(new Map([[vip, to]]));
    }
  });

  test('is let go with the server, and known again when it answers for another one', async () => {
    const world = await withAlias('m > a, b', { settings: { forgetUnseenMs: 600_000 } });
    world.servers.moveByHand(a, vip);
    world.servers.moveByHand(b, vip);
    await world.clock.advance(10_000);
    world.servers.kill(m);
    world.servers.kill(vip);
    await world.clock.advance(700_000);
    world.servers.revive(vip);
    await world.clock.advance(130_000);
    expect(world.engine.snapshot().aliases.size).toBe(0);
    expect(world.engine.snapshot().instances.get(vip)?.health).toBe('ok');
  });
});

describe('a seed', () => {
  test('that was gone for so long that it was forgotten is found again when it answers', async () => {
    const world = await start('m > a; n', { seeds: ['m', 'n'], settings: { forgetUnseenMs: 600_000 } });
    world.servers.kill(id('n'));
    await world.clock.advance(700_000);
    expect(idsOf(world)).toEqual([a, m]);
    world.servers.revive(id('n'));
    await world.clock.advance(65_000);
    expect(idsOf(world)).toEqual([a, m, id('n')]);
  });
});
