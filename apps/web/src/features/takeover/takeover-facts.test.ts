import { describe, expect, test } from 'vitest';
import { idOf } from '@topiary/contract/testing';
import { firstChoice, refusalOf, requestOf } from './takeover-facts.ts';
import type { Candidate } from './takeover-facts.ts';

const candidate = (name: string, choice: Candidate['choice']): Candidate => ({
  instance: idOf(name),
  choice,
  reasons: [],
  lacks: 0,
});
const RANKED = [candidate('a', 'best'), candidate('b', 'by-name'), candidate('c', 'no')];

describe('who is chosen first', () => {
  test('whoever was dropped on the master, where that one can take its place', () => {
    expect(firstChoice({ successor: idOf('b') }, RANKED)).toBe(idOf('b'));
    expect(firstChoice({ successor: idOf('c') }, RANKED)).toBe(idOf('a'));
    expect(firstChoice({ successor: null }, RANKED)).toBe(idOf('a'));
  });

  test('nobody, where only such are left as nobody would take by themselves', () => {
    expect(firstChoice({ successor: null }, RANKED.slice(1))).toBeNull();
  });
});

test('a living master is taken over from, a silent one is not', () => {
  expect(['takeover', 'dead', 'forced'].map((because) => refusalOf(because as 'forced', true))).toEqual([
    null,
    'takeover.notDead',
    null,
  ]);
  expect(refusalOf('takeover', false)).toBe('takeover.notTakeover');
  expect(refusalOf('dead', false)).toBeNull();
});

test('what becomes of the old master, and of who is in its way, is asked for only where its writes are ended', () => {
  const chosen = { successor: idOf('a'), rejoins: true, blockers: 'wait' } as const;
  expect(requestOf(idOf('m'), { ...chosen, because: 'takeover' })).toMatchObject({ rejoins: true, blockers: 'wait' });
  for (const because of ['dead', 'given-up'] as const)
    expect(Object.keys(requestOf(idOf('m'), { ...chosen, because }))).toEqual([
      'kind',
      'master',
      'successor',
      'because',
    ]);
  const plain = requestOf(idOf('m'), { ...chosen, because: 'takeover', rejoins: false, blockers: 'refuse' });
  expect(Object.keys(plain)).not.toContain('rejoins');
  expect(Object.keys(plain)).not.toContain('blockers');
});
