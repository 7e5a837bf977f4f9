/** What an earlier run knew: servers that are dead when Topiary starts again stay where they were. */
import type { InstanceId } from '@topiary/domain';
import { id } from '@topiary/domain/testing';
import { createMemoryStore, MemoryDisk } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import { startWorld } from './testing/index.ts';
import type { FakeServers, World } from './testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const [m, n, x, a, b, vip] = [id('m'), id('n'), id('x'), id('a'), id('b'), id('vip')];

interface Restart {
  readonly topology: string;
  readonly first?: (servers: FakeServers, world: World) => Promise<void>;
  /** Between the two runs. */
  readonly meanwhile: (servers: FakeServers) => void;
  /** Runs in between that find the same. */
  readonly runs?: number;
}

async function restarted({ topology, first, meanwhile, runs = 1 }: Restart): Promise<World> {
  const disk = new MemoryDisk();
  const common = { turn, topology, store: (clock: World['clock']) => createMemoryStore({ disk, clock }) };
  let world = await startWorld(common);
  await first?.(world.servers, world);
  await world.clock.until(world.engine.stop({ deadlineMs: 100 }));
  meanwhile(world.servers);
  for (let run = 0; run < runs; run += 1) {
    world = await startWorld({ ...common, idPrefix: `run-${run}`, share: world });
    await world.clock.advance(5_000);
    if (run < runs - 1) await world.clock.until(world.engine.stop({ deadlineMs: 100 }));
  }
  return world;
}

const clusters = ({ engine }: World): readonly (readonly InstanceId[])[] =>
  [...engine.snapshot().clusters.values()]
    .map(({ members }) => members)
    .toSorted((left, right) => (String(left) < String(right) ? -1 : 1));
const place = ({ engine }: World, server: InstanceId) => {
  const found = engine.snapshot().instances.get(server);
  return [found?.health, found?.role, found?.depth];
};

describe('a start with a dead server in the middle of a tree', () => {
  test.each([1, 3])('leaves the tree in one cluster, also at start number %i since', async (runs) => {
    const world = await restarted({ topology: 'm > x, c; x > a, b', meanwhile: (servers) => servers.kill(x), runs });
    expect(clusters(world)).toEqual([[a, b, id('c'), m, x]]);
    expect(place(world, x)).toEqual(['unreachable', 'intermediate', 1]);
    expect(world.engine.snapshot().edgesByReplica.get(x)).toMatchObject([{ source: m, state: 'unknown' }]);
    expect(place(world, a)).toEqual(['ok', 'replica', 2]);
  });

  test('believes what it says as soon as it answers', async () => {
    const world = await restarted({
      topology: 'm > x; x > a; n',
      meanwhile: (servers) => {
        servers.kill(x);
        servers.moveByHand(x, n);
      },
    });
    expect(clusters(world)).toEqual([[a, m, x]]);
    world.servers.revive(x);
    await world.clock.advance(2_000);
    expect(clusters(world)).toEqual([[a, n, x], [m]]);
  });

  test('does not keep a source that the server had given up before', async () => {
    const world = await restarted({
      topology: 'm > x; x > a',
      first: async (servers, { clock }) => {
        servers.change(x, (found) => ({ ...found, channels: [] }));
        await clock.advance(6_000);
      },
      meanwhile: (servers) => servers.kill(x),
    });
    expect(clusters(world)).toEqual([[a, x], [m]]);
  });

  test('knows a source by another of its names', async () => {
    const world = await restarted({
      topology: 'm > x; x > a',
      first: async (servers, { clock }) => {
        servers.addAddress(vip, m);
        servers.moveByHand(x, vip);
        await clock.advance(10_000);
      },
      meanwhile: (servers) => servers.kill(x),
    });
    expect(clusters(world)).toEqual([[a, m, x]]);
  });
});

describe('a start with a dead server at the top of a tree', () => {
  test.each([1, 2])('leaves it the master that it was, also at start number %i since', async (runs) => {
    const world = await restarted({ topology: 'm > x; x > a', meanwhile: (servers) => servers.kill(m), runs });
    expect(clusters(world)).toEqual([[a, m, x]]);
    expect(place(world, m)).toEqual(['unreachable', 'master', 0]);
    const { instances } = world.engine.snapshot();
    expect(instances.get(m)).toMatchObject({ observation: null, problems: [{ code: 'unreachable' }] });
    expect(instances.get(x)?.problems.map(({ code }) => code)).not.toContain('source-unknown');
  });

  test('does not make a master of one that nobody has ever reached', async () => {
    const world = await restarted({
      topology: 'm > x',
      first: async (servers, { clock }) => {
        servers.moveByHand(x, id('never'));
        await clock.advance(6_000);
      },
      meanwhile: () => undefined,
    });
    expect(place(world, id('never')).slice(1)).toEqual(['unknown', 0]);
    expect(
      world.engine
        .snapshot()
        .instances.get(x)
        ?.problems.map(({ code }) => code),
    ).toContain('source-unknown');
  });
});

describe('a server that was dead before a restart', () => {
  const WAS_DEAD_MS = 3 * 3_600_000;
  const dead = (meanwhile: (servers: FakeServers) => void = () => undefined): Promise<World> =>
    restarted({
      topology: 'm > a, b',
      first: async (servers, { clock }) => {
        servers.kill(b);
        await clock.advance(WAS_DEAD_MS);
      },
      meanwhile,
    });

  test('has been dead since then, and was seen before that', async () => {
    const world = await dead();
    const found = world.engine.snapshot().instances.get(b);
    const [seenAgoMs, failingMs] = [found?.observedAt, found?.failingSince].map(
      (instant) => world.clock.now() - (instant ?? 0),
    );
    expect(found).toMatchObject({ health: 'unreachable', observation: null });
    expect([seenAgoMs, failingMs].map((ms) => Math.round((ms ?? 0) / 60_000))).toEqual([180, 180]);
    expect(seenAgoMs).toBeGreaterThanOrEqual(failingMs ?? 0);
  });

  test('is no longer dead when it answers', async () => {
    const world = await dead((servers) => servers.revive(b));
    expect(world.engine.snapshot().instances.get(b)).toMatchObject({ health: 'ok', failingSince: null });
    world.servers.kill(b);
    await world.clock.advance(5_000);
    const since = world.engine.snapshot().instances.get(b)?.failingSince ?? 0;
    expect(world.clock.now() - since).toBeLessThan(10_000);
  });
});
