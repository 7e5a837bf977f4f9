/** A step that takes another one back, as it has to be on a server that may run other threads by now. */
import type { Observation, ReplicationChannel } from '../topology/observation.ts';
import type { Step, ThreadStates } from './plan.ts';
import { receiverMended } from './replication/switch-threads.ts';
import { threadsOf } from './thread-states.ts';

/** Whatever runs now runs after it, and what was stopped meanwhile is not started. */
export function asItRunsNow(step: Step, { channels }: Observation): Step {
  switch (step.kind) {
    case 'set-delay':
    case 'rename-source':
    case 'change-tls':
      return { ...step, before: statesNow(step, channels) };
    case 'set-positioning':
      return { ...step, before: startedAnew(step, channels) };
    case 'set-semi-sync':
      return step.side === 'source'
        ? step
        : { ...step, channels: channels.filter(({ receiver }) => receiver !== 'stopped').map(({ name }) => name) };
    default:
      return step;
  }
}

function statesNow(
  { channel: name, before }: { readonly channel: string; readonly before: ThreadStates },
  channels: readonly ReplicationChannel[],
): ThreadStates {
  const channel = channels.find((one) => one.name === name);
  return channel === undefined ? before : receiverMended(channel);
}

/** With what an error had stopped: it finds its place by other means now, which may mend it. */
function startedAnew(
  { channel: name, before }: { readonly channel: string; readonly before: ThreadStates },
  channels: readonly ReplicationChannel[],
): ThreadStates {
  const channel = channels.find((one) => one.name === name);
  return channel === undefined ? before : threadsOf(channel);
}
