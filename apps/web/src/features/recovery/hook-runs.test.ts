import { expect, test } from 'vitest';
import type { MessageView } from '@topiary/contract';
import { hookRunsOf } from './hook-runs.ts';

const list = 'PreFailoverProcesses';
const said = (code: MessageView['code'], params: MessageView['params'] = {}, at = 0) => ({
  at,
  message: { code, params },
});

test('hooks are read off the steps of a recovery, each with how it ended and what it wrote', () => {
  const runs = hookRunsOf([
    said('hook-started', { list, number: 1, count: 2, command: 'echo a' }, 10),
    said('hook-ended', { list, number: 1, count: 2, ms: 4, status: '0' }),
    said('hook-output', { list, number: 1, output: 'a' }),
    said('hooks-ignored', { list }),
    said('hook-started-asynchronously', { list, number: 2, count: 2, command: 'slow &' }, 20),
    said('hook-started', { list: 'PostFailoverProcesses', number: 1, count: 1, command: 'false' }, 30),
    said('hook-failed', { list: 'PostFailoverProcesses', number: 1, count: 1, ms: 7, status: '3' }),
  ]);
  expect(
    runs.map(({ list: name, number, end, status, tookMs, output }) => [name, number, end, status, tookMs, output]),
  ).toEqual([
    [list, 1, 'ended', '0', 4, 'a'],
    [list, 2, 'running', '', null, ''],
    ['PostFailoverProcesses', 1, 'failed', '3', 7, ''],
  ]);
  expect(runs.map(({ startedAt, isAsynchronous }) => [startedAt, isAsynchronous])).toEqual([
    [10, false],
    [20, true],
    [30, false],
  ]);
});

test('a hook that ran twice in one recovery is two runs', () => {
  const start = said('hook-started', { list, number: 1, count: 1, command: 'x' });
  const end = (status: string) => said('hook-failed', { list, number: 1, count: 1, ms: 1, status });
  expect(hookRunsOf([start, end('1'), start, end('2')]).map(({ status }) => status)).toEqual(['1', '2']);
});
