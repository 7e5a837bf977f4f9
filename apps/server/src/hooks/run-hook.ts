/** One hook as a process group of its own, with a deadline, its output kept up to a bound. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock, HookEnd, RenderedHook } from '@topiary/engine';
import { codeOf } from '../runtime/error-code.ts';

/** Between the polite signal and the one that nobody can refuse. */
export const KILL_GRACE_MS = 2_000;
/** What a hook left running may still write after it ended itself. */
export const DRAIN_MS = 100;
export const MAX_HOOK_OUTPUT_CHARACTERS = 8_000;

export interface RunHookOptions {
  /** `ProcessesShellCommand`: run with the path of a file that holds the command. */
  readonly shell: string;
  readonly clock: Clock;
  readonly deadlineMs: number;
}

/** Never rejects. */
export async function runHook(hook: RenderedHook, options: RunHookOptions): Promise<HookEnd> {
  const { clock } = options;
  const startedAt = clock.monotonicMs();
  const since = () => clock.monotonicMs() - startedAt;
  let directory: string | null = null;
  try {
    directory = await mkdtemp(join(tmpdir(), 'topiary-hook-'));
    const file = join(directory, 'hook');
    await writeFile(file, `${hook.script}\n`, { mode: 0o700 });
    return { ...(await runFile(hook, { ...options, file })), ms: since() };
  } catch (error) {
    return { kind: 'not-started', status: codeOf(error) ?? 'error', ms: since(), output: '' };
  } finally {
    if (directory !== null) await rm(directory, { recursive: true, force: true }).catch(() => undefined);
  }
}

function runFile(
  { environment, arguments: given, input }: RenderedHook,
  { shell, file, clock, deadlineMs }: RunHookOptions & { readonly file: string },
): Promise<Omit<HookEnd, 'ms'>> {
  const { promise, resolve, reject } = Promise.withResolvers<Omit<HookEnd, 'ms'>>();
  const child = spawn(shell, [file, ...given], {
    env: { ...process.env, ...environment },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const output = collect(child);
  let isLate = false;
  let cancel = clock.schedule(deadlineMs, () => {
    isLate = true;
    killGroup(child, 'SIGTERM');
    cancel = clock.schedule(KILL_GRACE_MS, () => killGroup(child, 'SIGKILL'));
  });
  child.once('error', (error) => {
    cancel();
    reject(error);
  });
  child.once('exit', (code, signal) => {
    cancel();
    // What the group still holds has had its time; what a hook that ended well left behind is its own affair.
    if (isLate) killGroup(child, 'SIGKILL');
    clock.schedule(DRAIN_MS, () => {
      child.stdout.destroy();
      child.stderr.destroy();
      const kind = isLate ? 'killed' : code === 0 ? 'ended' : 'failed';
      resolve({ kind, status: String(code ?? signal), output: output() });
    });
  });
  // A hook need not read what it is told.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  return promise;
}

function collect(child: ChildProcess): () => string {
  let text = '';
  let dropped = 0;
  const add = (chunk: string): void => {
    const room = Math.max(0, MAX_HOOK_OUTPUT_CHARACTERS - text.length);
    text += chunk.slice(0, room);
    dropped += Math.max(0, chunk.length - room);
  };
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', add);
  return () => (dropped === 0 ? text.trimEnd() : `${text} … (+${dropped})`);
}

function killGroup({ pid }: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // Nobody of the group is left.
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}
