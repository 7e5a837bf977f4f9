import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { commandLineOf, identityOf, isAlive, isStopped, runsOnDataDirectory } from './process-table.ts';
import { waitUntil } from './wait-until.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** A process that does nothing, under a server's command line. */
async function pretendServer(dataDirectory: string): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', '--', `--datadir=${dataDirectory}`], {
    stdio: 'ignore',
  });
  children.push(child);
  const pid = child.pid ?? 0;
  await waitUntil(async () => (commandLineOf(pid)?.includes('-e') === true ? true : null), { timeoutMs: 60_000 });
  return pid;
}

async function endOf(pid: number): Promise<void> {
  const child = children.find((candidate) => candidate.pid === pid);
  const exit = child === undefined ? Promise.resolve() : once(child, 'exit');
  process.kill(pid, 'SIGKILL');
  await exit;
}

describe('whose process it is', () => {
  test('a server is known by the data directory in its command line', async () => {
    const pid = await pretendServer('/sandbox/m/data');
    expect(runsOnDataDirectory(pid, '/sandbox/m/data')).toBe(true);
  });

  test('a server on another directory, or on one below it, is not ours', async () => {
    const pid = await pretendServer('/sandbox/m/data2');
    expect(runsOnDataDirectory(pid, '/sandbox/m/data')).toBe(false);
    expect(runsOnDataDirectory(pid, '/sandbox/m')).toBe(false);
  });

  test('a process that has ended is nobody’s', async () => {
    const pid = await pretendServer('/sandbox/m/data');
    await endOf(pid);
    expect(runsOnDataDirectory(pid, '/sandbox/m/data')).toBe(false);
    expect(identityOf(pid)).toBeNull();
  });
});

describe('identity', () => {
  test('this process is alive under its own identity and not under that of an earlier one with its id', () => {
    const me = identityOf(process.pid);
    if (me === null) throw new Error('this process is not in the process table');
    expect(isAlive(me)).toBe(true);
    expect(isAlive({ ...me, startedAt: 'another-boot:1' })).toBe(false);
  });
});

test('a stopped process is told from a running one', async () => {
  const pid = await pretendServer('/sandbox/m/data');
  expect(isStopped(pid)).toBe(false);
  process.kill(pid, 'SIGSTOP');
  expect(await waitUntil(async () => (isStopped(pid) ? true : null), { timeoutMs: 60_000 })).toBe(true);
});
