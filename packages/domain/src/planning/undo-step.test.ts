import { expect, test } from 'vitest';
import { id, planned, TEST_TIME, topology, withChannel } from '../testing/index.ts';
import type { ReplicationChannel } from '../topology/observation.ts';
import type { ControlAct } from './control/control-acts.ts';
import type { ReplicationAct } from './control/replication-act.ts';
import type { Execution } from './execution.ts';
import { DEFAULT_POLICY } from '../policy/policy.ts';
import { foldJournal } from './fold-journal.ts';
import { undoOf, whyNotUndone } from './outcome.ts';
import { planIntent } from './plan-intent.ts';
import { asPlanId, stepsInOrder } from './plan.ts';
import type { Step } from './plan.ts';
import { predict } from './predict.ts';

const STANDS = { receiver: 'stopped', applier: 'stopped' } as const;
const RUNS = { receiver: 'running', applier: 'running' } as const;
const PLACE = { file: 'binlog.000003', position: 500 };

const tree = (channel: Partial<ReplicationChannel>, gtid = true): ReturnType<typeof topology> =>
  topology('m > a', { gtid, servers: { a: { change: withChannel(channel) } } });

function done(act: ControlAct, snapshot: ReturnType<typeof topology>): Execution {
  const plan = planned(snapshot, { kind: 'control', instance: id('a'), act });
  const actor = { user: 'x', address: '', via: 'cli' } as const;
  const execution = foldJournal([
    { kind: 'plan-started', at: TEST_TIME, plan, actor, lease: 1, statements: {} },
    ...stepsInOrder(plan).map(
      ({ id: step }) => ({ kind: 'step-done', at: TEST_TIME, step, results: {}, tookMs: 1 }) as const,
    ),
    { kind: 'plan-finished', at: TEST_TIME, outcome: 'done', reason: null },
  ]);
  if (execution === null) throw new Error('it was started');
  return execution;
}

const undone = (execution: Execution, now: ReturnType<typeof topology>): readonly Step[] =>
  undoOf(execution, now)?.steps ?? [];

test('undo leaves running what was started since, and standing what was stopped since', () => {
  const act: ReplicationAct = { kind: 'delay-replication', channel: null, seconds: 60 };
  const before = (was: typeof STANDS | typeof RUNS, is: typeof STANDS | typeof RUNS): unknown =>
    undone(done(act, tree(was)), tree({ ...is, delaySeconds: 60 }))[0];
  expect(before(STANDS, RUNS)).toMatchObject({ kind: 'set-delay', seconds: 0, before: RUNS });
  expect(before(RUNS, STANDS)).toMatchObject({ kind: 'set-delay', seconds: 0, before: STANDS });
});

test('threads that somebody switches while an undo is looked at are found when it is confirmed', () => {
  const stopped = { ...RUNS, applier: 'stopped' } as const;
  const steps = undone(done({ kind: 'stop-replica', channel: null, threads: 'applier' }, tree(RUNS)), tree(stopped));
  const decided = (now: ReturnType<typeof topology>): readonly string[] => {
    const intent = { kind: 'undo', plan: asPlanId('p'), moves: [], steps } as const;
    const made = planIntent({ snapshot: now, policy: DEFAULT_POLICY, intent, id: asPlanId('u') });
    return 'kind' in made ? made.reasons.map(({ code }) => code) : stepsInOrder(made).map(({ kind }) => kind);
  };
  expect(decided(tree(stopped))).toEqual(['switch-threads']);
  expect(decided(tree(STANDS))).toEqual(['undo-changed-since']);
});

test('an applier that has failed since is started by GTIDs again, as it is when they are turned on', () => {
  const failed = { ...RUNS, applier: 'stopped', applierError: { number: 1062, text: 'duplicate entry' } } as const;
  const now = tree({ ...failed, positioning: 'file', executedPosition: PLACE });
  const execution = done(
    { kind: 'disable-gtid', channel: null },
    tree({ ...RUNS, executedPosition: PLACE, readPosition: PLACE }),
  );
  const [back] = undone(execution, now);
  expect(back).toMatchObject({ kind: 'set-positioning', before: { receiver: 'running', applier: 'failed' } });
});

test('what changes a channel is predicted to forget the error of an applier that stays as it stands', () => {
  const failed = { ...RUNS, applier: 'stopped', applierError: { number: 1062, text: 'duplicate entry' } } as const;
  const before = tree(failed);
  const act = { kind: 'delay-replication', channel: null, seconds: 60 } as const;
  const plan = planned(before, { kind: 'control', instance: id('a'), act });
  const after = predict(plan, before, DEFAULT_POLICY).instances.get(id('a'))?.observation?.channels;
  expect(after).toMatchObject([{ delaySeconds: 60, applier: 'stopped', applierError: null }]);
});

test('a source named again by file and position is not undone once the replica has gone on: it would apply all since twice', () => {
  const source = { host: 'm', port: 3306 };
  const detached = tree({ ...STANDS, source: { ...source, host: '//m' }, executedPosition: PLACE }, false);
  const execution = done({ kind: 'reattach-replica', channel: null }, detached);
  const now = (change: Partial<ReplicationChannel>): ReturnType<typeof topology> =>
    tree({ ...STANDS, source, executedPosition: PLACE, ...change }, false);
  expect(undone(execution, now({}))).toMatchObject([{ kind: 'rename-source', coordinates: PLACE }]);
  expect(undone(execution, now({ executedPosition: { ...PLACE, position: 900 } }))).toEqual([]);
  expect(undone(execution, now(RUNS))).toEqual([]);
});

test('a source named again is not undone once the channel finds its place by other means: that would be turned back with it', () => {
  const source = { host: 'm', port: 3306 };
  const execution = done(
    { kind: 'reattach-replica', channel: null },
    tree({ ...STANDS, source: { ...source, host: '//m' } }),
  );
  expect(undone(execution, tree({ ...STANDS, source }))).toMatchObject([{ kind: 'rename-source', coordinates: null }]);
  expect(undone(execution, tree({ ...STANDS, source, positioning: 'file' }))).toEqual([]);
});

test('what is not undone any more says why: changed since, not to be seen, or not to be taken back at all', () => {
  const delay = done({ kind: 'delay-replication', channel: null, seconds: 60 }, tree(RUNS));
  const why = (execution: Execution, now: ReturnType<typeof topology>): readonly string[] =>
    whyNotUndone(execution, now).map(({ code }) => code);
  expect(why(delay, tree({ ...RUNS, delaySeconds: 60 }))).toEqual([]);
  expect(why(delay, tree({ ...RUNS, delaySeconds: 5 }))).toEqual(['undo-changed-since']);
  expect(why(delay, topology('m'))).toEqual(['undo-not-seen']);
  expect(why({ ...delay, finishedAt: null }, tree(RUNS))).toEqual(['undo-not-ended']);
  const nothing = { ...delay, steps: delay.steps.map((step) => ({ ...step, state: 'put-back' as const })) };
  expect(why(nothing, tree(RUNS))).toEqual(['undo-nothing-done']);
});
