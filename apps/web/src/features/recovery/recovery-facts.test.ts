import { describe, expect, test } from 'vitest';
import type { RecoveryView } from '@topiary/contract';
import { clusterOf, idOf } from '@topiary/contract/testing';
import { phasesOf, stateOf, stateWordOf, tookMs, treeNow, treesOf } from './recovery-facts.ts';

const [m, a, b, c] = [idOf('m'), idOf('a'), idOf('b'), idOf('c')];

const details = (
  part: Partial<RecoveryView['details']>,
): Pick<RecoveryView['details'], 'timings' | 'replicas' | 'lost'> & RecoveryView['details'] =>
  ({ timings: [], replicas: [], lost: [], ...part }) as unknown as RecoveryView['details'];

test('a recovery stands as its end, its successor and its changes say', () => {
  expect(stateOf({ endedAt: null, successor: null, changed: true })).toBe('running');
  expect(stateOf({ endedAt: 5, successor: a, changed: true })).toBe('resolved');
  expect(stateOf({ endedAt: 5, successor: null, changed: true })).toBe('unresolved');
  expect(stateOf({ endedAt: 5, successor: null, changed: false })).toBe('unchanged');
});

test('nobody fails to take over where nobody was to', () => {
  const failed = { endedAt: 5, successor: null, changed: true } as const;
  expect(stateWordOf({ ...failed, scope: 'master' })).toBe('unresolved');
  expect(stateWordOf({ ...failed, scope: 'old-master' })).toBe('unrepaired');
  expect(stateWordOf({ ...failed, successor: a, scope: 'old-master' })).toBe('resolved');
});

test('time is counted from when the failure was seen, and each phase from the one before', () => {
  const timings = [
    { phase: 'promoted', at: 1_200 },
    { phase: 'seen', at: 1_000 },
    { phase: 'decided', at: 1_050 },
  ];
  const recovery = { startedAt: 1_010, endedAt: 1_260, details: details({ timings }) };
  expect(phasesOf(recovery)).toEqual([
    { phase: 'seen', reachedMs: 0, tookMs: 0 },
    { phase: 'decided', reachedMs: 50, tookMs: 50 },
    { phase: 'promoted', reachedMs: 200, tookMs: 150 },
    { phase: 'ended', reachedMs: 260, tookMs: 60 },
  ]);
  expect(tookMs(recovery)).toBe(260);
  expect(tookMs({ ...recovery, endedAt: null })).toBeNull();
  expect(phasesOf({ startedAt: 7, endedAt: null, details: details({}) })).toEqual([]);
});

describe('the trees of a recovery', () => {
  const changes = [{ replica: b, channel: '', from: m, to: a }];
  const recovery = { instance: m, successor: a, scope: 'master' as const, details: { replicas: [a, b, c], lost: [c] } };

  test('show who stood below the failed server, and who stands below its successor', () => {
    const { before, after } = treesOf(recovery, { changes });
    expect(before.map(({ instance, depth, note }) => [instance, depth, note])).toEqual([
      [m, 0, 'failed'],
      [a, 1, null],
      [b, 1, null],
      [c, 1, null],
    ]);
    expect(after?.map(({ instance, depth, note }) => [instance, depth, note])).toEqual([
      [m, 0, 'failed'],
      [c, 1, 'lost'],
      [a, 0, 'successor'],
      [b, 1, null],
    ]);
  });

  test('after a takeover the old master stands below the new one', () => {
    const both = [...changes, { replica: m, channel: '', from: m, to: a }];
    const { after } = treesOf({ ...recovery, details: { replicas: [a, b], lost: [] } }, { changes: both });
    expect(after?.map(({ instance, depth }) => [instance, depth])).toEqual([
      [a, 0],
      [m, 1],
      [b, 1],
    ]);
  });

  test('have no after where nobody took over, and end where edges make a circle', () => {
    expect(treesOf({ ...recovery, successor: null }, null).after).toBeNull();
    const circle = [
      { replica: a, channel: '', from: m, to: b },
      { replica: b, channel: '', from: m, to: a },
    ];
    expect(treesOf(recovery, { changes: circle }).after).toHaveLength(4);
  });
});

test('the cluster as it is now is drawn whole, with those that the recovery was about', () => {
  const rows = treeNow({ instance: c, successor: a }, clusterOf('a > b, c'));
  expect(rows).toEqual([
    { instance: a, depth: 0, note: 'successor' },
    { instance: b, depth: 1, note: null },
    { instance: c, depth: 1, note: 'failed' },
  ]);
});
