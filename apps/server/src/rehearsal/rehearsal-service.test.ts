import { clusterFilterOf, DEFAULT_POLICY, NO_AUTOMATIC_RECOVERY } from '@topiary/domain';
import type { DetectionProfile, RecoveryRules } from '@topiary/domain';
import { id, topology } from '@topiary/domain/testing';
import { describe, expect, test } from 'vitest';
import type { RehearsalRequest } from './rehearsal-messages.ts';
import { RehearsalService } from './rehearsal-service.ts';

const EVERYWHERE = [clusterFilterOf('*', () => null)];
const [CLUSTER] = topology('m > a, b').clusters.keys();

/** The profile that a rehearsal of this cluster is played with. */
async function playedWith(rules: Partial<RecoveryRules>): Promise<DetectionProfile | undefined> {
  const asked: RehearsalRequest[] = [];
  const service = new RehearsalService({
    engine: {
      snapshot: () => topology('m > a, b'),
      recoveries: { rules: { ...NO_AUTOMATIC_RECOVERY, ...rules } } as RehearsedRecoveries,
    },
    policy: DEFAULT_POLICY,
    settings: SETTINGS,
    play: (request) => {
      // As it goes to a thread: what cannot be copied throws.
      asked.push(structuredClone(request));
      return Promise.resolve({ kind: 'failed', detail: 'not played' });
    },
  });
  expect(await service.rehearse({ kind: 'instance', instance: id('m'), how: 'process' })).toMatchObject({
    detail: 'not played',
  });
  return CLUSTER === undefined ? undefined : asked[0]?.profiles?.get(CLUSTER);
}

type RehearsedRecoveries = ConstructorParameters<typeof RehearsalService>[0]['engine']['recoveries'];

const SETTINGS = {
  pollIntervalMs: 5_000,
  probeDeadlineMs: 2_000,
  maxConcurrentProbes: 100,
  fullProbeEvery: 1,
  proposalLifetimeMs: 600_000,
  maxParallelSteps: 50,
  forgetUnseenMs: 1,
};

describe('a rehearsal is played', () => {
  const grace = { kind: 'grace', graceMs: 10_000 } as const;

  test('with what the configuration says of the cluster', async () => {
    const profiles = { byHand: [], grace: EVERYWHERE, graceMs: 10_000 };
    expect(await playedWith({ profiles, restartsReceivers: EVERYWHERE })).toEqual(grace);
  });

  test('with what a person chose for it', async () => {
    const chosen = { profile: grace, by: 'li', reason: 'r', at: topology('m').asOf };
    expect(await playedWith({ chosen: () => chosen })).toEqual(grace);
  });

  test('also where people decide', async () => {
    expect(await playedWith({ profiles: { byHand: EVERYWHERE, grace: [], graceMs: 1 } })).toEqual({ kind: 'fast' });
  });
});
