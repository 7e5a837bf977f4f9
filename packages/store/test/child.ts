/** Starts the programs of this folder, reads their lines, and never leaves one behind. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Child {
  /** The next line that it prints; rejects when it ends first. */
  readonly nextLine: () => Promise<string>;
  /** Every line so far that `nextLine` did not take. */
  readonly linesLeft: () => readonly string[];
  /** As `kill -9`; resolves when the process is gone. */
  readonly kill: () => Promise<void>;
  readonly exitCode: () => Promise<number | null>;
}

export function startChild(program: string, args: readonly string[]): Child {
  const file = new URL(`./${program}.ts`, import.meta.url);
  const child = spawn(process.execPath, [file.pathname, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const lines = linesOf(child);
  return {
    nextLine: async () => {
      const line = await lines.next();
      if (line === null) throw new Error(`${program} ended before it printed a line`);
      return line;
    },
    linesLeft: lines.left,
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    exitCode: async () => {
      await exited;
      return child.exitCode;
    },
  };
}

interface Lines {
  readonly next: () => Promise<string | null>;
  readonly left: () => readonly string[];
}

function linesOf(child: ChildProcess): Lines {
  const lines: string[] = [];
  let ended = false;
  let wake = (): void => undefined;
  const reader = createInterface({ input: child.stdout ?? process.stdin });
  reader.on('line', (line) => {
    lines.push(line);
    wake();
  });
  reader.on('close', () => {
    ended = true;
    wake();
  });
  const next = async (): Promise<string | null> => {
    while (lines.length === 0 && !ended) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return lines.shift() ?? null;
  };
  return { next, left: () => [...lines] };
}
