import { describe, expect, test } from 'vitest';
import type { RevisionView, TimelineEventView } from '@topiary/contract';
import { eventsBetween, marksOf, placeOf, rangeOf, spanFor, SPANS, step, stopAt, stopsOf, timeAt } from './stops.ts';

const NOW = 1_800_000_000_000;

function revision(at: number, kind: RevisionView['kind'] = 'structure'): RevisionView {
  return { id: at, at, kind, revision: at, clusterName: 'c', changes: [], changeCount: 0 };
}

function event(at: number, kind: TimelineEventView['kind']): TimelineEventView {
  return {
    kind,
    at,
    endedAt: null,
    instance: null,
    code: 'x',
    recovery: null,
    plan: null,
    user: null,
    result: null,
    summary: [],
  };
}

describe('the line of time', () => {
  test('is as long as asked for, else holds the moment that the address names', () => {
    const question = { asked: null, at: null, now: NOW, keptFrom: NOW - 40 * SPANS.day };
    expect(spanFor({ ...question, asked: 'hour' })).toBe('hour');
    expect(spanFor(question)).toBe('day');
    expect(spanFor({ ...question, at: NOW - 2 * SPANS.day })).toBe('week');
    expect(spanFor({ ...question, asked: 'nonsense', at: NOW - 400 * SPANS.day })).toBe('month');
  });

  test('is shorter where no more is kept yet', () => {
    const young = { asked: null, at: null, now: NOW, keptFrom: NOW - SPANS.hour / 2 };
    expect(spanFor(young)).toBe('hour');
    expect(spanFor({ ...young, keptFrom: NOW - SPANS.quarter / 2 })).toBe('quarter');
    expect(spanFor({ ...young, at: NOW - SPANS.day })).toBe('day');
  });

  test('ends now, unless the moment lies before it', () => {
    expect(rangeOf('day', NOW - 5, NOW)).toEqual({ from: NOW - SPANS.day, to: NOW });
    const old = NOW - 3 * SPANS.day;
    const { from, to } = rangeOf('day', old, NOW);
    expect([from < old, old < to, to - from]).toEqual([true, true, SPANS.day]);
  });

  test('places a time, and gives the time of a place', () => {
    const range = { from: 100, to: 300 };
    expect([placeOf(150, range), placeOf(0, range), placeOf(999, range)]).toEqual([0.25, 0, 1]);
    expect([timeAt(0.25, range), timeAt(7, range)]).toEqual([150, 300]);
  });
});

describe('stops', () => {
  const stops = stopsOf({ revisions: [revision(30), revision(20), revision(10)] });

  test('are the oldest first, and the last one until a time is how it stood then', () => {
    expect(stops.map(({ at }) => at)).toEqual([10, 20, 30]);
    expect([9, 10, 25, 99].map((at) => stopAt(stops, at))).toEqual([-1, 0, 1, 2]);
  });

  test('are stepped through from wherever one is, and end at both ends', () => {
    expect([step(stops, 25, -1), step(stops, 25, 1), step(stops, 20, 9), step(stops, 5, 1)]).toEqual([10, 30, 30, 10]);
    expect([step(stops, 30, 1), step(stops, 10, -1), step([], 10, 1)]).toEqual([null, null, null]);
  });
});

test('marks of one kind that would stand on each other are one, and say how many they are', () => {
  const range = { from: 0, to: 16_000 };
  const marks = marksOf(
    {
      revisions: [revision(120), revision(110, 'state'), revision(101), revision(8_000)],
      events: [event(105, 'recovery'), event(99_999, 'plan')],
    },
    range,
  );
  expect(marks.map(({ kind, at, count }) => [kind, at, count])).toEqual([
    ['structure', 120, 2],
    ['state', 110, 1],
    ['structure', 8_000, 1],
    ['recovery', 105, 1],
  ]);
});

test('what happened between two moments belongs to the later one', () => {
  const events = [event(30, 'plan'), event(20, 'act'), event(10, 'act')];
  expect(eventsBetween(events, 10, 20).map(({ at }) => at)).toEqual([20]);
  expect(eventsBetween(events, null, 20).map(({ at }) => at)).toEqual([20, 10]);
});
