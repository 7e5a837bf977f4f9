/** A host with several servers that dies and comes back is one event with an end, whatever the number of servers. */
import type { InstanceId } from '@topiary/domain';
import { HOST_DEATH_WINDOW_MS } from '@topiary/domain';
import { id, recordsOf } from '@topiary/domain/testing';
import { createMemoryStore, MemoryDisk } from '@topiary/store';
import type { MemoryStore } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import type { EngineChange } from '../api.ts';
import { FakeServers, startWorld, VirtualClock } from '../testing/index.ts';
import type { World } from '../testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const TOPOLOGY = 'x:1 > y:1, z:1\nx:2 > y:2\ny:3 > x:3';
const [x1, x2, x3] = [id('x:1'), id('x:2'), id('x:3')];

async function start(topology = TOPOLOGY, disk = new MemoryDisk(), share?: World): Promise<World> {
  return startWorld({
    turn,
    topology,
    store: (clock) => createMemoryStore({ disk, clock }),
    seeds: ['x:1', 'x:2', 'y:3'],
    ...(share === undefined ? {} : { share, idPrefix: 'again' }),
  });
}

const downOf = ({ engine }: World): readonly string[] => engine.hostsDown().map(({ host }) => host);

async function eventsOf({ engine, clock }: World): Promise<readonly unknown[]> {
  const { items } = await clock.until(engine.audit({ page: 0, pageSize: 50 }));
  return items
    .filter(({ action }) => action.startsWith('host-'))
    .map(({ action, summary }) => [action, summary[0]?.params['host'], summary[0]?.params['instances']])
    .toReversed();
}

async function kill(world: World, ...ids: readonly InstanceId[]): Promise<void> {
  for (const one of ids) world.servers.kill(one);
  await world.clock.advance(3_000);
}

describe('a host that dies', () => {
  test('is one event with the number of its servers and masters, and its end is another', async () => {
    const world = await start();
    await kill(world, x1, x2, x3);
    expect(world.engine.hostsDown()).toMatchObject([{ host: 'x', instances: 3, masters: 2 }]);
    expect(
      [...world.engine.snapshot().instances.values()].filter(({ health }) => health === 'unreachable'),
    ).toHaveLength(3);
    await world.clock.advance(60_000);
    world.servers.revive(x2);
    await world.clock.advance(60_000);
    expect(downOf(world)).toEqual([]);
    expect(await eventsOf(world)).toEqual([
      ['host-down', 'x', 3],
      ['host-up', 'x', undefined],
    ]);
    expect(world.log.filter(({ event }) => event === 'host-down')).toHaveLength(1);
  });

  test('that says nothing at all, so that no connection closes, is noticed by the polls', async () => {
    const world = await start();
    for (const one of [x1, x2, x3]) world.servers.silence(one);
    await world.clock.advance(20_000);
    expect(downOf(world)).toEqual(['x']);
  });

  test('is told to listeners with every cluster that has servers there', async () => {
    const world = await start();
    const told = new Set<string>();
    let status = 0;
    const listen = (change: EngineChange): void => {
      if (change.kind === 'status') status += 1;
      if (change.kind === 'topology' && downOf(world).length > 0)
        for (const cluster of [...change.structure, ...change.data]) told.add(cluster);
    };
    world.engine.onChange(listen);
    await kill(world, x1, x2, x3);
    expect(told).toEqual(new Set(world.engine.snapshot().clusters.keys()));
    expect(status).toBe(1);
  });
});

describe('is not an event', () => {
  test('the death of some of a host’s servers', async () => {
    const world = await start();
    await kill(world, x1, x2);
    await world.clock.advance(120_000);
    expect([downOf(world), await eventsOf(world)]).toEqual([[], []]);
  });

  test('the death of the only server of a host', async () => {
    const world = await start();
    await kill(world, id('z:1'));
    expect(downOf(world)).toEqual([]);
  });

  test('servers that die one after the other, further apart than the window', async () => {
    const world = await start('x:1 > y:1\nx:2 > y:2\ny:3');
    await kill(world, x1);
    await world.clock.advance(HOST_DEATH_WINDOW_MS + 10_000);
    await kill(world, x2);
    expect(downOf(world)).toEqual([]);
  });

  test('one server of a host that is up again, dying once more alone', async () => {
    const world = await start();
    await kill(world, x1, x2, x3);
    world.servers.revive(x1);
    await world.clock.advance(60_000);
    await kill(world, x1);
    await world.clock.advance(60_000);
    expect(await eventsOf(world)).toHaveLength(2);
    expect(downOf(world)).toEqual([]);
  });
});

