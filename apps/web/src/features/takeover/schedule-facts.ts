/** A takeover that is not to begin now but in a window of time: what is asked for, and what came of those that were. */
import type { CallInput, InstanceId, TakeoverView } from '@topiary/contract';
import { fromLocalInput } from '../../shared/ui/local-input.ts';
import type { Mark } from '../../shared/topology/severity.ts';
import type { Blockers } from './takeover-facts.ts';

export type ScheduleRequest = CallInput<'scheduleTakeover'>['body'];

export interface Wished {
  readonly master: InstanceId;
  /** `null`: whoever is best then. */
  readonly successor: InstanceId | null;
  readonly rejoins: boolean;
  readonly blockers: Blockers;
  /** As typed, in local time. */
  readonly from: string;
  readonly until: string;
}

/** Why it cannot be asked for like this. */
export type WindowProblem = 'missing' | 'backwards' | 'past';

export function windowProblem({ from, until }: Pick<Wished, 'from' | 'until'>, now: number): WindowProblem | null {
  const [begin, end] = [fromLocalInput(from), fromLocalInput(until)];
  if (begin === '' || end === '') return 'missing';
  if (Number(end) <= Number(begin)) return 'backwards';
  return Number(end) <= now ? 'past' : null;
}

/** Whoever is best then takes over only where the old master replicates from it at once. */
export function scheduleOf({ master, successor, rejoins, blockers, from, until }: Wished): ScheduleRequest {
  return {
    master,
    successor,
    ...(rejoins || successor === null ? { rejoins: true } : {}),
    ...(blockers === 'refuse' ? {} : { blockers }),
    from: Number(fromLocalInput(from)),
    until: Number(fromLocalInput(until)),
  };
}

export const TAKEOVER_MARKS: Readonly<Record<TakeoverView['state'], Mark>> = {
  waiting: 'info',
  running: 'warning',
  done: 'ok',
  failed: 'critical',
  cancelled: 'info',
  missed: 'warning',
};

/** The next one first, then those that are over, the newest first. */
export function inOrder(takeovers: readonly TakeoverView[]): readonly TakeoverView[] {
  const isOpen = ({ state }: TakeoverView): boolean => state === 'waiting' || state === 'running';
  return [
    ...takeovers.filter(isOpen).toSorted((left, right) => left.from - right.from),
    ...takeovers.filter((one) => !isOpen(one)),
  ];
}
