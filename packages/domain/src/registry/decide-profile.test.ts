import { describe, expect, test } from 'vitest';
import { FAST } from '../policy/detection-rules.ts';
import type { DetectionProfile } from '../policy/detection-rules.ts';
import { profileOf } from '../policy/recovery/recovery-rules.ts';
import { asInstant } from '../shared/time.ts';
import { topology } from '../testing/index.ts';
import { asClusterId } from '../topology/snapshot.ts';
import { decideRegistration } from './decide.ts';
import type { RegistryDecision } from './decide.ts';
import { EMPTY_REGISTRY, withChange } from './registry.ts';
import type { Registry } from './registry.ts';

const snapshot = topology('a > b');
const [cluster = asClusterId('')] = snapshot.clusters.keys();
const HAND: DetectionProfile = { kind: 'by-hand' };

function choose(
  profile: DetectionProfile | null,
  { reason = 'it restarts in 5 s', registry = EMPTY_REGISTRY }: { reason?: string; registry?: Registry } = {},
): RegistryDecision {
  const command = { kind: 'set-detection-profile', cluster, profile, reason } as const;
  return decideRegistration({ command, registry, snapshot, now: asInstant(7), user: 'jo' });
}

function after(profile: DetectionProfile | null, registry: Registry = EMPTY_REGISTRY): Registry {
  const decision = choose(profile, { registry });
  if (decision.kind !== 'change') throw new Error(decision.kind);
  return withChange(registry, decision.change);
}

describe('how soon failures of a cluster are repaired', () => {
  test('is chosen with a reason, and goes before the configuration until it is taken back', () => {
    const registry = after({ kind: 'grace', graceMs: 30_000 });
    const asked = { id: cluster, name: 'shop', alias: null, masterAddress: 'a:3306' };
    const chosen = (id: typeof cluster) => registry.profiles.get(id) ?? null;
    expect(chosen(cluster)).toMatchObject({ by: 'jo', reason: 'it restarts in 5 s', at: 7 });
    expect(profileOf(asked, { chosen })).toEqual({ kind: 'grace', graceMs: 30_000 });
    expect(profileOf({ ...asked, id: asClusterId('other') }, { chosen })).toEqual(FAST);
    expect(after(null, registry).profiles.size).toBe(0);
  });

  test('is not chosen without saying why, nor with a grace that nobody could mean', () => {
    expect(choose(HAND, { reason: ' ' })).toMatchObject({ reason: { code: 'profile-reason-missing' } });
    for (const graceMs of [0, 86_400_000])
      expect(choose({ kind: 'grace', graceMs })).toMatchObject({ reason: { code: 'profile-grace-wrong' } });
  });

  test('is nothing new where it is so already', () => {
    expect(choose(HAND, { registry: after(HAND) })).toEqual({ kind: 'nothing' });
    expect(choose(null)).toEqual({ kind: 'nothing' });
    expect(choose({ kind: 'grace', graceMs: 2_000 }, { registry: after({ kind: 'grace', graceMs: 3_000 }) }).kind).toBe(
      'change',
    );
  });
});
