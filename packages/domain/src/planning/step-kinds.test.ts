import { describe, expect, test } from 'vitest';
import { assert } from '../shared/assert.ts';
import { id, move, planned, topology, withChannels } from '../testing/index.ts';
import type { Family } from '../replication/product.ts';
import type { ReplicationChannel } from '../topology/observation.ts';
import { stepsInOrder } from './plan.ts';
import type { PointReplicaAtStep, Step } from './plan.ts';
import { oppositeOf, verifyStep } from './step-kinds.ts';

const PURGED = { number: 1236, text: 'purged' };
const BROKEN: Partial<ReplicationChannel> = { receiver: 'stopped', receiverError: PURGED };

function stepsWhere(channel: Partial<ReplicationChannel>, family: Family = 'mysql'): readonly Step[] {
  const servers = { a: { change: withChannels(channel) } };
  return stepsInOrder(planned(topology('m > a, b', { family, servers }), move('a', 'b')));
}

function pointWhere(channel: Partial<ReplicationChannel>, family: Family = 'mysql'): PointReplicaAtStep {
  const step = stepsWhere(channel, family).at(-1);
  assert(step?.kind === 'point-replica-at', 'a move ends with the change of source', step);
  return step;
}

function back(step: Step): Step {
  const opposite = oppositeOf(step);
  assert(opposite !== null, 'the step can be taken back', step);
  return opposite;
}

function seen(source: 'm' | 'b', change: Partial<ReplicationChannel>): readonly ReplicationChannel[] {
  const found = topology(`${source} > a`).instances.get(id('a'))?.observation?.channels ?? [];
  return found.map((one) => ({ ...one, ...change }));
}

describe('a thread that an error stopped', () => {
  test('is started by the move, which is done when it reads from the new source', () => {
    const step = pointWhere(BROKEN);
    expect(step.before).toEqual({ receiver: 'failed', applier: 'running' });
    expect(verifyStep(step, seen('b', { receiver: 'stopped', receiverError: PURGED })).kind).toBe('failed');
    expect(verifyStep(step, seen('b', { readPosition: null })).kind).toBe('not-yet');
    expect(verifyStep(step, seen('b', {})).kind).toBe('done');
  });

  test('may fail again when the move is taken back', () => {
    const step = back(pointWhere(BROKEN));
    expect(verifyStep(step, seen('m', { receiver: 'stopped', receiverError: null })).kind).toBe('not-yet');
    expect(verifyStep(step, seen('m', BROKEN)).kind).toBe('done');
    expect(
      verifyStep(step, seen('m', { receiver: 'connecting', receiverError: { number: 2003, text: '' } })).kind,
    ).toBe('done');
    expect(verifyStep(back(pointWhere({})), seen('m', BROKEN)).kind).toBe('failed');
  });

  test('may fail again when the stop of a MariaDB move is taken back', () => {
    const applier = { applier: 'stopped', applierError: { number: 1062, text: 'duplicate' } } as const;
    const stopOf = (channel: Partial<ReplicationChannel>): Step => {
      const [stop] = stepsWhere(channel, 'mariadb');
      assert(stop?.kind === 'stop-replication', 'a move sideways begins with a stop', stop);
      return back(stop);
    };
    expect(verifyStep(stopOf(BROKEN), seen('m', BROKEN)).kind).toBe('done');
    expect(verifyStep(stopOf({}), seen('m', BROKEN)).kind).toBe('failed');
    expect(verifyStep(stopOf(applier), seen('m', applier)).kind).toBe('done');
    expect(verifyStep(stopOf({}), seen('m', applier)).kind).toBe('not-yet');
  });

  test('of a MySQL applier is stopped and started with the receiver', () => {
    expect(pointWhere({}).stops).toBe('receiver');
    expect(pointWhere({ applier: 'stopped' }).stops).toBe('receiver');
    expect(pointWhere({ applier: 'stopped', applierError: { number: 1594, text: 'relay log' } })).toMatchObject({
      stops: 'both',
      before: { applier: 'failed' },
    });
  });
});

test('a thread that somebody stopped stays so', () => {
  const step = pointWhere({ receiver: 'stopped' });
  expect(step.before.receiver).toBe('stopped');
  expect(verifyStep(step, seen('b', { receiver: 'stopped' })).kind).toBe('done');
});

test('the last step of a MariaDB move sideways stops both threads, which somebody may have started during the wait', () => {
  expect(pointWhere({}, 'mariadb').stops).toBe('both');
});

test('the stop of a MariaDB replica that stood already leaves nothing to be taken back', () => {
  const [stop] = stepsWhere({ receiver: 'stopped', applier: 'stopped' }, 'mariadb');
  expect(stop?.kind).toBe('stop-replication');
  expect(stop === undefined ? stop : oppositeOf(stop)).toBeNull();
});
