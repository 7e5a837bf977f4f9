import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CrashingOperations } from '../../test/crashing-writer-worker.ts';
import { MAX_PENDING_REQUESTS, MAX_WORKER_RESTARTS, WORKER_RESTART_WINDOW_MS } from '../bounds.ts';
import { ManualClock } from '../contract/manual-clock.ts';
import { at } from '../contract/samples.ts';
import { createSqliteWorld, realClock } from '../contract/test-world.ts';
import type { SqliteWorld } from '../contract/test-world.ts';
import { WorkerClient } from './worker-client.ts';

let world: SqliteWorld;
let client: WorkerClient<CrashingOperations> | null = null;
beforeEach(async () => {
  world = await createSqliteWorld();
});
afterEach(async () => {
  await client?.end();
  client = null;
  await world.dispose();
});

const PATIENT = { deadlineMs: 30_000, dropWhenLate: 'no' } as const;
const holder = { hostname: 'here', processId: 1, url: '' };

function startClient(clock = realClock, file = world.file): WorkerClient<CrashingOperations> {
  const worker = new URL('../../test/crashing-writer-worker.ts', import.meta.url);
  client = new WorkerClient<CrashingOperations>({ file: worker, name: 'test', clock, logger: world.logger }, (self) =>
    self.request('open', { file }, PATIENT),
  );
  return client;
}

describe('a thread that dies', () => {
  test('rejects everything that waits for it, and the next call starts it anew', async () => {
    const calls = startClient();
    await calls.start();
    const waiting = [calls.call('crash', null, PATIENT), calls.call('echo', 'lost', PATIENT)];
    const outcomes = await Promise.allSettled(waiting);
    expect(
      outcomes.map((outcome) => outcome.status === 'rejected' && (outcome.reason as { code: string }).code),
    ).toEqual(['store-crashed', 'store-crashed']);
    expect(await calls.call('echo', 'again', PATIENT)).toBe('again');
    expect(world.logger.events.map(({ event }) => event)).toEqual(['store-worker-ended', 'store-worker-restarted']);
  });

  test('loses the lease that it held, and may win it again under a new term', async () => {
    const calls = startClient();
    expect(await calls.call('acquireLease', { holder, now: at(0) }, PATIENT)).toMatchObject({
      state: { kind: 'held', term: 1 },
    });
    await calls.call('crash', null, PATIENT).catch(() => undefined);
    expect(await calls.call('checkLease', null, PATIENT)).toEqual({ kind: 'lost' });
    expect(await calls.call('acquireLease', { holder, now: at(0) }, PATIENT)).toMatchObject({
      state: { kind: 'held', term: 2 },
    });
  });

  test('is not started for ever, but again when the window is over', async () => {
    const clock = new ManualClock(at(0));
    const calls = startClient(clock);
    for (let crash = 0; crash <= MAX_WORKER_RESTARTS; crash += 1) {
      await calls.call('crash', null, PATIENT).catch(() => undefined);
    }
    await expect(calls.call('echo', 'no', PATIENT)).rejects.toMatchObject({ code: 'store-crashed' });
    clock.advance(WORKER_RESTART_WINDOW_MS);
    expect(await calls.call('echo', 'yes', PATIENT)).toBe('yes');
  });

  test('that cannot be prepared says why, to every call', async () => {
    const calls = startClient(realClock, '/dev/null/topiary.db');
    await expect(calls.start()).rejects.toMatchObject({ code: 'store-directory-missing' });
    await expect(calls.call('echo', 'no', PATIENT)).rejects.toMatchObject({ code: 'store-directory-missing' });
  });
});

describe('a thread that is busy', () => {
  test('is waited for until the deadline; what was dropped for being late is never run', async () => {
    const calls = startClient();
    await calls.start();
    const busy = calls.call('block', 300, PATIENT);
    const late = { deadlineMs: 50, dropWhenLate: 'yes' } as const;
    await expect(calls.call('acquireLease', { holder, now: at(0) }, late)).rejects.toMatchObject({
      code: 'store-timeout',
    });
    await busy;
    expect(await calls.call('checkLease', null, PATIENT)).toEqual({ kind: 'lost' });
  });

  test('has a bounded queue', async () => {
    const calls = startClient();
    await calls.start();
    const busy = calls.call('block', 200, PATIENT);
    const waiting = Array.from({ length: MAX_PENDING_REQUESTS - 1 }, () => calls.call('echo', 'x', PATIENT));
    await expect(calls.call('echo', 'one too many', PATIENT)).rejects.toMatchObject({ code: 'store-overloaded' });
    await Promise.all([busy, ...waiting]);
    expect(await calls.call('echo', 'room again', PATIENT)).toBe('room again');
  });

  test('is not waited for when it is ended', async () => {
    const calls = startClient();
    await calls.start();
    const waiting = calls.call('block', 100, PATIENT);
    await Promise.all([calls.end(), expect(waiting).rejects.toMatchObject({ code: 'store-closed' })]);
    await expect(calls.call('echo', 'x', PATIENT)).rejects.toMatchObject({ code: 'store-closed' });
  });
});
