/** Errors of a receiver, as the steps that wait for it to read take them. */
import type { InstanceId } from '../topology/address.ts';
import type { ReplicationError } from '../topology/observation.ts';
import { message } from './message.ts';
import type { Verdict } from './step-kinds.ts';

/**
 * Errors that a receiver goes on retrying although another attempt cannot end differently: account (1044, 1045, 1130),
 * authentication plug-in (2059, 2061), TLS (2026, 3159). Source: spec/dialects §12.
 */
const HOPELESS_RECEIVER_ERRORS: ReadonlySet<number> = new Set([1044, 1045, 1130, 2026, 2059, 2061, 3159]);

export function willNotHeal(error: ReplicationError): boolean {
  return HOPELESS_RECEIVER_ERRORS.has(error.number);
}

export function receiverFailed(instance: InstanceId, error: ReplicationError): Verdict {
  return {
    kind: 'failed',
    reason: message('receiver-error', { instance, errorNumber: error.number, errorText: error.text }),
  };
}
