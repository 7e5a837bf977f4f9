import { readdirSync, readFileSync } from 'node:fs';

/**
 * What the kernel says about a process id (Linux `/proc`). Process ids are used again, so an id alone proves nothing:
 * a server is recognised by the data directory in its command line, any other process by the time at which it started.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks between boot and the start of the process, field 22 of `/proc/<pid>/stat`, with the boot's own id. */
  readonly startedAt: string;
}

/** Its arguments; null when there is no such process, or it is a zombie, which has none any more. */
export function commandLineOf(pid: number): readonly string[] | null {
  const text = readOrNull(`/proc/${pid}/cmdline`);
  return text === null || text === '' ? null : text.replace(/\0$/, '').split('\0');
}

export function identityOf(pid: number): ProcessIdentity | null {
  const stat = readOrNull(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The second field is the command's name in parentheses and may hold blanks and parentheses itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startTicks] = [fields[0], fields[19]];
  if (state === 'Z' || state === 'X' || startTicks === undefined) return null;
  return { pid, startedAt: `${bootId()}:${startTicks}` };
}

export function isAlive(identity: ProcessIdentity): boolean {
  return identityOf(identity.pid)?.startedAt === identity.startedAt;
}

/** Whether the process is a server that runs on exactly this data directory. */
export function runsOnDataDirectory(pid: number, dataDirectory: string): boolean {
  return commandLineOf(pid)?.includes(`--datadir=${dataDirectory}`) ?? false;
}

/** Whether the process is stopped (SIGSTOP) with all its threads, which stop one after the other. */
export function isStopped(pid: number): boolean {
  const threads = threadsOf(pid);
  return threads.length > 0 && threads.every((thread) => stateOf(`/proc/${pid}/task/${thread}/stat`) === 'T');
}

function threadsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function stateOf(statFile: string): string | undefined {
  const stat = readOrNull(statFile);
  return stat?.slice(stat.lastIndexOf(')') + 2)[0];
}

function bootId(): string {
  return readOrNull('/proc/sys/kernel/random/boot_id')?.trim() ?? 'unknown-boot';
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
