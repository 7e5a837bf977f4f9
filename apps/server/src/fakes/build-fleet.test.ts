import type { Fleet } from '@topiary/fleet';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildFleet } from './build-fleet.ts';
import type { BuiltFleet } from './build-fleet.ts';
import { FleetWriter } from './fleet-writer.ts';
import { planFleet } from './plan/plan-fleet.ts';

const NOW_MS = 1_800_000_000_000;
const SERVERS = 90;

let built: BuiltFleet;
beforeAll(async () => {
  built = await buildFleet({ clusters: planFleet(SERVERS), port: 3306, nowMs: NOW_MS });
});

describe('a fleet that was built', () => {
  test('replicates everywhere, in time with the clock', () => {
    const { fleet } = built;
    expect(fleet.nowMs).toBe(NOW_MS);
    const channels = fleet.ids.flatMap((id) =>
      [...fleet.server(id).channels.values()].map((channel) => ({ id, channel })),
    );
    expect(channels.length).toBeGreaterThan(SERVERS / 2);
    for (const { id, channel } of channels)
      expect({ id, receiver: channel.receiver.state, applier: channel.applier.state }).toEqual({
        id,
        receiver: 'running',
        applier: 'running',
      });
  });

  test('has one member of each group that takes writes', () => {
    const members = built.fleet.ids.flatMap((id) => {
      const { group } = built.fleet.server(id);
      return group === null ? [] : [{ id, group }];
    });
    expect(members).toHaveLength(3);
    for (const { group } of members) {
      expect(group.members.map(({ state }) => state)).toEqual(['ONLINE', 'ONLINE', 'ONLINE']);
      expect(group.members.filter(({ role }) => role === 'PRIMARY')).toHaveLength(1);
    }
  });

  test('has passwords of its own each time', async () => {
    const other = await buildFleet({ clusters: planFleet(1), port: 3306, nowMs: NOW_MS });
    expect(other.topology.password).not.toBe(built.topology.password);
    expect(other.topology.password.length).toBeGreaterThanOrEqual(20);
  });
});

describe('the writer', () => {
  const written = (fleet: Fleet, name: string): number =>
    fleet.acknowledged.filter(({ server }) => fleet.server(server).hostname === name).length;

  test('writes into every cluster, and goes to another server when one no longer takes writes', async () => {
    const small = await buildFleet({ clusters: planFleet(10), port: 3306, nowMs: NOW_MS });
    const { fleet, clusters } = small;
    const startedMs = performance.now();
    const sync = () => fleet.advance(NOW_MS + (performance.now() - startedMs));
    const writer = new FleetWriter({ fleet, clusters, sync });
    try {
      await expect.poll(() => written(fleet, 'shop-eu-1')).toBeGreaterThan(0);
      await expect.poll(() => written(fleet, 'billing-eu-1')).toBeGreaterThan(0);
      const [master, heir] = clusters[1]?.servers ?? [];
      if (master === undefined || heir === undefined) throw new Error('a cluster of several servers');
      fleet.crash(master.id, { losesUnsynced: false });
      const session = fleet.openSession(heir.id, { user: small.topology.user });
      if ('kind' in session) throw new Error(session.text);
      fleet.perform(
        session,
        { kind: 'set-variable', scope: 'global', name: 'read_only', value: 'OFF' },
        () => undefined,
      );
      await expect.poll(() => written(fleet, heir.name)).toBeGreaterThan(0);
    } finally {
      writer.stop();
    }
  });
});
