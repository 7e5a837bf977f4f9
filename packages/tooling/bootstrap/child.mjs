// Child processes with a time limit. Each runs as a process group of its own, so that ending it ends what it started too,
// and so that a signal reaches it exactly once, through us, and not also from the terminal.

import { spawn } from 'node:child_process';

const SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
/** npm passes on a signal that the terminal has already sent: the second of a pair within this time is the same one. */
const SAME_SIGNAL_MS = 500;
const GRACE_MS = 5_000;
const DRAIN_MS = 1_000;

/**
 * @typedef {object} ChildCall
 * @property {string} command
 * @property {readonly string[]} args
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number | undefined} [limitMs] after which the whole group is ended; without it the child may run for ever
 * @property {import('node:child_process').StdioOptions} [stdio]
 * @property {(text: string) => void} [onOutput] receives standard output and standard error where they are piped
 */

/**
 * @typedef {object} ChildEnd
 * @property {number | null} code
 * @property {NodeJS.Signals | null} signal
 * @property {'ended' | 'timed-out' | 'interrupted' | 'not-found'} why
 */

/**
 * @param {number} pid of the leader of a process group
 * @param {NodeJS.Signals} signal
 */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone: what was asked for is so.
  }
}

/**
 * Hands the signals that end a process on to a group.
 *
 * @param {number} pid
 * @param {() => void} onSignal
 * @returns {() => void} stops handing on
 */
function forwardSignals(pid, onSignal) {
  /** @type {Map<NodeJS.Signals, number>} */
  const lastAt = new Map();
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    const now = Date.now();
    if (now - (lastAt.get(signal) ?? 0) < SAME_SIGNAL_MS) {
      return;
    }
    lastAt.set(signal, now);
    onSignal();
    signalGroup(pid, signal);
  };
  for (const signal of SIGNALS) {
    process.on(signal, forward);
  }
  return () => {
    for (const signal of SIGNALS) {
      process.off(signal, forward);
    }
  };
}

/**
 * Runs a command to its end.
 *
 * @param {ChildCall} call
 * @returns {Promise<ChildEnd>}
 */
export function runChild(call) {
  return new Promise((resolve, reject) => {
    const child = spawn(call.command, [...call.args], {
      cwd: call.cwd,
      env: call.env ?? process.env,
      stdio: call.stdio ?? 'inherit',
      detached: true,
    });
    /** @type {ChildEnd['why']} */
    let why = 'ended';
    const pid = child.pid;
    const stopForwarding =
      pid === undefined
        ? () => {}
        : forwardSignals(pid, () => {
            why = 'interrupted';
          });
    const stopLimit = pid === undefined ? () => {} : limit(pid, call.limitMs, () => (why = 'timed-out'));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => call.onOutput?.(text));
    }
    child.on('error', (error) => {
      stopForwarding();
      stopLimit();
      if ('code' in error && error.code === 'ENOENT') {
        resolve({ code: null, signal: null, why: 'not-found' });
      } else {
        reject(error);
      }
    });
    /**
     * @param {number | null} code
     * @param {NodeJS.Signals | null} signal
     */
    const end = (code, signal) => {
      stopForwarding();
      stopLimit();
      if (pid !== undefined && why === 'timed-out') {
        signalGroup(pid, 'SIGKILL');
      }
      resolve({ code, signal, why });
    };
    child.on('close', end);
    // A grandchild that lives on may keep the pipes open: what the child itself had to say has arrived by then.
    child.on('exit', (code, signal) => setTimeout(end, DRAIN_MS, code, signal).unref());
  });
}

/**
 * @param {number} pid
 * @param {number | undefined} limitMs
 * @param {() => void} onLimit
 * @returns {() => void} lifts the limit
 */
function limit(pid, limitMs, onLimit) {
  if (limitMs === undefined) {
    return () => {};
  }
  /** @type {NodeJS.Timeout | undefined} */
  let kill;
  const term = setTimeout(() => {
    onLimit();
    signalGroup(pid, 'SIGTERM');
    kill = setTimeout(() => signalGroup(pid, 'SIGKILL'), GRACE_MS);
  }, limitMs);
  return () => {
    clearTimeout(term);
    clearTimeout(kill);
  };
}

/**
 * @param {ChildEnd} end
 * @returns {number} the exit code that says the same to our own caller
 */
export function exitCodeOf(end) {
  return end.code ?? (end.why === 'interrupted' ? 130 : 1);
}
