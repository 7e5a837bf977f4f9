import { spawn } from 'node:child_process';
import { SandboxError } from './errors.ts';

/** Output beyond this is dropped from the front: only the end of a log explains a failure. */
const MAX_OUTPUT_CHARACTERS = 200_000;
/** How much of it an error message quotes. */
const QUOTED_CHARACTERS = 1_500;
const DEFAULT_TIMEOUT_MS = 300_000;

export interface CommandOptions {
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  readonly timeoutMs?: number;
}

export interface CommandOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command to its end. A missing command, a non-zero exit and a time-out are a `SandboxError` `command-failed`
 * that quotes the end of what the command printed.
 */
export function runCommand(command: string, options: CommandOptions): Promise<CommandOutput> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...options.args], {
      env: { ...process.env, ...options.environment },
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      killSignal: 'SIGKILL',
    });
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    child.once('error', (cause) => reject(failure({ command, why: 'could not be started', output: '', cause })));
    child.once('close', (code, signal) => {
      if (code === 0) return resolve({ stdout: stdout(), stderr: stderr() });
      const why =
        signal === null
          ? `ended with ${code}`
          : `was ended by ${signal} after ${options.timeoutMs ?? DEFAULT_TIMEOUT_MS} ms or from outside`;
      reject(failure({ command, why, output: stderr() + stdout() }));
    });
    // A command that ends without reading its input closes the pipe; its exit code tells the story.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    text = (text + chunk).slice(-MAX_OUTPUT_CHARACTERS);
  });
  return () => text;
}

interface Failure {
  readonly command: string;
  readonly why: string;
  readonly output: string;
  readonly cause?: unknown;
}

function failure({ command, why, output, cause }: Failure): SandboxError {
  const end = output.trim().slice(-QUOTED_CHARACTERS);
  return new SandboxError('command-failed', `${command} ${why}${end === '' ? '.' : `: ${end}`}`, {
    data: { command },
    cause,
  });
}
