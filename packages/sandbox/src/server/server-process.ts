import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SandboxError } from '../shared/errors.ts';
import { isStopped, runsOnDataDirectory } from '../shared/process-table.ts';
import { waitUntil } from '../shared/wait-until.ts';

/**
 * One server's process, known by its directory alone, so that any process may act on it: the process id is on disk, and
 * before each signal it is checked that this id still runs on our data directory.
 */
export interface ServerPlace {
  /** The server's own directory; holds `data`, `log` and `pid`. */
  readonly directory: string;
}

export function dataDirectoryOf(place: ServerPlace): string {
  return join(place.directory, 'data');
}

export function logFileOf(place: ServerPlace): string {
  return join(place.directory, 'log');
}

/**
 * The parent of a server is a shell that writes down the server's id before anything else happens, and starts it again
 * when it exits with 16: that is how a server asks to be restarted (RESTART, the end of CLONE), but only when
 * MYSQLD_PARENT_PID says that somebody will. The shell ends with the server in every other case.
 */
const SUPERVISOR = `
pidfile=$1; shift
export MYSQLD_PARENT_PID=$$
while :; do
  "$@" </dev/null &
  pid=$!
  echo "$pid" > "$pidfile"
  wait "$pid"
  code=$?
  [ "$code" -eq 16 ] || exit "$code"
done
`;
const STOP_TIMEOUT_MS = 30_000;
const KILL_TIMEOUT_MS = 10_000;
const SPAWN_TIMEOUT_MS = 5_000;
const POLL_MS = 5;
const FREEZE_WAIT = { timeoutMs: 2_000, everyMs: 1 };
const QUOTED_LOG_CHARACTERS = 2_000;

/** The server's process id; null when it does not run. */
export function pidOf(place: ServerPlace): number | null {
  const recorded = recordedPid(place);
  return recorded !== null && runsOnDataDirectory(recorded, dataDirectoryOf(place)) ? recorded : null;
}

/** Starts it and returns its id; whether it will answer is for `waitUntilAnswers` to say. */
export async function spawnServer(place: ServerPlace, command: readonly string[]): Promise<number> {
  await rm(join(place.directory, 'pid'), { force: true });
  const log = await open(logFileOf(place), 'a');
  try {
    // A session of its own keeps a terminal's Ctrl-C away from it: the sandbox takes servers down in its own order.
    const shell = spawn('/bin/sh', ['-c', SUPERVISOR, 'topiary-sandbox', join(place.directory, 'pid'), ...command], {
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      cwd: place.directory,
    });
    shell.on('error', () => undefined);
    shell.unref();
  } finally {
    await log.close();
  }
  const pid = await waitUntil(async () => pidOf(place), { timeoutMs: SPAWN_TIMEOUT_MS, everyMs: POLL_MS });
  if (pid === null)
    throw new SandboxError(
      'server-did-not-start',
      `A server ended as soon as it was started. The end of its log: ${logTail(place)}`,
      { data: { directory: place.directory } },
    );
  return pid;
}

/** `kill -9`. Resolves when the process is gone; nothing happens to one that does not run. */
export async function killServer(place: ServerPlace): Promise<void> {
  if (signalServer(place, 'SIGKILL')) await waitUntilGone(place, KILL_TIMEOUT_MS);
}

/** An orderly shutdown, also of a frozen server. Resolves when the process is gone. */
export async function stopServer(place: ServerPlace): Promise<void> {
  signalServer(place, 'SIGCONT');
  if (signalServer(place, 'SIGTERM')) await waitUntilGone(place, STOP_TIMEOUT_MS);
}

/** SIGSTOP: the kernel goes on accepting connections for it, and it says nothing. Resolves when it has stopped. */
export async function freezeServer(place: ServerPlace): Promise<void> {
  requireSignal(place, 'SIGSTOP');
  await waitUntil(async () => (processStateOf(place) === 'running' ? null : true), FREEZE_WAIT);
}

/** SIGCONT. Resolves when it runs again. */
export async function thawServer(place: ServerPlace): Promise<void> {
  requireSignal(place, 'SIGCONT');
  await waitUntil(async () => (processStateOf(place) === 'frozen' ? null : true), FREEZE_WAIT);
}

export type ProcessState = 'running' | 'frozen' | 'stopped';

export function processStateOf(place: ServerPlace): ProcessState {
  const pid = pidOf(place);
  if (pid === null) return 'stopped';
  return isStopped(pid) ? 'frozen' : 'running';
}

/** For errors: the end of what the server wrote into its log. */
export function logTail(place: ServerPlace): string {
  try {
    return readFileSync(logFileOf(place), 'utf8').trim().slice(-QUOTED_LOG_CHARACTERS);
  } catch {
    return '(no log)';
  }
}

/** Sends a signal to our server only; false when it does not run. */
export function signalServer(place: ServerPlace, signal: NodeJS.Signals): boolean {
  const pid = pidOf(place);
  if (pid === null) return false;
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

function requireSignal(place: ServerPlace, signal: NodeJS.Signals): void {
  if (!signalServer(place, signal))
    throw new SandboxError('server-not-running', 'The server does not run: start it first.', {
      data: { directory: place.directory },
    });
}

async function waitUntilGone(place: ServerPlace, timeoutMs: number): Promise<void> {
  const gone = await waitUntil(async () => (pidOf(place) === null ? true : null), { timeoutMs, everyMs: POLL_MS });
  if (gone === null)
    throw new SandboxError('server-did-not-stop', `The server did not end within ${timeoutMs / 1000} s.`, {
      data: { directory: place.directory },
    });
}

function recordedPid(place: ServerPlace): number | null {
  try {
    const pid = Number(readFileSync(join(place.directory, 'pid'), 'utf8'));
    return Number.isInteger(pid) && pid > 1 ? pid : null;
  } catch {
    return null;
  }
}
