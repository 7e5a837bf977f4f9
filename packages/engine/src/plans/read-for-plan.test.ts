import { gtidOf, id } from '@topiary/domain/testing';
import type { Observation } from '@topiary/domain';
import { createMemoryStore } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import type { ProposeResult } from '../api.ts';
import { SOMEBODY, startWorld } from '../testing/index.ts';
import type { World } from '../testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const [a, b] = ['a', 'b'].map((name) => id(name)) as [ReturnType<typeof id>, ReturnType<typeof id>];
const moveA = { kind: 'relocate', replica: a, channel: null, target: b } as const;

const withFirst =
  (count: number) =>
  (found: Observation): Observation => ({
    ...found,
    gtid: gtidOf({ family: 'mariadb', writers: [{ writer: 1, count }], purged: 0 }),
  });

/** Of MariaDB; `a` has the first 50 of 200 transactions. */
async function start(): Promise<World> {
  const store: Parameters<typeof startWorld>[0]['store'] = (clock) => createMemoryStore({ clock });
  const topologyOptions = { family: 'mariadb', transactions: 200, servers: { a: { change: withFirst(50) } } } as const;
  return startWorld({ turn, store, topology: 'm > a, b', topologyOptions });
}

/** What `b` logged before its oldest log. */
function purge(world: World, upTo: string): void {
  world.servers.oldestLogs.set(b, [
    ['Format_desc', 'Server ver: 10.11.6-MariaDB-log, Binlog ver: 4'],
    ['Gtid_list', `[${upTo}]`],
    ['Binlog_checkpoint', 'binlog.000002'],
  ]);
}

const propose = (world: World): Promise<ProposeResult> =>
  world.clock.until(world.engine.proposeReading(moveA, SOMEBODY));

describe('below a MariaDB server, whose oldest log is read for it,', () => {
  test('a replica is not moved that lacks what was purged', async () => {
    const world = await start();
    purge(world, '0-1-51');
    expect(await propose(world)).toMatchObject({
      kind: 'refusal',
      reasons: [{ code: 'purged-on-target', params: { missing: '(0-1-50, 0-1-51]' } }],
    });
    const { allowed, allowedByGtid } = await world.clock.until(
      world.engine.canReplicateFrom({ replica: a, target: b }),
    );
    expect({ allowed, allowedByGtid }).toEqual({ allowed: true, allowedByGtid: false });
  });

  test('a replica is moved that can go on from there, or whose target does not tell', async () => {
    const world = await start();
    expect(await propose(world)).toMatchObject({ kind: 'proposed' });
    purge(world, '0-1-50');
    expect(await propose(world)).toMatchObject({ kind: 'proposed' });
  });

  test('a replica that has come further since it was looked at is not refused for that', async () => {
    const world = await start();
    world.servers.change(a, withFirst(60));
    purge(world, '0-1-55');
    expect(await propose(world)).toMatchObject({ kind: 'proposed' });
  });

  test('nothing is moved when that was purged after it was proposed', async () => {
    const world = await start();
    const proposed = await propose(world);
    if (proposed.kind !== 'proposed') throw new Error(proposed.kind);
    purge(world, '0-1-51');
    expect(await world.run(proposed.state.plan.id)).toMatchObject({
      kind: 'stale',
      reasons: [{ code: 'purged-on-target' }],
    });
    expect(world.servers.executed).toEqual([]);
  });
});
