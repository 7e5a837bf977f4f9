/** What the threads of a channel do, as steps keep it. */
import type { ReceiverState, ReplicationChannel, ReplicationError } from '../topology/observation.ts';
import type { ThreadStates } from './plan.ts';

/** A receiver that is between two attempts is one that runs: whether it happens to be connected changes no statement. */
export function threadsOf({ receiver, receiverError, applier, applierError }: ReplicationChannel): ThreadStates {
  return { receiver: threadOf(receiver, receiverError), applier: threadOf(applier, applierError) };
}

function threadOf(state: ReceiverState, error: ReplicationError | null): 'running' | 'stopped' | 'failed' {
  if (state !== 'stopped') return 'running';
  return error === null ? 'stopped' : 'failed';
}
