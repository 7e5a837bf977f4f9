/**
 * `logger`, which every Linux has, as the way to the syslog daemon: its socket is one of datagrams, which Node has none of. One
 * process takes all lines on its standard input; the priority stands before each. It ends with its input, whatever becomes of
 * Topiary.
 */
import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import type { Clock } from '@topiary/engine';
import { codeOf } from '../runtime/error-code.ts';

/** Characters of one message; `logger` would cut what is longer into several. */
const MAX_MESSAGE_BYTES = 16_384;
/** One that cannot reach the daemon ends within this time, before it has read anything. */
export const SETTLE_MS = 250;
const MAX_COMPLAINT_CHARACTERS = 500;

const ARGUMENTS = [
  '--tag',
  'topiary',
  `--id=${process.pid}`,
  '--priority',
  'daemon.info',
  '--prio-prefix',
  '--size',
  String(MAX_MESSAGE_BYTES),
  '--socket-errors=on',
];

const NOT_THERE = 'logger is not on the PATH: install bsdutils (Debian, Ubuntu) or util-linux (Red Hat)';

export interface LoggerProcessOptions {
  readonly clock: Clock;
  /** Where the command is looked for; the process's own by default. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

interface Running {
  readonly child: ChildProcessByStdio<Writable, null, Readable>;
  /** Resolves when it has ended, with why. */
  readonly ended: Promise<string>;
}

export class LoggerProcess {
  readonly #options: LoggerProcessOptions;
  #running: Running | null = null;

  constructor(options: LoggerProcessOptions) {
    this.#options = options;
  }

  /** Resolves when it has taken all of it. Rejects with why it did not; then the next call starts another process. */
  async send(text: string): Promise<void> {
    const { child, ended } = this.#running ?? (await this.#start());
    const { promise, resolve } = Promise.withResolvers<null>();
    child.stdin.write(text, (error) => {
      if (error === null || error === undefined) resolve(null);
    });
    const problem = await Promise.race([promise, ended]);
    if (problem !== null) throw new Error(problem);
  }

  /** Lets it write what it has, for at most so long. */
  async end(deadlineMs: number): Promise<void> {
    if (this.#running === null) return;
    const { child, ended } = this.#running;
    const cancel = this.#options.clock.schedule(deadlineMs, () => child.kill('SIGKILL'));
    child.stdin.end();
    await ended;
    cancel();
  }

  /** Rejects where it ends at once. */
  async #start(): Promise<Running> {
    const running = this.#spawn();
    this.#running = running;
    const { clock } = this.#options;
    const settled = Promise.withResolvers<null>();
    const cancel = clock.schedule(SETTLE_MS, () => settled.resolve(null));
    const problem = await Promise.race([settled.promise, running.ended]);
    cancel();
    if (problem !== null) throw new Error(problem);
    return running;
  }

  #spawn(): Running {
    const { environment = process.env } = this.#options;
    // A group of its own: who interrupts Topiary in a terminal does not cut off what it says of its end.
    const child = spawn('logger', ARGUMENTS, { env: environment, detached: true, stdio: ['pipe', 'ignore', 'pipe'] });
    let complaint = '';
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (part: string) => (complaint = (complaint + part).slice(0, MAX_COMPLAINT_CHARACTERS)));
    // It is no reason for Topiary to stay.
    child.unref();
    for (const pipe of [child.stdin, child.stderr]) if (pipe instanceof Socket) pipe.unref();
    // Its end says why.
    child.stdin.on('error', () => undefined);
    const { promise: ended, resolve } = Promise.withResolvers<string>();
    const end = (why: string): void => {
      if (this.#running?.child === child) this.#running = null;
      resolve(why);
    };
    child.once('error', (error) => end(codeOf(error) === 'ENOENT' ? NOT_THERE : error.message));
    child.once('close', (code, signal) => end(complaint.trim() || `logger ended (${code ?? signal})`));
    return { child, ended };
  }
}
