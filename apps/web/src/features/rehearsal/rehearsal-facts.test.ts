import type { RehearsalView } from '@topiary/contract';
import { clusterOf, idOf } from '@topiary/contract/testing';
import { describe, expect, test } from 'vitest';
import { DYING_KINDS, dyingIn, momentsOf, parametersOf, treesOf, wishOf } from './rehearsal-facts.ts';

const [m, a, b] = [idOf('m'), idOf('a'), idOf('b')];
const before = clusterOf('m > a, b');
const recovery: RehearsalView['recoveries'][number] = {
  recovery: { uid: 'r', cluster: before.id, clusterName: 'c1', instance: m, code: 'DeadMaster', successor: a },
  lost: [],
  errors: [],
  beganAfterMs: 40,
  endedAfterMs: 200,
  phases: [],
  notes: [{ afterMs: 50, message: { code: 'recovery-registered', params: {} } }],
  plan: null,
};
const shown: RehearsalView = {
  dies: [m],
  how: 'process',
  tookMs: 200,
  isOver: true,
  heldBack: [],
  detections: [{ code: 'DeadMaster', instance: m, clusterName: 'c1', afterMs: 30 }],
  recoveries: [recovery],
  findings: [],
  before: [before],
  after: [clusterOf('a > b; m')],
};

describe('a rehearsal', () => {
  test('is drawn with who dies, who takes the place and who moves', () => {
    expect(treesOf(shown).before[0]?.lines).toEqual([
      { id: m, level: 0, mark: 'dead' },
      { id: a, level: 1, mark: null },
      { id: b, level: 1, mark: null },
    ]);
    expect(treesOf(shown).after[0]?.lines).toEqual([
      { id: a, level: 0, mark: 'successor' },
      { id: b, level: 1, mark: 'moved' },
      { id: m, level: 0, mark: 'dead' },
    ]);
  });

  test('is told in order of time', () => {
    expect(momentsOf(shown).map(({ kind, afterMs }) => [kind, afterMs])).toEqual([
      ['detected', 30],
      ['note', 50],
      ['replaced', 200],
    ]);
  });

  test.each(DYING_KINDS)('of a %s stands in the address and is asked for', (kind) => {
    const dying = { kind, name: 'db1.example.com:3306' };
    expect(dyingIn(parametersOf(dying))).toEqual(dying);
    expect(Object.values(wishOf(dying))).toEqual([kind, dying.name]);
  });

  test('of nothing is not asked for', () => {
    expect(dyingIn(new URLSearchParams('server='))).toBeNull();
  });
});