describe('over a restart', () => {
  async function restarted(disk: MemoryDisk, first: World): Promise<World> {
    await first.clock.until(first.engine.stop({ deadlineMs: 100 }));
    const world = await start(TOPOLOGY, disk, first);
    await world.clock.advance(10_000);
    return world;
  }

  test('a host that is still down is not said to die again, and its end is said', async () => {
    const disk = new MemoryDisk();
    const first = await start(TOPOLOGY, disk);
    await kill(first, x1, x2, x3);
    const second = await restarted(disk, first);
    expect(downOf(second)).toEqual(['x']);
    second.servers.revive(x3);
    await second.clock.advance(60_000);
    expect(downOf(second)).toEqual([]);
    expect(await eventsOf(second)).toHaveLength(2);
  });

  test('a host that died while nobody looked is said to be down when all of its servers were asked', async () => {
    const disk = new MemoryDisk();
    const first = await start(TOPOLOGY, disk);
    await first.clock.until(first.engine.stop({ deadlineMs: 100 }));
    for (const one of [x1, x2, x3]) first.servers.kill(one);
    const second = await start(TOPOLOGY, disk, first);
    await second.clock.advance(10_000);
    expect(second.engine.hostsDown()).toMatchObject([{ host: 'x', instances: 3 }]);
    expect(await eventsOf(second)).toEqual([['host-down', 'x', 3]]);
    const third = await restarted(disk, second);
    expect([downOf(third), await eventsOf(third)]).toEqual([['x'], [['host-down', 'x', 3]]]);
  });

  test('what was seen before this process could act is said once, when it can', async () => {
    const disk = new MemoryDisk();
    const actor = await start(TOPOLOGY, disk);
    const reader = await start(TOPOLOGY, disk, actor);
    await kill(actor, x1, x2, x3);
    await actor.clock.advance(20_000);
    expect([downOf(actor), downOf(reader)]).toEqual([['x'], ['x']]);
    await actor.clock.until(actor.engine.stop({ deadlineMs: 100 }));
    await reader.clock.advance(10_000);
    expect(reader.engine.status().acting.kind).toBe('self');
    expect(await eventsOf(reader)).toEqual([['host-down', 'x', 3]]);
  });

  test('a host that is noticed before the lease is held is said when it is', async () => {
    const disk = new MemoryDisk();
    const first = await start(TOPOLOGY, disk);
    await first.clock.until(first.engine.stop({ deadlineMs: 100 }));
    for (const one of [x1, x2, x3]) first.servers.kill(one);
    const slow = (store: MemoryStore): MemoryStore => {
      const acquire = store.lease.acquire.bind(store.lease);
      store.lease.acquire = async (holder) => {
        await first.clock.sleep(5_000);
        return acquire(holder);
      };
      return store;
    };
    const world = await startWorld({
      turn,
      topology: TOPOLOGY,
      store: (clock) => slow(createMemoryStore({ disk, clock })),
      seeds: ['x:1'],
      share: first,
      idPrefix: 'again',
    });
    await world.clock.advance(10_000);
    expect(await eventsOf(world)).toEqual([['host-down', 'x', 3]]);
  });

  test('a host that answered before is not down', async () => {
    const disk = new MemoryDisk();
    const first = await start(TOPOLOGY, disk);
    await kill(first, x1, x2, x3);
    for (const one of [x1, x2, x3]) first.servers.revive(one);
    await first.clock.advance(60_000);
    expect(downOf(await restarted(disk, first))).toEqual([]);
  });
});

describe('a host that is down when Topiary sees it for the first time', () => {
  const firstSight = async (receiver: 'connecting' | 'running'): Promise<World> => {
    const records = recordsOf('x:1 > y:1\nx:2 > y:2\nx:3');
    const clock = new VirtualClock(turn);
    const servers = new FakeServers(clock, records);
    for (const one of [x1, x2, x3]) servers.kill(one);
    for (const replica of [id('y:1'), id('y:2')])
      servers.change(replica, (found) => ({
        ...found,
        channels: found.channels.map((channel) => ({ ...channel, receiver })),
      }));
    return startWorld({
      turn,
      topology: 'y:1',
      store: () => createMemoryStore({ clock }),
      seeds: ['y:1', 'y:2', 'x:3'],
      share: { clock, servers },
    });
  };

  test('is said to be, when replicas miss their sources there', async () => {
    const world = await firstSight('connecting');
    await world.clock.advance(20_000);
    expect(world.engine.hostsDown()).toMatchObject([{ host: 'x', instances: 2 }]);
    expect(await eventsOf(world)).toEqual([['host-down', 'x', 2]]);
  });

  test('is not, when replicas go on reading from it: it is Topiary that does not get there', async () => {
    const world = await firstSight('running');
    await world.clock.advance(20_000);
    expect(downOf(world)).toEqual([]);
  });
});
