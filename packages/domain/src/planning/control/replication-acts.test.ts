import { describe, expect, test } from 'vitest';
import { id, planned, refusalOf, topology, warningsOf, withChannel } from '../../testing/index.ts';
import type { TopologyOptions } from '../../testing/index.ts';
import { stepsInOrder } from '../plan.ts';
import type { Intent, Step } from '../plan.ts';
import { oppositeOf } from '../step-kinds.ts';
import type { Observation, ReplicationChannel } from '../../topology/observation.ts';
import { STOPPED_FOR_ANOTHER } from '../replication/failing-transaction.ts';
import type { ReplicationAct } from './replication-act.ts';

const TREE = 'm > a';
const GTID = '3e11fa47-71ca-11e1-9e33-c80aa9429562:23';

const asked = (act: ReplicationAct): Intent => ({ kind: 'control', instance: id('a'), act });
const as = (change: Partial<ReplicationChannel>, family?: 'mariadb'): TopologyOptions => ({
  ...(family === undefined ? {} : { family }),
  servers: { a: { change: withChannel(change) } },
});
const stepsOf = (act: ReplicationAct, options: TopologyOptions = {}): readonly Step[] =>
  stepsInOrder(planned(topology(TREE, options), asked(act)));
const reasonsOf = (act: ReplicationAct, options: TopologyOptions = {}): readonly string[] =>
  refusalOf({ topology: TREE, options, intent: asked(act) });

const failing = (text: string, number = 1062): Partial<ReplicationChannel> => ({
  applier: 'stopped',
  applierError: { number, text },
});

describe('threads', () => {
  test('what ran is stopped, and undo starts no more than that', () => {
    const [stop] = stepsOf({ kind: 'stop-replica', channel: null, threads: 'both' }, as({ applier: 'stopped' }));
    expect(stop).toMatchObject({ kind: 'switch-threads', stops: { receiver: true, applier: false } });
    expect(stop === undefined ? null : oppositeOf(stop)).toMatchObject({ starts: { receiver: true, applier: false } });
  });

  test('a restart takes nothing back, as everything runs that ran', () => {
    const [restart] = stepsOf({ kind: 'restart-replica', channel: null, threads: 'both' });
    expect(restart === undefined ? null : oppositeOf(restart)).toBeNull();
  });

  test('what runs is not started, and what stands is not stopped', () => {
    expect(reasonsOf({ kind: 'start-replica', channel: null, threads: 'both' })).toEqual(['threads-run-already']);
    const standing = as({ receiver: 'stopped', applier: 'stopped' });
    expect(reasonsOf({ kind: 'stop-replica', channel: null, threads: 'both' }, standing)).toEqual([
      'threads-stand-already',
    ]);
    expect(reasonsOf({ kind: 'restart-replica', channel: null, threads: 'both' }, standing)).toEqual([
      'nothing-to-restart',
    ]);
  });

  test('of several channels one has to be named', () => {
    const twice = (found: Observation): Observation => ({
      ...found,
      channels: found.channels.flatMap((channel) => [channel, { ...channel, name: 'other' }]),
    });
    const options: TopologyOptions = { servers: { a: { change: twice } } };
    expect(reasonsOf({ kind: 'stop-replica', channel: null, threads: 'both' }, options)).toEqual(['name-the-channel']);
    expect(stepsOf({ kind: 'stop-replica', channel: 'other', threads: 'both' }, options)).toMatchObject([
      { channel: 'other' },
    ]);
  });

  test('a delayed replica that is stopped nicely stops where it is', () => {
    const act: ReplicationAct = { kind: 'stop-replica-nice', channel: null };
    expect(stepsOf(act, as({ delaySeconds: 600 })).map(({ kind }) => kind)).toEqual(['switch-threads']);
    expect(warningsOf({ topology: TREE, options: as({ delaySeconds: 600 }), intent: asked(act) })).toContain(
      'delayed-stops-where-it-is',
    );
    expect(stepsOf(act).map(({ kind }) => kind)).toEqual(['drain-relay-log', 'switch-threads']);
  });
});

describe('skipping', () => {
  const skip: ReplicationAct = { kind: 'skip-query', channel: null };

  test('is by the GTID that the error names, which the server is asked for first', () => {
    const steps = stepsOf(skip, as(failing(`Worker 1 failed executing transaction '${GTID}' at source log`)));
    expect(steps).toMatchObject([
      { kind: 'find-failing-transaction', gtid: GTID },
      { kind: 'skip-transaction', how: { kind: 'empty-transaction', found: 's1', gtid: GTID } },
    ]);
  });

  test('leaves it to the server to name a transaction that the error does not', () => {
    expect(stepsOf(skip, as(failing('Could not execute Write_rows event')))).toMatchObject([
      { kind: 'find-failing-transaction', gtid: null },
      { kind: 'skip-transaction' },
    ]);
  });

  test('never names the transaction of a worker that only waited for the one that fails', () => {
    const waited = failing(`Worker 2 failed executing transaction '${GTID}' at source log`, STOPPED_FOR_ANOTHER);
    expect(stepsOf(skip, as(waited))).toMatchObject([
      { kind: 'find-failing-transaction', gtid: null },
      { kind: 'skip-transaction', how: { gtid: null } },
    ]);
  });

  test('is by the counter on MariaDB', () => {
    expect(stepsOf(skip, as(failing('Duplicate entry'), 'mariadb'))).toMatchObject([{ how: { kind: 'counter' } }]);
  });

  test('is refused where nothing fails', () => {
    expect(reasonsOf(skip)).toEqual(['applier-not-stopped']);
    expect(reasonsOf(skip, as({ applier: 'stopped' }))).toEqual(['applier-has-no-error']);
  });
});

describe('the source', () => {
  test('by file and position is renamed only where the place is known', () => {
    const running = as({ positioning: 'file' });
    expect(reasonsOf({ kind: 'detach-replica', channel: null }, running)).toEqual(['detach-needs-standstill']);
    const executedPosition = { file: 'binlog.000007', position: 154 };
    const standing = as({ positioning: 'file', receiver: 'stopped', applier: 'stopped', executedPosition });
    expect(stepsOf({ kind: 'detach-replica', channel: null }, standing)).toMatchObject([
      { to: { host: '//m' }, coordinates: executedPosition },
    ]);
  });

  test('is attached again only where it was detached', () => {
    const reattach: ReplicationAct = { kind: 'reattach-replica', channel: null };
    expect(reasonsOf(reattach)).toEqual(['not-detached']);
    expect(stepsOf(reattach, as({ source: { host: '//m', port: 3306 } }))).toMatchObject([{ to: { host: 'm' } }]);
  });

  test('is not given an account that nobody configured', () => {
    expect(reasonsOf({ kind: 'change-credentials', channel: null })).toEqual(['no-replication-account']);
  });
});
