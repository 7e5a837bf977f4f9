import { describe, expect, test } from 'vitest';
import { id, topology, withChannels } from '../testing/index.ts';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import type { Observation, SemiSyncState } from '../topology/observation.ts';
import { planIntent } from './plan-intent.ts';
import { asPlanId } from './plan.ts';

type Change = (found: Observation) => Observation;

const semiSync =
  (change: Partial<SemiSyncState>): Change =>
  (found) => ({ ...found, semiSync: { ...found.semiSync, words: 'source-replica', ...change } });
const waits = (wait: number): Change =>
  semiSync({ sourceEnabled: true, sourceWaitForReplicas: wait, sourceTimeoutMs: 10_000 });
const acknowledges = semiSync({ replicaEnabled: true });
const byFile = withChannels({ positioning: 'file' });
const both =
  (...changes: readonly Change[]): Change =>
  (found) =>
    changes.reduce((seen, change) => change(seen), found);

function warned(tree: string, servers: Readonly<Record<string, { readonly change: Change }>>, move: [string, string]) {
  const made = planIntent({
    snapshot: topology(tree, { servers }),
    policy: DEFAULT_POLICY,
    intent: { kind: 'relocate', replica: id(move[0]), channel: null, target: id(move[1]) },
    id: asPlanId('p'),
  });
  if ('kind' in made) throw new Error(made.reasons.map(({ code }) => code).join(' '));
  return made.checks
    .filter(({ message }) => message.code === 'move-leaves-too-few-acknowledging')
    .map(({ message }) => message.params);
}

describe('a move of a replica that acknowledges', () => {
  test('is warned of where its master is left with fewer than a commit waits for', () => {
    const servers = { m: { change: waits(2) }, a: { change: acknowledges }, b: { change: acknowledges } };
    expect(warned('m > a, b', servers, ['b', 'a'])).toEqual([
      { instance: id('m'), left: 1, wait: 2, milliseconds: 10_000 },
    ]);
    expect(warned('m > a, b', { ...servers, m: { change: waits(1) } }, ['b', 'a'])).toEqual([]);
    expect(warned('m > a, b', { ...servers, b: { change: semiSync({ replicaEnabled: false }) } }, ['b', 'a'])).toEqual(
      [],
    );
  });

  test('counts the server that stands for it, where it goes by file and position', () => {
    const servers = {
      m: { change: waits(1) },
      a: { change: both(acknowledges, byFile) },
      b: { change: byFile },
    };
    expect(warned('m > a, b', servers, ['b', 'a'])).toMatchObject([{ left: 0, wait: 1 }]);
    const gtid = { m: { change: waits(1) }, a: { change: acknowledges } };
    expect(warned('m > a, b', gtid, ['b', 'a'])).toEqual([]);
  });
});
