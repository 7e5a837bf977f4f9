import { spawn, type ChildProcess } from 'node:child_process';
import { SandboxError } from '../shared/errors.ts';
import { runCommand } from '../shared/run-command.ts';

/** Says that it is there, and ends when its standard input closes: with the process that started it, however that ends. */
const HOLD = 'echo held; exec cat >/dev/null';
const START_TIMEOUT_MS = 5_000;
const COMMAND_TIMEOUT_MS = 10_000;

/**
 * A process that does nothing but keep a network namespace and a mount namespace alive. Interfaces and mounts made in them go
 * with the last process in them, so that nothing of them is ever left on the machine.
 */
export class RoomHolder {
  readonly #child: ChildProcess;
  readonly pid: number;

  private constructor(child: ChildProcess, pid: number) {
    this.#child = child;
    this.pid = pid;
  }

  /** @throws SandboxError `rooms-not-supported` where this user may make no namespaces, or the tools are missing. */
  static start(): Promise<RoomHolder> {
    return new Promise((resolve, reject) => {
      const child = spawn('unshare', ['--net', '--mount', '--propagation', 'private', 'sh', '-c', HOLD], {
        // Ctrl-C at a terminal ends the process that holds its input, and so this one, in that process's own order.
        detached: true,
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      const fail = (cause?: unknown): void => {
        child.kill('SIGKILL');
        reject(notSupported(cause));
      };
      const timer = setTimeout(fail, START_TIMEOUT_MS);
      child.once('error', fail);
      child.once('exit', () => fail());
      child.stdin.on('error', () => undefined);
      child.stdout.once('data', () => {
        clearTimeout(timer);
        child.removeAllListeners('exit');
        child.unref();
        if (child.pid === undefined) fail();
        else resolve(new RoomHolder(child, child.pid));
      });
    });
  }

  /** What is put before a command, so that it runs in these namespaces under its own process id. */
  get prefix(): readonly string[] {
    return ['nsenter', `--target=${this.pid}`, '--net', '--mount'];
  }

  /** Runs a command in these namespaces. @throws SandboxError `command-failed`. */
  async run(command: readonly string[]): Promise<void> {
    const [program = '', ...args] = [...this.prefix, ...command];
    await runCommand(program, { args, timeoutMs: COMMAND_TIMEOUT_MS });
  }

  end(): void {
    this.#child.kill('SIGKILL');
  }
}

function notSupported(cause: unknown): SandboxError {
  return new SandboxError(
    'rooms-not-supported',
    'Servers cannot get networks of their own here: that takes root, and the programs unshare, nsenter, ip and mount.',
    { cause },
  );
}
