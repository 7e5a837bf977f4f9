import { asClusterId, asInstant, asPlanId, asStepId, foldJournal, message } from '@topiary/domain';
import type { Execution, JournalEntry, Plan, Step } from '@topiary/domain';
import { channel, id } from '@topiary/domain/testing';
import { expect, test } from 'vitest';
import { lanesToTryAgain } from './lanes-again.ts';
import { ended } from './lanes.ts';

const STANDING = { receiver: 'stopped', applier: 'stopped' } as const;
const RUNNING = { receiver: 'running', applier: 'running' } as const;
const at = asInstant(0);
const [replica, anchor] = [id('r'), id('s')];
const on = (name: string, lane: typeof replica): Pick<Step, 'id' | 'lane' | 'instance' | 'deadlineMs'> => ({
  id: asStepId(name),
  lane,
  instance: lane,
  deadlineMs: 1,
});
const { settings } = channel({ source: { host: 's', port: 3306 }, sourceNumber: 1 });
const place = { kind: 'known', coordinates: { file: 'binlog.000001', position: 4 } } as const;

/** A replica goes over its master, which stands for that and starts again. */
const PLAN: Plan = {
  id: asPlanId('p'),
  intent: { kind: 'relocate', replica, channel: null, target: id('m') },
  cluster: asClusterId('c'),
  basis: { revision: 0, asOf: at },
  checks: [],
  notes: [],
  rounds: [
    {
      stages: [
        { steps: [{ ...on('s1', anchor), kind: 'stop-at-coordinates', channel: '', before: RUNNING, readsOwn: true }] },
        {
          steps: [
            {
              ...on('s2', replica),
              kind: 'point-replica-at',
              channel: '',
              from: { host: 's', port: 3306 },
              to: { host: 'm', port: 3306 },
              stops: 'none',
              before: STANDING,
              positioning: 'file',
              settings,
              coordinates: { there: place, back: place },
            },
            { ...on('s3', anchor), kind: 'start-replication', channel: '', before: RUNNING },
          ],
        },
      ],
    },
  ],
};

function after(...entries: readonly JournalEntry[]): Execution {
  const actor = { user: 'li', address: '127.0.0.1', via: 'api' } as const;
  const start: JournalEntry = { kind: 'plan-started', at, plan: PLAN, actor, lease: 1, statements: {} };
  const done = (step: string): JournalEntry => ({
    kind: 'step-done',
    at,
    step: asStepId(step),
    results: {},
    tookMs: 1,
  });
  const execution = foldJournal([start, done('s1'), ...entries, done('s3')]);
  if (execution === null) throw new Error('a plan that was started has an execution');
  return execution;
}

const reason = message('positions-differ', { instance: replica, one: 'a:1', other: 'a:2' });
const failed: JournalEntry = { kind: 'step-failed', at, step: asStepId('s2'), reason, tookMs: 1 };

test('a plan whose only replica was put back is put back, though the server that stood for it goes on', () => {
  const back = { kind: 'lane-put-back', at, lane: replica, statements: [] } as const;
  const untouched = message('nothing-was-changed', { instance: replica });
  expect(ended(after(failed, { ...back, outcome: 'put-back', reason: untouched })).outcome).toBe('put-back');
  const moved = message('moved-on-below-target', { instance: replica, source: 's', target: 'm' });
  expect(ended(after(failed, { ...back, outcome: 'failed', reason: moved })).outcome).toBe('failed');
});

test('a lane that failed for a reason that passes is begun anew once it is put back, and not while that is owed', () => {
  const full = message('server-lost', { instance: replica, code: '1040' });
  const lost: JournalEntry = { kind: 'step-failed', at, step: asStepId('s2'), reason: full, tookMs: 1 };
  const back = { kind: 'lane-put-back', at, lane: replica, reason: full, statements: [] } as const;
  const again = (...entries: readonly JournalEntry[]): readonly string[] =>
    lanesToTryAgain(after(lost, ...entries)).map(({ lane }) => lane);
  expect(again({ ...back, outcome: 'nothing-to-undo' })).toEqual([replica]);
  expect(again({ ...back, outcome: 'owed' })).toEqual([]);
  expect(again({ ...back, outcome: 'owed' }, { ...back, outcome: 'put-back' })).toEqual([replica]);
});
