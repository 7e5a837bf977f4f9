import type { ClearSessionsStep, ServerProcess } from '@topiary/domain';
import { asStepId } from '@topiary/domain';
import { id, recordsOf } from '@topiary/domain/testing';
import { describe, expect, test } from 'vitest';
import { FakeServers, VirtualClock } from '../testing/index.ts';
import { clearSessions } from './clear-sessions.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const m = id('m');
const LOCKING: ServerProcess = {
  id: 9,
  role: 'client',
  user: 'backup',
  host: 'h:1',
  database: '',
  command: 'Sleep',
  seconds: 50,
  state: '',
  statement: '',
  holds: ['global'],
};

function world(action: ClearSessionsStep['action']) {
  const clock = new VirtualClock(turn);
  const records = recordsOf('m > a');
  const servers = new FakeServers(clock, records);
  const product = records.get(m)?.observation?.product;
  if (product === undefined) throw new Error('no product');
  const step: ClearSessionsStep = {
    id: asStepId('s1'),
    lane: m,
    instance: m,
    deadlineMs: 5_000,
    kind: 'clear-sessions',
    action,
    role: 'master',
    longSeconds: 10,
  };
  const running = { here: [LOCKING] as readonly ServerProcess[] };
  servers.onProcesses = () => ({ processes: running.here, isCut: false, grant: null });
  const cleared = () => clock.until(clearSessions(step, { servers, clock, product, isAbandoned: () => false }));
  return { clock, servers, running, cleared };
}

describe('what is in the way', () => {
  test('is waited for until it is gone', async () => {
    const { clock, running, cleared, servers } = world('wait');
    clock.schedule(1_000, () => {
      running.here = [];
    });
    expect(await cleared()).toEqual({ kind: 'done', results: {} });
    expect(clock.monotonicMs()).toBeLessThan(1_300);
    expect(servers.executed).toEqual([]);
  });

  test('and stays by the deadline is named', async () => {
    const { cleared } = world('wait');
    expect(await cleared()).toMatchObject({
      kind: 'failed',
      reason: { code: 'blockers-remain', params: { count: 1, process: 9, user: 'backup', seconds: 5 } },
      mayHaveRun: false,
    });
  });

  test('is ended, and gone, before anything goes on', async () => {
    const { running, cleared, servers } = world('kill');
    servers.onExecute = (step) => {
      if (step.kind === 'kill-process' && step.process === LOCKING.id) running.here = [];
      return 'works';
    };
    expect(await cleared()).toEqual({ kind: 'done', results: {} });
    expect(servers.executed).toEqual([{ instance: m, kind: 'kill-process' }]);
  });

  test('cannot be known of a server that does not answer', async () => {
    const { servers, cleared } = world('kill');
    servers.kill(m);
    expect(await cleared()).toMatchObject({ kind: 'failed', reason: { code: 'server-lost' } });
  });
});
