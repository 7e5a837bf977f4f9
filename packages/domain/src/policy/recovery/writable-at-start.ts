/**
 * Whether a server lets writes in as soon as it starts, before anybody has looked at it. A master like that which comes back
 * after another took its place acknowledges writes that nobody else has (`docs/benchmarks.md`, faults on real servers).
 */
import type { ServerStanding } from '../../processes/standing.ts';
import { message } from '../../planning/message.ts';
import type { Message } from '../../planning/message.ts';
import type { InstanceId } from '../../topology/address.ts';

/** Either of them keeps writers out: `super_read_only` turns the other one on. */
const CLOSING = ['super_read_only', 'read_only'] as const;

/** What people should know of a server before it fails, and what helps; `null`: the sentence says that itself. */
export interface ReadinessNote {
  readonly why: Message;
  readonly how: Message | null;
}

/** Asked for beside what every standing holds. */
export type StartVariable = (typeof CLOSING)[number];
export const START_VARIABLES: readonly StartVariable[] = CLOSING;

/** `null`: it does not, or it is not known: what a statement set says nothing of the next start. */
export function writableAtStart(instance: InstanceId, standing: ServerStanding): ReadinessNote | null {
  const starts = CLOSING.map((name) => startOf(name, standing)).filter((start) => start !== 'no-such-setting');
  if (starts.length === 0 || starts.some((start) => start === 'unknown' || start.value)) return null;
  // The last one is `read_only`, by which a server is opened.
  const last = starts.at(-1);
  if (last === undefined || last === 'unknown') return null;
  return { why: message(`writable-at-start-${last.from}`, { instance, path: last.path }), how: HOW };
}

const HOW = message('writable-at-start-how', {});

interface Start {
  readonly value: boolean;
  readonly from: 'default' | 'file' | 'command-line' | 'persisted';
  readonly path: string;
}

function startOf(
  name: string,
  { variables, persisted, sources }: ServerStanding,
): Start | 'unknown' | 'no-such-setting' {
  const now = variables[name];
  if (now === undefined) return 'no-such-setting';
  const kept = persisted[name];
  // Read after all files.
  if (kept !== undefined && isOn(variables['persisted_globals_load'] ?? ''))
    return { value: isOn(kept), from: 'persisted', path: '' };
  const source = sources[name];
  if (source === undefined || source.origin === 'runtime') return 'unknown';
  return { value: isOn(now), from: source.origin, path: source.path ?? 'my.cnf' };
}

function isOn(text: string): boolean {
  return text === '1' || text.toUpperCase() === 'ON';
}
