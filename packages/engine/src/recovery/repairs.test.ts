import type { Observation, Policy, RecoveryRules } from '@topiary/domain';
import { clusterFilterOf, DEFAULT_ANALYSIS_SETTINGS, DEFAULT_POLICY, NO_AUTOMATIC_RECOVERY } from '@topiary/domain';
import { id, uuidOf, withChannels } from '@topiary/domain/testing';
import { createMemoryStore } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import type { HookFacts, HookList, Hooks } from '../ports/hooks.ts';
import { SOMEBODY, startWorld } from '../testing/index.ts';
import type { World, WorldOptions } from '../testing/index.ts';
import { FORCED_LOOK_MS } from './manual-recovery.ts';
import type { ManualRecovery, ManualResult } from './manual-recovery.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const POLICY: Policy = { ...DEFAULT_POLICY, replicationAccount: { origin: 'configured', user: 'repl' } };
const everywhere = [clusterFilterOf('*', (text) => new RegExp(text))];
const RULES: RecoveryRules = {
  ...NO_AUTOMATIC_RECOVERY,
  masters: everywhere,
  intermediateMasters: everywhere,
  repairsSemiSync: true,
  makesWritable: true,
};
const [m, a, b, c] = [id('m'), id('a'), id('b'), id('c')] as const;
const cut = withChannels({ receiver: 'connecting', receiverError: { number: 2003, text: 'gone' } });

interface Told {
  readonly list: HookList;
  readonly facts: HookFacts;
}

function started(topology: string, more: Partial<WorldOptions> = {}): Promise<World> {
  return startWorld({
    turn,
    store: (clock) => createMemoryStore({ clock }),
    topology,
    policy: POLICY,
    ...more,
    settings: { recovery: RULES, ...more.settings },
  });
}

/** `failing`: the hooks of this list fail. */
function hooksInto(told: Told[], failing?: HookList): Hooks {
  return {
    render: (list, facts) => [
      {
        list,
        number: 1,
        count: 1,
        template: list,
        script: list,
        shown: list,
        environment: {},
        arguments: [],
        input: JSON.stringify(facts),
        isAsynchronous: false,
      },
    ],
    run: ({ list, input }) => {
      told.push({ list, facts: JSON.parse(input) as HookFacts });
      return Promise.resolve({ kind: list === failing ? 'failed' : 'ended', status: '0', ms: 1, output: '' });
    },
  };
}

async function dies(world: World, name: typeof m, replicas: readonly (typeof m)[]): Promise<void> {
  world.servers.kill(name);
  for (const replica of replicas) world.servers.change(replica, cut);
  await world.clock.advance(2_000);
}

async function recoveries({ engine }: World): Promise<readonly string[]> {
  const { items } = await engine.recoveries.list({ page: 0, pageSize: 10 });
  return items.toReversed().map(({ code, successor }) => `${code} ${successor ?? '-'}`);
}

async function byHand(world: World, asked: ManualRecovery): Promise<ManualResult> {
  return world.clock.until(world.engine.recoverByHand(asked, SOMEBODY));
}

function clusterIn({ engine }: World): Extract<ManualRecovery, { kind: 'force-master-failover' }>['cluster'] {
  const [cluster] = engine.snapshot().clusters.keys();
  if (cluster === undefined) throw new Error('there is no cluster');
  return cluster;
}

async function isWritable({ servers, clock }: World, name: typeof m): Promise<boolean> {
  const [host = '', port] = name.split(':');
  const found = await clock.until(servers.observe({ host, port: Number(port) }));
  return found.kind !== 'failed' && !found.observation.settings.readOnly;
}

