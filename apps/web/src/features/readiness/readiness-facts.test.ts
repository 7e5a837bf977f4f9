import { describe, expect, test } from 'vitest';
import { idOf } from '@topiary/contract/testing';
import { barriersOf, chosenKind, hindrancesOf, profileInput } from './readiness-facts.ts';
import type { Forecast, Obstacle, ServerReadiness } from './readiness-facts.ts';

const why = { code: 'successor-not-openable', params: {} } as const;
const obstacle = (name: string, blocks: boolean): Obstacle => ({
  code: 'privileges',
  instance: idOf(name),
  blocks,
  why,
  howToOpen: why,
});
const FORECAST: Forecast = {
  successor: idOf('a'),
  reasons: [],
  loss: 'possible',
  losses: [],
  lost: [],
  obstacles: [obstacle('a', true), obstacle('b', false)],
  took: null,
};
const GATE: ServerReadiness['gates'][number] = {
  code: 'actor',
  isOpen: true,
  why,
  howToOpen: null,
  recovery: null,
};

describe('what keeps a server from being repaired', () => {
  test('is one list of gates and of what a forecast found, without what only leaves others behind', () => {
    const barriers = barriersOf({ gates: [GATE], forecast: FORECAST });
    expect(barriers.map(({ code, isOpen }) => [code, isOpen])).toEqual([
      ['actor', true],
      ['privileges', false],
    ]);
    expect(hindrancesOf(FORECAST).map(({ instance }) => instance)).toEqual([idOf('b')]);
    expect(barriersOf({ gates: [GATE], forecast: null })).toHaveLength(1);
  });
});

describe('the detection profile', () => {
  test('is as configured until somebody chose one', () => {
    expect(chosenKind({ profile: { kind: 'by-hand' }, chosen: null })).toBe('configured');
    expect(chosenKind({ profile: { kind: 'by-hand' }, chosen: { by: 'jo', reason: 'x', at: 0 } })).toBe('by-hand');
  });

  test('asks for whole seconds of grace', () => {
    expect(profileInput('grace', '30')).toEqual({ kind: 'grace', seconds: 30 });
    for (const typed of ['', '0', '-1', '1.5', 'soon']) expect(profileInput('grace', typed)).toBeUndefined();
    expect([profileInput('configured', ''), profileInput('fast', '')]).toEqual([null, { kind: 'fast' }]);
  });
});
