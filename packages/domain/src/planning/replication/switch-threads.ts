/** What switching threads leaves behind, and what takes it back. */
import type { ReplicationChannel } from '../../topology/observation.ts';
import type { StepBase, ThreadStates } from '../plan.ts';
import { threadsOf } from '../thread-states.ts';
import type { SwitchThreadsStep, ThreadChoice } from './replication-steps.ts';

export const NEITHER: ThreadChoice = { receiver: false, applier: false };
export const BOTH: ThreadChoice = { receiver: true, applier: true };

/** A receiver that is between two attempts to connect is one that runs. */
export function runningIn({ receiver, applier }: Pick<ReplicationChannel, 'receiver' | 'applier'>): ThreadChoice {
  return { receiver: receiver !== 'stopped', applier: applier === 'running' };
}

/** A thread that an error stopped is not started by a change that has nothing to do with the error. */
export function keptStates(channel: ReplicationChannel): ThreadStates {
  const { receiver, applier } = runningIn(channel);
  return { receiver: receiver ? 'running' : 'stopped', applier: applier ? 'running' : 'stopped' };
}

/** A receiver that its source refused is started with what is changed, which may mend it; an applier's error is another matter. */
export function receiverMended(channel: ReplicationChannel): ThreadStates {
  return { ...keptStates(channel), receiver: threadsOf(channel).receiver };
}

type Threads = Pick<SwitchThreadsStep, 'stops' | 'starts' | 'ran'>;

/** Which threads run after it. */
export function runningAfter({ stops, starts, ran }: Threads): ThreadChoice {
  const after = (thread: keyof ThreadChoice): boolean => starts[thread] || (ran[thread] && !stops[thread]);
  return { receiver: after('receiver'), applier: after('applier') };
}

/** `null`: everything runs that ran, and nothing else does. */
export function switchedBack(
  step: StepBase & { readonly channel: string },
  { was, is }: { readonly was: ThreadChoice; readonly is: ThreadChoice },
): SwitchThreadsStep | null {
  const starts = { receiver: was.receiver && !is.receiver, applier: was.applier && !is.applier };
  const stops = { receiver: !was.receiver && is.receiver, applier: !was.applier && is.applier };
  const { id, lane, instance, deadlineMs, channel } = step;
  return starts.receiver || starts.applier || stops.receiver || stops.applier
    ? { id, lane, instance, deadlineMs, channel, kind: 'switch-threads', stops, starts, ran: is }
    : null;
}

export function isSame(one: ThreadChoice, other: ThreadChoice): boolean {
  return one.receiver === other.receiver && one.applier === other.applier;
}
