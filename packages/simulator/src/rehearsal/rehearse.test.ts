import { asInstant, clusterFilterOf, DEFAULT_POLICY, NO_AUTOMATIC_RECOVERY } from '@topiary/domain';
import type { InstanceId, RecoveryRules, Registered, TopologySnapshot } from '@topiary/domain';
import { id, instanceIn, topology } from '@topiary/domain/testing';
import { createMemoryStore } from '@topiary/store';
import { describe, expect, test } from 'vitest';
import { rehearse } from './rehearse.ts';
import type { Rehearsal, RehearsalQuestion } from './rehearse.ts';

const EVERYWHERE = [clusterFilterOf('*', () => null)];
const RULES: RecoveryRules = { ...NO_AUTOMATIC_RECOVERY, masters: EVERYWHERE, intermediateMasters: EVERYWHERE };

function rehearsed(
  snapshot: TopologySnapshot,
  dies: readonly InstanceId[],
  { rules = RULES, how = 'process', profiles = new Map() }: Partial<RehearsalQuestion> = {},
): Promise<Rehearsal> {
  return rehearse({
    snapshot,
    dies,
    how,
    policy: DEFAULT_POLICY,
    rules,
    profiles,
    settings: {
      pollIntervalMs: 5_000,
      probeDeadlineMs: 2_000,
      maxConcurrentProbes: 100,
      fullProbeEvery: 1,
      proposalLifetimeMs: 600_000,
      maxParallelSteps: 50,
      forgetUnseenMs: 240 * 3_600_000,
    },
    store: (clock) => createMemoryStore({ clock }),
  });
}

function sourcesIn({ after }: Rehearsal): Record<string, readonly string[]> {
  return Object.fromEntries(
    [...after.instances.keys()].map((one) => [
      one.split(':')[0] ?? '',
      (after.edgesByReplica.get(one) ?? []).map(({ source }) => source.split(':')[0] ?? ''),
    ]),
  );
}

describe('a rehearsal', () => {
  test.each(['mysql', 'mariadb'] as const)(
    'of a dead master on %s shows who follows it and what the tree becomes',
    async (family) => {
      const snapshot = topology('m > a, b; b > c', family === 'mariadb' ? { family } : {});
      const result = await rehearsed(snapshot, [id('m')]);
      const [recovery] = result.recoveries;
      expect(recovery?.record).toMatchObject({ code: 'DeadMaster', instance: id('m'), details: { lost: [] } });
      const winner = recovery?.record.successor?.split(':')[0] ?? '';
      expect(['a', 'b']).toContain(winner);
      expect(result.isOver).toBe(true);
      const other = winner === 'a' ? 'b' : 'a';
      expect(sourcesIn(result)).toMatchObject({ [winner]: [], [other]: [winner], c: ['b'] });
      expect(recovery?.plan?.execution?.outcome).toBe('done');
      const phases = recovery?.record.details.timings.map(({ phase }) => phase);
      expect(phases).toEqual(['seen', 'hooks', 'decided', 'confirmed', 'promoted', 'repointed']);
      expect(result.detections.map(({ code }) => code)).toContain('DeadMaster');
    },
  );

  test('of a machine that is off waits until the replicas have noticed', async () => {
    const { recoveries, isOver } = await rehearsed(topology('m > a, b'), [id('m')], { how: 'machine' });
    expect(recoveries.map(({ record }) => record.code)).toEqual(['DeadMaster']);
    expect(isOver).toBe(true);
  });

  test('waits as long as was chosen for the cluster', async () => {
    const snapshot = topology('m > a');
    const graceMs = 130_000;
    const profiles = new Map(
      [...snapshot.clusters.keys()].map((cluster) => [cluster, { kind: 'grace', graceMs }] as const),
    );
    const { recoveries, diedAtMs, isOver } = await rehearsed(snapshot, [id('m')], { profiles });
    const promoted = recoveries[0]?.record.details.timings.find(({ phase }) => phase === 'promoted')?.at ?? 0;
    expect(promoted - diedAtMs).toBeGreaterThan(graceMs);
    expect(isOver).toBe(true);
  });

  test('of a dead intermediate master moves its replicas', async () => {
    const result = await rehearsed(topology('m > a, b; b > c, d'), [id('b')]);
    expect(result.recoveries.map(({ record }) => record.code)).toEqual(['DeadIntermediateMaster']);
    const { a, c, d } = sourcesIn(result);
    expect(a).toEqual(['m']);
    expect([['a'], ['m']]).toContainEqual(c);
    expect(d).toEqual(c);
  });

  test('of a leaf repairs nothing, and says what is wrong then', async () => {
    const result = await rehearsed(topology('m > a, b'), [id('a')]);
    expect(result.recoveries).toEqual([]);
    expect(result.after.instances.get(id('a'))?.health).toBe('unreachable');
  });

  test('where nothing is recovered by itself shows just that', async () => {
    const result = await rehearsed(topology('m > a, b'), [id('m')], { rules: NO_AUTOMATIC_RECOVERY });
    expect(result.recoveries).toEqual([]);
    expect(result.findings.map(({ code }) => code)).toContain('DeadMaster');
  });

  test('knows clusters, promotion rules and downtime as they are', async () => {
    const plain = topology('m > a, b');
    const withRegistered = (name: string, change: Partial<Registered>): TopologySnapshot => {
      const instance = instanceIn(plain, name);
      const registered = { ...instance.registered, ...change };
      return { ...plain, instances: new Map([...plain.instances, [instance.id, { ...instance, registered }]]) };
    };
    const wished = withRegistered('b', { promotion: { rule: 'prefer', registeredAt: plain.asOf, expiresAt: null } });
    const [first] = (await rehearsed(wished, [id('m')])).recoveries;
    expect(first?.record).toMatchObject({ successor: id('b'), cluster: [...plain.clusters.keys()][0] });

    const downtime = { owner: 'jo', reason: 'x', startedAt: plain.asOf, endsAt: asInstant(plain.asOf + 3_600_000) };
    const quiet = await rehearsed(withRegistered('m', { downtime }), [id('m')]);
    expect(quiet.recoveries).toEqual([]);
    expect(quiet.findings.find(({ code }) => code === 'DeadMaster')?.skipped).toBe('downtimed');
  });

  test('is the same twice', async () => {
    const snapshot = topology('m > a, b; b > c');
    const [one, other] = [await rehearsed(snapshot, [id('m')]), await rehearsed(snapshot, [id('m')])];
    expect(other).toEqual(one);
  });
});
