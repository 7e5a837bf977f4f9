import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exists } from '../cache/install-once.ts';
import { commandLineOf } from '../shared/process-table.ts';
import { eventually } from '../testing/eventually.ts';
import { listSandboxes, openSandbox } from './open-sandbox.ts';
import { sweepLeftovers } from './registry.ts';
import { startSandbox } from './start-sandbox.ts';

const OWNER = new URL('../testing/owner-process.ts', import.meta.url).pathname;
let parent = '';
let directory = '';
let owner: ChildProcess | null = null;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'topiary-leftovers-test-'));
  directory = join(parent, 'sandbox');
});
afterEach(async () => {
  owner?.kill('SIGKILL');
  await sweepLeftovers();
  await rm(parent, { recursive: true, force: true });
});

/** Starts a process that owns a sandbox; resolves with the id of the sandbox's server. */
async function startOwner(): Promise<number> {
  const child = spawn(process.execPath, [OWNER, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  owner = child;
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`the owner ended with ${String(code)}`)));
  const said: unknown[] = await Promise.race([once(child.stdout, 'data'), ended]);
  ended.catch(() => undefined);
  return Number(/^up (\d+)/.exec(String(said[0]))?.[1]);
}

async function endOwner(signal: NodeJS.Signals): Promise<void> {
  if (owner === null) return;
  const exit = once(owner, 'exit');
  owner.kill(signal);
  await exit;
}

test('what a killed process left is cleared by the next sweep, processes and files', async () => {
  const pid = await startOwner();
  await endOwner('SIGKILL');
  expect(commandLineOf(pid)).not.toBeNull();
  expect((await listSandboxes()).find((sandbox) => sandbox.directory === directory)?.owner).toBe('gone');
  expect(await sweepLeftovers()).toContain('left-behind');
  expect(commandLineOf(pid)).toBeNull();
  expect(await exists(directory)).toBe(false);
});

test('a sweep leaves alone what lives, and a process that took over a recorded id', async () => {
  const pid = await startOwner();
  await sweepLeftovers();
  expect(commandLineOf(pid)).not.toBeNull();
  const stranger = spawn('sleep', ['60'], { stdio: 'ignore' });
  await writeFile(join(directory, 'servers', 'one.m', 'pid'), String(stranger.pid));
  await endOwner('SIGKILL');
  await sweepLeftovers();
  expect(stranger.exitCode).toBeNull();
  stranger.kill('SIGKILL');
  // The server itself, whose id nobody knows any more.
  process.kill(pid, 'SIGKILL');
});

test('Ctrl-C takes everything down and leaves no files', async () => {
  const pid = await startOwner();
  await endOwner('SIGINT');
  expect(owner?.signalCode).toBe('SIGINT');
  expect(await eventually(async () => commandLineOf(pid) === null)).toBe(true);
  expect(await readdir(parent)).toEqual([]);
});

test('a detached sandbox outlives its handle and sweeps, until it is stopped', async () => {
  const made = await startSandbox({
    directory,
    name: 'detached-test',
    lifetime: 'detached',
    clusters: [{ name: 'one', tree: 'm; flavor mariadb' }],
    basePort: 24_520,
  });
  await made.disconnect();
  await sweepLeftovers();
  const opened = await openSandbox(directory);
  expect(opened.server('m').state).toBe('running');
  await opened.stop();
  expect(opened.server('m').state).toBe('stopped');
  expect(await exists(directory)).toBe(false);
});

test('a directory with other things in it is refused, and they stay', async () => {
  await writeFile(join(parent, 'mine'), 'precious');
  await expect(
    startSandbox({ directory: parent, clusters: [{ name: 'one', tree: 'm; flavor mariadb' }] }),
  ).rejects.toMatchObject({ code: 'directory-in-use' });
  expect(await readdir(parent)).toEqual(['mine']);
});
