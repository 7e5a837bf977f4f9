import { asStepId, FENCED_RESULT, message, TRIED_RESULT } from '@topiary/domain';
import type { FenceStep, ServerProcess, Step } from '@topiary/domain';
import { id, instanceIn, recordsOf, topology } from '@topiary/domain/testing';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { ExecuteResult } from '../ports/servers.ts';
import { FakeServers } from '../testing/fake-servers.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { fenceServer } from './fence-server.ts';
import type { FencingHookEnd } from './fence-server.ts';

const WAYS: FenceStep['ways'] = ['read-only', 'offline-mode', 'end-sessions', 'hook'];
const BLOCKED: ExecuteResult = { kind: 'refused', errorNumber: 1205, text: 'Lock wait timeout', grant: null };

const client = (process: number, role: ServerProcess['role'] = 'client'): ServerProcess => ({
  id: process,
  role,
  user: 'app',
  host: 'x:1',
  database: '',
  command: 'Sleep',
  seconds: 1,
  state: '',
  statement: '',
});

interface World {
  readonly ways?: FenceStep['ways'];
  readonly hook?: FencingHookEnd;
  readonly onExecute?: (step: Step) => ExecuteResult | 'works';
  readonly silent?: true;
  readonly releases?: FenceStep['releases'];
  readonly replicates?: true;
}

async function fenced({ ways = WAYS, hook = { kind: 'none' }, onExecute, silent, releases, replicates }: World) {
  const clock = new VirtualClock(() => turn());
  const servers = new FakeServers(clock, recordsOf('m > a'));
  servers.onProcesses = () => ({
    processes: [client(7), client(8), client(9, 'replication')],
    isCut: false,
    grant: null,
  });
  if (onExecute !== undefined) servers.onExecute = onExecute;
  if (silent === true) servers.kill(id('m'));
  const step: FenceStep = {
    id: asStepId('s1'),
    lane: id('m'),
    instance: id('m'),
    deadlineMs: 6_000,
    kind: 'fence',
    ways,
    to: 'super-read-only',
    was: 'writable',
    ...(releases !== undefined && { releases }),
    ...(replicates && { comesBack: replicates, waitsForNobody: replicates }),
  };
  const product = instanceIn(topology('m > a'), 'm').observation?.product ?? null;
  const asked: string[] = [];
  const context = {
    servers,
    productOf: () => product,
    fencingHook: (instance: string) => {
      asked.push(instance);
      return Promise.resolve(hook);
    },
  };
  const outcome = await clock.until(fenceServer(step, context));
  return { outcome, asked, kinds: servers.executed.map(({ kind }) => kind) };
}

describe('a server that is fenced', () => {
  test('is read-only, and nothing else is done to it', async () => {
    const { outcome, kinds, asked } = await fenced({});
    expect(outcome).toMatchObject({ kind: 'done', results: { [FENCED_RESULT]: 'read-only', [TRIED_RESULT]: '' } });
    expect([kinds, asked]).toEqual([['set-writability'], []]);
  });

  test('goes offline where something keeps it from becoming read-only', async () => {
    const { outcome } = await fenced({ onExecute: ({ kind }) => (kind === 'set-writability' ? BLOCKED : 'works') });
    expect(outcome).toMatchObject({ results: { [FENCED_RESULT]: 'offline-mode', [TRIED_RESULT]: 'read-only: 1205' } });
  });

  test('lets the commits go that wait for replicas, once nobody can be told of them, and is read-only then', async () => {
    let hanging = true;
    const { outcome, kinds } = await fenced({
      releases: 'source-replica',
      onExecute: ({ kind }) => {
        if (kind === 'set-semi-sync') hanging = false;
        return kind === 'set-writability' && hanging ? BLOCKED : 'works';
      },
    });
    expect(outcome).toMatchObject({ results: { [FENCED_RESULT]: 'offline-mode' } });
    expect(kinds).toEqual(['set-offline-mode', 'set-semi-sync', 'set-writability']);

    hanging = true;
    const other = await fenced({
      ways: ['read-only', 'end-sessions'],
      releases: 'master-slave',
      onExecute: ({ kind }) => {
        if (kind === 'set-semi-sync') hanging = false;
        return kind === 'set-writability' && hanging ? BLOCKED : 'works';
      },
    });
    expect(other.outcome).toMatchObject({ results: { [FENCED_RESULT]: 'end-sessions' } });
    expect(other.kinds).toEqual(['kill-process', 'kill-process', 'set-semi-sync', 'set-writability']);
  });

  test('that replicates does not stay offline: its readers come back once it is read-only', async () => {
    let wasOffline = false;
    const { outcome, kinds } = await fenced({
      replicates: true,
      onExecute: ({ kind }) => {
        if (kind === 'set-offline-mode') wasOffline = true;
        return kind === 'set-writability' && !wasOffline ? BLOCKED : 'works';
      },
    });
    expect(outcome).toMatchObject({
      results: { [FENCED_RESULT]: 'end-sessions', [TRIED_RESULT]: 'read-only: 1205' },
    });
    expect(kinds).toEqual(['set-offline-mode', 'set-writability', 'set-offline-mode']);
    const stuck = await fenced({
      replicates: true,
      onExecute: ({ kind }) => (kind === 'set-writability' ? BLOCKED : 'works'),
    });
    expect(stuck.outcome).toMatchObject({ results: { [FENCED_RESULT]: 'offline-mode' } });
    expect(stuck.kinds).toEqual(['set-offline-mode']);
  });

  test('that replicates waits for no replicas any more, or it would stand still at the next thing that it applies', async () => {
    const { outcome, kinds } = await fenced({ replicates: true, releases: 'source-replica' });
    expect(outcome).toMatchObject({ results: { [FENCED_RESULT]: 'read-only' } });
    expect(kinds).toEqual(['set-writability', 'set-semi-sync']);
  });

  test('loses the sessions of its clients, and of nobody else, where that is refused too', async () => {
    let killed = 0;
    const { outcome, kinds } = await fenced({
      onExecute: ({ kind }) => {
        if (kind === 'set-offline-mode') return { ...BLOCKED, errorNumber: 1227, grant: 'CONNECTION_ADMIN ON *.*' };
        if (kind === 'kill-process') killed += 1;
        return kind === 'set-writability' && killed < 2 ? BLOCKED : 'works';
      },
    });
    expect(outcome).toMatchObject({
      results: {
        [FENCED_RESULT]: 'end-sessions',
        [TRIED_RESULT]: 'read-only: 1205, offline-mode: CONNECTION_ADMIN ON *.*',
      },
    });
    expect(kinds).toEqual(['kill-process', 'kill-process', 'set-writability']);
  });

  test('that does not answer is sent no statement: the command is what is left', async () => {
    const { outcome, kinds, asked } = await fenced({ silent: true, hook: { kind: 'done' } });
    expect(outcome).toMatchObject({ kind: 'done', results: { [FENCED_RESULT]: 'hook' } });
    expect([kinds, asked]).toEqual([[], [id('m')]]);
  });

  test('is not, where nothing did it, and every way is told with what became of it', async () => {
    const { outcome } = await fenced({ onExecute: () => BLOCKED, hook: { kind: 'failed', detail: 'hook-failed 1' } });
    const tried = 'read-only: 1205, offline-mode: 1205, end-sessions: 1205, hook: hook-failed 1';
    expect(outcome).toMatchObject({ kind: 'failed', reason: message('fence-failed', { instance: id('m'), tried }) });
  });
});
