/** Errors of a receiver, as the steps that wait for it to read take them. */
import type { InstanceId } from '../topology/address.ts';
import type { ReplicationChannel, ReplicationError } from '../topology/observation.ts';
import { message } from './message.ts';
import type { Message } from './message.ts';
import type { Step } from './plan.ts';
import type { Verdict } from './step-kinds.ts';

/**
 * Errors that a receiver goes on retrying although another attempt cannot end differently: account (1044, 1045, 1130),
 * authentication plug-in (2059, 2061), TLS (2026, 3159). Source: spec/dialects §12.
 */
const HOPELESS_RECEIVER_ERRORS: ReadonlySet<number> = new Set([1044, 1045, 1130, 2026, 2059, 2061, 3159]);

export function willNotHeal(error: ReplicationError): boolean {
  return HOPELESS_RECEIVER_ERRORS.has(error.number);
}

/** Why a step that waits for a receiver did not get there: it is not let in, and goes on trying. `null`: nothing says so. */
export function keptOut(step: Step, channels: readonly ReplicationChannel[]): Message | null {
  if (step.kind !== 'point-replica-at' && step.kind !== 'start-replication') return null;
  const { instance, deadlineMs } = step;
  const channel = channels.find(({ name }) => name === step.channel);
  if (channel?.receiver !== 'connecting' || channel.receiverError === null) return null;
  const { number: errorNumber, text: errorText } = channel.receiverError;
  return message('receiver-kept-out', { instance, seconds: deadlineMs / 1000, errorNumber, errorText });
}

export function receiverFailed(instance: InstanceId, error: ReplicationError): Verdict {
  return {
    kind: 'failed',
    reason: message('receiver-error', { instance, errorNumber: error.number, errorText: error.text }),
  };
}
