import { expect, test } from 'vitest';
import type { RecoveryView } from '@topiary/contract';
import { idOf } from '@topiary/contract/testing';
import { recentOf } from './recent.ts';
import { cameOf } from './recovery-facts.ts';

const NOW = 1_000_000_000;
const recovery = (part: Partial<RecoveryView>): RecoveryView =>
  ({
    scope: 'master',
    endedAt: NOW - 1_000,
    acknowledged: null,
    successor: idOf('a'),
    details: { errors: [] },
    ...part,
  }) as unknown as RecoveryView;

test('what runs is shown, and what ended a short while ago until somebody acknowledges it', () => {
  const acknowledged = { at: NOW, by: 'lin', comment: 'seen' };
  expect(recentOf([recovery({}), recovery({ endedAt: null, acknowledged })], NOW)).toHaveLength(2);
  expect(recentOf([recovery({ acknowledged }), recovery({ endedAt: NOW - 90_000_000 })], NOW)).toEqual([]);
});

test('that an old master found its place again hides nothing that happened before', () => {
  expect(recentOf([recovery({ scope: 'old-master' })], NOW)).toEqual([]);
  expect(recentOf([recovery({ scope: 'old-master', successor: null })], NOW)).toHaveLength(1);
});

test('what came of a recovery is said by what it repairs', () => {
  expect(cameOf({ scope: 'master', code: 'DeadMaster' })).toBe('took-over');
  expect(cameOf({ scope: 'old-master', code: 'FormerMasterReturned' })).toBe('closed');
  expect(cameOf({ scope: 'old-master', code: 'FormerMasterRejoins' })).toBe('rejoined');
  expect(cameOf({ scope: 'intermediate', code: 'DeadIntermediateMaster' })).toBe('took-replicas');
});
