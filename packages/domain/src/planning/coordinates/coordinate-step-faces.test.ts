import { expect, test } from 'vitest';
import { asStepId } from '../plan.ts';
import { oppositeOf } from '../step-kinds.ts';
import { id } from '../../testing/index.ts';

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
