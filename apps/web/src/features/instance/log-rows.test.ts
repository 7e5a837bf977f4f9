import type { BinaryLogsView, InstanceId } from '@topiary/contract';
import { expect, test } from 'vitest';
import { logRows } from './log-rows.ts';

test('who needs a log needs all newer ones, and who needs none counts nowhere', () => {
  const reader = (replica: string, file: string | null): BinaryLogsView['readers'][number] => ({
    replica: replica as InstanceId,
    channel: '',
    need: file === null ? 'has-all' : 'needs',
    file,
  });
  const logs = ['log.1', 'log.2', 'log.3', 'log.4'].map((name, index) => ({ name, size: index }));
  const rows = logRows({ logs, readers: [reader('a:1', 'log.2'), reader('b:1', 'log.3'), reader('c:1', null)] });
  expect(rows.map(({ name, neededBy, beginsWith }) => [name, neededBy, beginsWith])).toEqual([
    ['log.4', 2, []],
    ['log.3', 2, ['b:1']],
    ['log.2', 1, ['a:1']],
    ['log.1', 0, []],
  ]);
  expect(rows.map(({ isOldest }) => isOldest)).toEqual([false, false, false, true]);
});
