/** The side of the process that starts the fakes in one of their own, so that what each of them costs can be seen. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { StartFailure } from '../../start/start-failure.ts';
import { fakesMessage } from './messages.ts';
import type { FakesMessage, FakesSummary } from './messages.ts';

const STOP_WITHIN_MS = 5_000;

export interface FakesProcess {
  readonly summary: FakesSummary;
  readonly pid: number;
  /** Resolves when the process has ended, by `stop` or by itself. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** `command`: a program and its arguments that come to `runFakesChild`. @throws StartFailure */
export async function startFakesProcess(command: readonly [string, ...string[]]): Promise<FakesProcess> {
  const [program, ...words] = command;
  // A session of its own: Ctrl-C is for Topiary, which has to end first and takes the fakes along.
  const child = spawn(program, words, { detached: true, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const stop = () => stopped(child, ended);
  try {
    const summary = await ready(child);
    return { summary, pid: child.pid ?? 0, ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function ready(child: ChildProcess): Promise<FakesSummary> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new StartFailure([`The fakes cannot be started: ${error.message}`])));
    child.once('exit', (code) =>
      reject(new StartFailure([`The process of the fakes ended with code ${code ?? 'none'} before it was ready.`])),
    );
    child.on('message', (raw) => {
      const message: FakesMessage = fakesMessage.parse(raw);
      if (message.kind === 'ready') resolve(message.summary);
      else reject(new StartFailure(message.sentences));
    });
  });
}

async function stopped(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.connected) child.disconnect();
  const late = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  await ended;
  clearTimeout(late);
}
