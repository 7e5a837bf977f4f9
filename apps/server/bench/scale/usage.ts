/** What a process costs, from /proc. Processor time counts only what it used, also on a busy machine. */
import { readFile } from 'node:fs/promises';

/** Jiffies per second of /proc/<pid>/stat; 100 on every Linux that Debian builds. */
const CLOCK_TICKS = 100;

export interface Usage {
  /** User and system, of all its threads. */
  readonly cpuMs: number;
  readonly residentMegabytes: number;
}

export async function usageOf(processId: number): Promise<Usage> {
  const [stat, status] = await Promise.all([
    readFile(`/proc/${processId}/stat`, 'utf8'),
    readFile(`/proc/${processId}/status`, 'utf8'),
  ]);
  // The command in parentheses may hold spaces; what follows it is numbers, user and system time the 12th and 13th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  const residentKilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN);
  return { cpuMs: (ticks * 1_000) / CLOCK_TICKS, residentMegabytes: Math.round(residentKilobytes / 1_024) };
}