describe('is repaired by itself', () => {
  test('an intermediate master that dies: its replicas go to its sibling, and up where there is none', async () => {
    const world = await started('m > a, b; a > c, d');
    await dies(world, a, [c, id('d')]);
    expect([world.servers.sourceOf(c), world.servers.sourceOf(id('d'))]).toEqual([b, b]);
    expect(await recoveries(world)).toEqual([`DeadIntermediateMaster ${b}`]);
    const chain = await started('m > a; a > c');
    await dies(chain, a, [c]);
    expect(chain.servers.sourceOf(c)).toBe(m);
    expect(await recoveries(chain)).toEqual([`DeadIntermediateMasterWithSingleReplicaFailingToConnect ${m}`]);
  });

  test('a master once: a replica that was left below it, and comes back, makes it no master again', async () => {
    const world = await started('m > a, b, c');
    world.servers.kill(c);
    await dies(world, m, [a, b]);
    expect(await recoveries(world)).toEqual([`DeadMasterAndSomeReplicas ${a}`]);
    world.servers.revive(c);
    world.servers.change(c, cut);
    await world.clock.advance(60_000);
    expect(world.servers.sourceOf(c)).toBe(m);
    expect(await recoveries(world)).toEqual([`DeadMasterAndSomeReplicas ${a}`]);
    expect(await isWritable(world, b)).toBe(false);
  });

  test('a master that dies with a replica that has more than anybody can get: both have downtime, the successor has none', async () => {
    const servers = {
      a: {},
      b: {
        change: (found: Observation): Observation => ({
          ...found,
          settings: { ...found.settings, logReplicaUpdates: false },
          gtid: found.gtid.kind === 'mysql' ? { ...found.gtid, executed: `${uuidOf(1)}:1-120` } : found.gtid,
        }),
      },
    };
    const recovery = { ...RULES, lostDowntimeMs: 600_000 };
    const world = await started('m > a, b', { topologyOptions: { servers }, settings: { recovery } });
    const downtime = { kind: 'begin-downtime', owner: 'li', reason: 'x', durationMs: 60_000 } as const;
    await world.clock.until(world.engine.register({ ...downtime, instance: a }, SOMEBODY));
    await dies(world, m, [a, b]);
    expect(await recoveries(world)).toEqual([`DeadMaster ${a}`]);
    const { instances } = world.engine.snapshot();
    const reasons = [m, a, b].map((name) => instances.get(name)?.registered.downtime?.reason ?? null);
    expect(reasons).toEqual(['lost-in-recovery', null, 'lost-in-recovery']);
  });

  test('a co-master that dies: the other one takes the writes, and all replicas', async () => {
    const world = await started('m > a; a > m; m > b; a > c');
    await dies(world, m, [a, b]);
    expect(await recoveries(world)).toEqual([`DeadCoMaster ${a}`]);
    expect([world.servers.sourceOf(a), world.servers.sourceOf(b), world.servers.sourceOf(c)]).toEqual([null, a, a]);
    expect(await isWritable(world, a)).toBe(true);
  });

  test('a master that nobody can write to, where that is wanted', async () => {
    const settings = { analysis: { ...DEFAULT_ANALYSIS_SETTINGS, recoverReadOnlyMaster: true } };
    const world = await started('m > a', { settings });
    world.servers.change(m, (found) => ({ ...found, settings: { ...found.settings, readOnly: true } }));
    await world.clock.advance(20_000);
    expect(await isWritable(world, m)).toBe(true);
    expect(await recoveries(world)).toEqual([`NoWriteableMasterStructureWarning ${m}`]);
  });

  test('a master with more semi-sync replicas than it waits for, where exactly so many are wanted', async () => {
    const settings = { analysis: { ...DEFAULT_ANALYSIS_SETTINGS, exactSemiSyncReplicas: true } };
    const acknowledges = (found: Observation): Observation => ({
      ...found,
      semiSync: { ...found.semiSync, words: 'source-replica', replicaEnabled: true, replicaActive: true },
    });
    const source = (found: Observation): Observation => ({
      ...found,
      semiSync: {
        ...found.semiSync,
        words: 'source-replica',
        sourceEnabled: true,
        sourceActive: true,
        sourceClients: 2,
        sourceWaitForReplicas: 1,
      },
    });
    const servers = { m: { change: source }, a: { change: acknowledges }, b: { change: acknowledges } };
    const world = await started('m > a, b', { settings, topologyOptions: { servers } });
    await world.clock.advance(20_000);
    const sent = world.servers.executed.filter(({ kind }) => kind === 'set-semi-sync').map(({ instance }) => instance);
    // None has a priority, so none is to acknowledge.
    expect(sent.toSorted()).toEqual([a, b]);
  });

  test('not a second time with hooks and a record while the same speaks against it', async () => {
    const told: Told[] = [];
    const silent = (found: Observation): Observation => ({ ...found, settings: { ...found.settings, logBin: false } });
    const servers = { a: { change: silent }, b: { change: silent } };
    const world = await started('m > a, b', { topologyOptions: { servers }, hooks: hooksInto(told) });
    await dies(world, m, [a, b]);
    await world.clock.advance(30_000);
    expect(await recoveries(world)).toEqual(['DeadMaster -']);
    expect(told.filter(({ facts }) => facts.code === 'DeadMaster').map(({ list }) => list)).toEqual([
      'OnFailureDetectionProcesses',
      'PreFailoverProcesses',
      'PostUnsuccessfulFailoverProcesses',
    ]);
  });
});

