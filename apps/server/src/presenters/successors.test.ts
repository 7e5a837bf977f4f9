import { DEFAULT_POLICY, rankSuccessors } from '@topiary/domain';
import type { TopologySnapshot } from '@topiary/domain';
import { id, topology, withInstance, withSettings } from '@topiary/domain/testing';
import { expect, test } from 'vitest';
import { presentSuccessors } from './successors.ts';

const present = (snapshot: TopologySnapshot) =>
  presentSuccessors(id('m'), rankSuccessors({ snapshot, policy: DEFAULT_POLICY, master: id('m'), user: null })).ranked;

test('the first that may be chosen is the best, and one that may not says why', () => {
  const silent = withInstance(topology('m > a, b, c'), 'a', { health: 'unreachable' });
  const [best, possible, no] = present(silent);
  expect([best?.instance, best?.choice, best?.reasons]).toEqual([id('b'), 'best', []]);
  expect([possible?.instance, possible?.choice]).toEqual([id('c'), 'possible']);
  expect([no?.instance, no?.choice, no?.reasons.length]).toEqual([id('a'), 'no', 1]);
});

test('one that nobody would choose can be named, and stands behind those that would be', () => {
  const statements = { change: withSettings({ binlogFormat: 'STATEMENT' }) };
  const snapshot = topology('m > a, b, c', { servers: { b: statements, c: statements } });
  expect(present(snapshot).map(({ instance, choice }) => [instance, choice])).toEqual([
    [id('b'), 'best'],
    [id('c'), 'possible'],
    [id('a'), 'by-name'],
  ]);
});
