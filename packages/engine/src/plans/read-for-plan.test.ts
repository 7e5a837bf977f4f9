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

describe('by file and position from a binlog server to the one that wrote its log, whose files are listed for it,', () => {
  const m = id('m');
  const logs = (first: number): readonly string[] => [first, first + 1].map((number) => `binlog.00000${number}`);

  /** `b` is the binlog server, and keeps more than its master; it is not asked for a list. */
  async function below(): Promise<World> {
    const store: Parameters<typeof startWorld>[0]['store'] = (clock) => createMemoryStore({ clock });
    const change = (found: Observation): Observation => ({
      ...found,
      product: { ...found.product, flavor: 'maxscale' },
    });
    const topologyOptions = { gtid: false, servers: { b: { change } } } as const;
    return startWorld({ turn, store, topology: 'm > b; b > a', topologyOptions });
  }
  const up = (world: World): Promise<ProposeResult> =>
    world.clock.until(world.engine.proposeReading({ ...moveA, target: m }, SOMEBODY));

  test('a replica is not moved that would go on in a file that was purged', async () => {
    const world = await below();
    world.servers.binaryLogs.set(m, logs(3));
    expect(await up(world)).toMatchObject({
      kind: 'refusal',
      reasons: [{ code: 'log-purged-on-target', params: { file: 'binlog.000002', oldest: 'binlog.000003' } }],
    });
  });

  test('nothing is moved when that was purged after it was proposed', async () => {
    const world = await below();
    world.servers.binaryLogs.set(m, logs(2));
    const proposed = await up(world);
    if (proposed.kind !== 'proposed') throw new Error(JSON.stringify(proposed));
    world.servers.binaryLogs.set(m, logs(3));
    expect(await world.run(proposed.state.plan.id)).toMatchObject({
      kind: 'stale',
      reasons: [{ code: 'log-purged-on-target' }],
    });
    expect(world.servers.executed).toEqual([]);
  });
});

describe('a transaction that is to be skipped', () => {
  const skip = { kind: 'control', instance: a, act: { kind: 'skip-query', channel: null } } as const;

  async function failingOn(): Promise<World> {
    const world = await start();
    world.servers.change(a, (found) => ({
      ...found,
      channels: found.channels.map((one) => ({
        ...one,
        applier: 'stopped',
        applierError: { number: 1062, text: 'Duplicate entry' },
        relayLog: { file: 'relay.000002', position: 4 },
      })),
    }));
    await world.clock.advance(6_000);
    return world;
  }

  async function notesOf(world: World): Promise<readonly object[]> {
    const proposed = await world.clock.until(world.engine.proposeReading(skip, SOMEBODY));
    return proposed.kind === 'proposed' ? proposed.state.plan.notes : [proposed];
  }

  test('is told by its statement, out of the relay log', async () => {
    const world = await failingOn();
    world.servers.oldestLogs.set(a, [
      ['Gtid', 'GTID 0-1-51'],
      ['Query', 'use `d`; insert into t values (1)'],
    ]);
    expect(await notesOf(world)).toContainEqual({
      code: 'skipped-does',
      params: { instance: a, file: 'relay.000002', what: 'use `d`; insert into t values (1)' },
    });
  });

  test('is said not to be known where the log does not tell, or may not be read', async () => {
    const world = await failingOn();
    expect(await notesOf(world)).toContainEqual({ code: 'skipped-not-known', params: { instance: a } });
    const grant = "GRANT REPLICA MONITOR ON *.* TO 't'@'%'";
    world.servers.readLog = () =>
      Promise.resolve({
        kind: 'failed',
        failure: { kind: 'missing-grant', code: '1227', detail: 'denied', grant, waitingFor: null },
      });
    expect(await notesOf(world)).toContainEqual({ code: 'skipped-not-granted', params: { instance: a, grant } });
  });
});
