import { expect, test } from 'vitest';
import { id, instanceIn, move, planned, topology } from '../../testing/index.ts';
import { asStepId, stepsInOrder } from '../plan.ts';
import { changedByOthers, oppositeOf } from '../step-kinds.ts';

test('an applier that was let run up to a place is stopped before it is started without one, else it stops there later', () => {
  const back = oppositeOf({
    kind: 'apply-until',
    id: asStepId('1'),
    lane: id('a'),
    instance: id('a'),
    deadlineMs: 1_000,
    channel: '',
    until: { kind: 'known', coordinates: { file: 'binlog.000007', position: 4_711 } },
  });
  expect(back).toMatchObject({
    kind: 'stop-at-coordinates',
    instance: 'a:3306',
    readsOwn: false,
    before: { receiver: 'stopped', applier: 'stopped' },
  });
});

test('a server that others pass is given up when somebody has given it another source: its place is one in another log', () => {
  const before = topology('t > m > a; x', { gtid: false });
  const steps = stepsInOrder(planned(before, move('a', 't')));
  const lane = steps.filter((step) => step.lane === id('m'));
  expect(lane.map(({ kind }) => kind)).toEqual(['stop-at-coordinates', 'start-replication']);
  const reasonBelow = (text: string): string | undefined =>
    changedByOthers(lane, instanceIn(topology(text, { gtid: false }), 'm').observation?.channels ?? [])?.code;
  expect(reasonBelow('t > m > a; x')).toBeUndefined();
  expect(reasonBelow('x > m > a; t')).toBe('source-not-as-planned');
});

test('a server that others pass may move itself before or after, in the same lane', () => {
  const before = topology('t > m > a; x', { gtid: false });
  const passed = stepsInOrder(planned(before, move('a', 't'))).filter((step) => step.lane === id('m'));
  const own = stepsInOrder(planned(topology('s > m, x', { gtid: false }), move('m', 'x')));
  const moves = own.filter((step) => step.lane === id('m') && step.kind === 'point-replica-at');
  const reasonBelow = (text: string): string | undefined =>
    changedByOthers([...passed, ...moves], instanceIn(topology(text, { gtid: false }), 'm').observation?.channels ?? [])
      ?.code;
  expect(moves).toHaveLength(1);
  // Where others pass it, where it moves from, and where to; and where somebody else put it.
  expect(['t > m', 's > m', 's > x > m', 'y > m'].map(reasonBelow)).toEqual([
    'source-not-as-planned',
    undefined,
    undefined,
    'source-not-as-planned',
  ]);
});
