/** Before a master is closed: whether what runs on it, or a lock on its successor, is in the way, and what becomes of that. */
import { DEFAULT_TAKEOVER } from '../../policy/takeover-policy.ts';
import type { ProcessList } from '../../processes/process.ts';
import type { Instance } from '../../topology/snapshot.ts';
import { fail, pass, warn } from '../checks.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import type { Check, Step } from '../plan.ts';
import type { PlanReads, Read } from '../reads.ts';
import { blockersOf, MAX_NAMED_BLOCKERS } from './blockers.ts';
import type { BlockerRule } from './blockers.ts';
import { baseOf } from './replacing.ts';
import type { Replacing } from './replacing.ts';

/** For sessions that were ended to be gone. */
const ENDED_WITHIN_MS = 5_000;

export interface Guarded {
  readonly checks: readonly Check[];
  readonly notes: readonly Message[];
  readonly steps: readonly Step[];
}

/** `closesWithinSeconds`: after that a lock that nobody told of ends the takeover. */
export function guards(
  replacing: Replacing,
  { sessions, closesWithinSeconds }: { readonly sessions: PlanReads['sessions']; readonly closesWithinSeconds: number },
): Guarded {
  const { master, successor, policy, intent } = replacing;
  const { longSeconds, waitSeconds } = policy.takeover ?? DEFAULT_TAKEOVER;
  const asked = { ...replacing, sessions, closesWithinSeconds };
  const checks = [
    ...checksOf(asked, { instance: master.id, role: 'master', longSeconds }),
    ...checksOf(asked, { instance: successor.id, role: 'successor', longSeconds }),
  ];
  const { blockers: how } = intent;
  if (how === undefined) return { checks, notes: [], steps: [] };
  const deadlineMs = how === 'kill' ? ENDED_WITHIN_MS : waitSeconds * 1000;
  const step = (on: Instance, role: BlockerRule['role']): Step => ({
    ...baseOf(master.id, on.id, deadlineMs),
    kind: 'clear-sessions',
    action: how,
    role,
    longSeconds,
  });
  return {
    checks,
    notes: [
      how === 'kill'
        ? message('blockers-are-ended', { instance: master.id })
        : message('blockers-are-waited-for', { instance: master.id, seconds: waitSeconds }),
    ],
    steps: [step(successor, 'successor'), step(master, 'master')],
  };
}

interface Asked extends Replacing {
  readonly sessions: PlanReads['sessions'];
  readonly closesWithinSeconds: number;
}

function checksOf({ sessions, intent, closesWithinSeconds }: Asked, rule: BlockerRule): readonly Check[] {
  const read: Read<ProcessList> | undefined = sessions?.get(rule.instance);
  const { instance } = rule;
  // A preview that reads nothing; it is asked before the first statement.
  if (read === undefined) return [];
  const isSettled = intent.blockers !== undefined || intent.because === 'forced';
  if (read.kind === 'failed')
    return [(isSettled ? warn : fail)(instance, message('blockers-not-read', { instance, code: read.code }))];
  const { grant, tellsLocks } = read.value;
  const found = blockersOf(read.value, rule);
  const more = found.length - MAX_NAMED_BLOCKERS;
  const verdict = isSettled ? warn : fail;
  return [
    ...(found.length === 0 ? [pass(instance, message('nothing-in-the-way', { instance }))] : []),
    ...found.slice(0, MAX_NAMED_BLOCKERS).map(({ why }) => verdict(instance, why)),
    ...(more > 0 ? [verdict(instance, message('blocked-by-more', { instance, count: more }))] : []),
    ...(grant === null ? [] : [warn(instance, message('blockers-not-all-seen', { instance, grant }))]),
    ...(tellsLocks === false && rule.role === 'master'
      ? [pass(instance, message('locks-not-told', { instance, seconds: closesWithinSeconds }))]
      : []),
  ];
}
