import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { runCommand } from '../shared/run-command.ts';

/**
 * Copies a data directory, sharing blocks where the file system can (reflink) and leaving holes where files hold only
 * zeros, as fresh undo and redo files do: less to write, less page cache. The target must not exist.
 */
export async function copyDirectory(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await runCommand('cp', { args: [...COPY, '--sparse=always', from, to] });
}

/**
 * Into a directory that exists, by a command that runs where `prefix` says. Without holes: on a disk that is full later on, what
 * the server made sure of beforehand is there.
 */
export async function copyInto(from: string, to: string, prefix: readonly string[]): Promise<void> {
  const [program, ...args] = [...prefix, 'cp', ...COPY, '--sparse=never', `${from}/.`, to];
  await runCommand(program, { args });
}

const COPY = ['--recursive', '--preserve=mode', '--reflink=auto'] as const;
