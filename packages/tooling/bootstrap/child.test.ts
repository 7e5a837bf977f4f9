import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { exitCodeOf, runChild } from './child.mjs';
import { nodeVersionProblem } from './node-version.mjs';

const node = (script: string, limitMs?: number, onOutput?: (text: string) => void) =>
  runChild({
    command: process.execPath,
    args: ['-e', script],
    cwd: tmpdir(),
    stdio: ['ignore', 'pipe', 'ignore'],
    limitMs,
    ...(onOutput === undefined ? {} : { onOutput }),
  });

/** Whether a process runs; one that has ended but was not yet collected by its parent does not. */
function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a child process', () => {
  test('hands back its exit code and its output', async () => {
    const output: string[] = [];
    const end = await node("console.log('said'); process.exit(7)", undefined, (text) => output.push(text));
    expect(end).toEqual({ code: 7, signal: null, why: 'ended' });
    expect(exitCodeOf(end)).toBe(7);
    expect(output.join('')).toBe('said\n');
  });

  test('is ended with everything that it started when its time is up', async () => {
    const output: string[] = [];
    const grandchild = "require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])";
    const end = await node(`console.log(${grandchild}.pid); setInterval(() => {}, 1000)`, 1_500, (text) =>
      output.push(text),
    );
    expect(end.why).toBe('timed-out');
    const pid = Number(output.join(''));
    expect(pid).toBeGreaterThan(0);
    await expect.poll(() => runs(pid)).toBe(false);
  });

  test('that does not exist is reported, not thrown', async () => {
    const end = await runChild({ command: 'no-such-command-here', args: [], cwd: tmpdir() });
    expect(end.why).toBe('not-found');
    expect(exitCodeOf(end)).toBe(1);
  });

  test('gets a signal that is sent to its parent, and the parent lives on to say so', async () => {
    const script =
      "process.on('SIGTERM', () => process.exit(0)); process.kill(process.ppid, 'SIGTERM'); setInterval(() => {}, 1000)";
    const parent = [
      'const { runChild } = await import(process.argv[1]);',
      "const end = await runChild({ command: process.execPath, args: ['-e', process.argv[2]], cwd: '.' });",
      'console.log(JSON.stringify(end));',
    ].join('\n');
    const output: string[] = [];
    await runChild({
      command: process.execPath,
      args: ['--input-type=module', '-e', parent, new URL('child.mjs', import.meta.url).href, script],
      cwd: tmpdir(),
      stdio: ['ignore', 'pipe', 'inherit'],
      limitMs: 8_000,
      onOutput: (text) => output.push(text),
    });
    expect(JSON.parse(output.join(''))).toEqual({ code: 0, signal: null, why: 'interrupted' });
  });
});

describe('the version of Node', () => {
  test.each(['20.0.0', '22.1.0', '100.0.0'])('%s will do', (version) => {
    expect(nodeVersionProblem(version)).toBeUndefined();
  });

  test.each(['18.20.4', '6.0.0'])('%s is too old, in one sentence', (version) => {
    expect(nodeVersionProblem(version)).toMatch(`this is Node ${version}`);
  });
});