describe('asked for by a person', () => {
  test('a graceful takeover tells its hooks who takes over, and the record says who asked', async () => {
    const told: Told[] = [];
    const world = await started('m > a, b', { hooks: hooksInto(told) });
    const result = await byHand(world, {
      kind: 'graceful-master-takeover',
      cluster: clusterIn(world),
      successor: a,
      auto: true,
    });
    expect(result).toMatchObject({ kind: 'ended', end: { successor: a, errors: [] } });
    await world.clock.advance(1_000);
    expect([world.servers.sourceOf(b), world.servers.sourceOf(m)]).toEqual([a, a]);
    expect(told.map(({ list, facts }) => [list, facts.successor?.instance ?? null, facts.command])).toEqual(
      [
        ['PreGracefulTakeoverProcesses', a],
        ['OnFailureDetectionProcesses', null],
        ['PreFailoverProcesses', null],
        ['PostMasterFailoverProcesses', a],
        ['PostFailoverProcesses', a],
        ['PostGracefulTakeoverProcesses', a],
      ].map((one) => [...one, 'graceful-master-takeover']),
    );
    const { items } = await world.engine.recoveries.list({ page: 0, pageSize: 10 });
    expect(items[0]).toMatchObject({ forced: true, details: { user: 'li', command: 'graceful-master-takeover' } });
  });

  test('a takeover that a hook stops changes nothing, and one that cannot be planned is not even recorded', async () => {
    const world = await started('m > a, b', { hooks: hooksInto([], 'PreGracefulTakeoverProcesses') });
    const cluster = clusterIn(world);
    const stopped = await byHand(world, { kind: 'graceful-master-takeover', cluster, successor: a, auto: false });
    expect(stopped).toMatchObject({ kind: 'ended', end: { successor: null } });
    expect(world.servers.executed).toEqual([]);
    const unclear = await byHand(world, { kind: 'graceful-master-takeover', cluster, successor: null, auto: false });
    expect(unclear).toMatchObject({ kind: 'not-attempted', reasons: [{ code: 'name-the-successor' }] });
    expect(await recoveries(world)).toEqual(['DeadMaster -']);
  });

  test('a forced failover and a forced takeover end the writes of a master that answers', async () => {
    const failover = await started('m > a');
    const failed = await byHand(failover, { kind: 'force-master-failover', cluster: clusterIn(failover) });
    expect(failed).toMatchObject({ kind: 'ended', end: { successor: a } });
    const takeover = await started('m > a, b');
    const taken = await byHand(takeover, {
      kind: 'force-master-takeover',
      cluster: clusterIn(takeover),
      successor: b,
    });
    expect(taken).toMatchObject({ kind: 'ended', end: { successor: b } });
    expect(await isWritable(takeover, m)).toBe(false);
  });

  test('a forced failover gives up a master that answers and does not let itself be closed', async () => {
    const world = await started('m > a, b');
    world.servers.onExecute = ({ kind, instance }) =>
      instance === m && (kind === 'set-writability' || kind === 'fence') ? { kind: 'timed-out' } : 'works';
    const result = await byHand(world, { kind: 'force-master-failover', cluster: clusterIn(world) });
    expect(result).toMatchObject({ kind: 'ended', end: { successor: a } });
    expect(await isWritable(world, a)).toBe(true);
    expect(world.servers.sourceOf(b)).toBe(a);
    // Closing is given two seconds, opening again two, and each way of fencing one.
    expect(world.clock.monotonicMs()).toBeLessThan(10_000);
  });

  test('a forced failover waits a second for a master that hangs, and no longer', async () => {
    const world = await started('m > a, b', { settings: { recovery: NO_AUTOMATIC_RECOVERY } });
    world.servers.silence(m);
    const asked = world.clock.monotonicMs();
    const result = await byHand(world, { kind: 'force-master-failover', cluster: clusterIn(world) });
    expect(result).toMatchObject({ kind: 'ended', end: { successor: a } });
    expect(await isWritable(world, a)).toBe(true);
    expect(world.clock.monotonicMs() - asked).toBeLessThan(FORCED_LOOK_MS + 1_500);
    if (result.kind !== 'ended') throw new Error(result.kind);
    const steps = await world.engine.recoveries.steps(result.recovery.uid);
    expect(steps.map(({ message: { code } }) => code)).toContain('forced-not-answering');
  });

  test('a recovery of what is found, with the candidate that is named, without hooks, whatever policy says', async () => {
    const told: Told[] = [];
    const world = await started('m > a, b', { settings: { recovery: NO_AUTOMATIC_RECOVERY }, hooks: hooksInto(told) });
    const asked = { kind: 'recover', instance: m, candidate: b, withoutHooks: true } as const;
    expect(await byHand(world, asked)).toMatchObject({ reasons: [{ code: 'nothing-to-recover' }] });
    await dies(world, m, [a, b]);
    const before = told.length;
    expect(await byHand(world, asked)).toMatchObject({ kind: 'ended', end: { successor: b } });
    await world.clock.advance(1_000);
    expect(world.servers.sourceOf(a)).toBe(b);
    expect(told.length).toBe(before);
  });
});
