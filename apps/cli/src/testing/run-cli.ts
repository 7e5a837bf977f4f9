/** Runs the command line as its users do: as a process of its own. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

export interface CliEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function startCli(words: readonly string[], environment: Readonly<Record<string, string>> = {}): ChildProcess {
  return spawn(process.execPath, [MAIN, ...words], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

export async function runCli(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<CliEnd> {
  return endOf(startCli(words, environment));
}

/** With that on its standard input. */
export async function runCliWith(
  input: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<CliEnd> {
  const child = spawn(process.execPath, [MAIN, ...words], { env: { ...process.env, ...environment }, stdio: 'pipe' });
  child.stdin.end(input);
  return endOf(child);
}

async function endOf(child: ChildProcess): Promise<CliEnd> {
  const [stdout, stderr] = [textOf(child.stdout), textOf(child.stderr)];
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: await stdout, stderr: await stderr };
}

async function textOf(stream: NodeJS.ReadableStream | null): Promise<string> {
  let text = '';
  for await (const part of stream ?? []) text += String(part);
  return text;
}
