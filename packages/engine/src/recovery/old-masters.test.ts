import type { InstanceId, Observation, Policy, RecoveryRules } from '@topiary/domain';
import { clusterFilterOf, DEFAULT_POLICY, NO_AUTOMATIC_RECOVERY } from '@topiary/domain';
import { id, uuidOf } from '@topiary/domain/testing';
import { createMemoryStore } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import { startWorld } from '../testing/index.ts';
import type { World } from '../testing/index.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const POLICY: Policy = { ...DEFAULT_POLICY, replicationAccount: { origin: 'configured', user: 'repl' } };
const RULES: RecoveryRules = {
  ...NO_AUTOMATIC_RECOVERY,
  masters: [clusterFilterOf('*', (text) => new RegExp(text))],
  rejoinsOldMasters: true,
};
const [m, a, b] = [id('m'), id('a'), id('b')] as const;

/** Where `m` was replaced by `a`, and is gone. */
async function replaced(rules: RecoveryRules = RULES, policy: Policy = POLICY): Promise<World> {
  const world = await startWorld({
    turn,
    store: (clock) => createMemoryStore({ clock }),
    topology: 'm > a, b',
    settings: { recovery: rules },
    policy,
  });
  const { servers, clock } = world;
  servers.kill(m);
  for (const replica of [a, b])
    servers.change(replica, (found) => ({
      ...found,
      channels: found.channels.map((channel) => ({ ...channel, receiver: 'connecting' as const })),
    }));
  await clock.advance(2_000);
  expect([servers.sourceOf(b), await takesWrites(world, a)]).toEqual([a, true]);
  return world;
}

async function observed({ servers, clock }: World, instance: InstanceId): Promise<Observation> {
  const [host = '', port] = instance.split(':');
  const result = await clock.until(servers.observe({ host, port: Number(port) }));
  if (result.kind === 'failed') throw new Error(`${instance} does not answer`);
  return result.observation;
}

async function takesWrites(world: World, instance: InstanceId): Promise<boolean> {
  return !(await observed(world, instance)).settings.readOnly;
}

async function recoveries(world: World): Promise<readonly string[]> {
  const { items } = await world.engine.recoveries.list({ page: 0, pageSize: 10 });
  return items.toReversed().map(({ code, successor }) => `${code} ${successor ?? '-'}`);
}

describe('a master that was replaced and comes back', () => {
  test('is closed within the time between two looks, and goes below the one in its place', async () => {
    const world = await replaced();
    world.servers.revive(m);
    await world.clock.advance(1_000);
    expect([await takesWrites(world, m), world.servers.sourceOf(m), world.servers.threadsOf(m)]).toEqual([
      false,
      a,
      'running/running',
    ]);
    const [first, ...rest] = await recoveries(world);
    expect(first).toContain(a);
    expect(rest).toEqual([`FormerMasterReturned ${a}`, `FormerMasterRejoins ${a}`]);
    expect(world.engine.snapshot().clusters.size).toBe(1);
  });

  test('with transactions of its own is closed, and stays apart', async () => {
    const world = await replaced();
    world.servers.change(m, (found) => ({
      ...found,
      gtid: found.gtid.kind === 'mysql' ? { ...found.gtid, executed: `${uuidOf(1)}:1-105` } : found.gtid,
    }));
    world.servers.revive(m);
    await world.clock.advance(20_000);
    expect([await takesWrites(world, m), world.servers.sourceOf(m)]).toEqual([false, null]);
    expect((await recoveries(world)).slice(1)).toEqual([`FormerMasterReturned ${a}`]);
    const found = [...world.engine.findings].find(({ code }) => code === 'FormerMasterWithOwnTransactions');
    expect(found?.evidence.at(-1)).toMatchObject({ params: { own: `${uuidOf(1)}:101-105` } });
  });

  test('is closed and left there where it is not to rejoin by itself, and where nothing lets it in', async () => {
    const world = await replaced({ ...RULES, rejoinsOldMasters: false });
    world.servers.revive(m);
    await world.clock.advance(20_000);
    expect([await takesWrites(world, m), world.servers.sourceOf(m)]).toEqual([false, null]);
    const other = await replaced(RULES, DEFAULT_POLICY);
    other.servers.revive(m);
    await other.clock.advance(20_000);
    expect([await takesWrites(other, m), other.servers.sourceOf(m)]).toEqual([false, null]);
    // What is refused beforehand is no recovery, however often it is asked for.
    expect((await recoveries(other)).slice(1)).toEqual([`FormerMasterReturned ${a}`]);
    expect(other.log.filter(({ event }) => event === 'old-master-left').length).toBeLessThan(4);
  });

  test('is left alone where a person said so, until that is over', async () => {
    const world = await replaced();
    const actor = { user: 'li', address: '127.0.0.1', via: 'api' } as const;
    await world.clock.until(
      world.engine.register(
        { kind: 'begin-downtime', instance: m, owner: 'li', reason: 'I look at it', durationMs: 30_000 },
        actor,
      ),
    );
    world.servers.revive(m);
    await world.clock.advance(10_000);
    expect(await takesWrites(world, m)).toBe(true);
    await world.clock.advance(60_000);
    expect(await takesWrites(world, m)).toBe(false);
  });
});
