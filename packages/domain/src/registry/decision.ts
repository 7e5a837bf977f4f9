/** What every decision about a registration is made of. */
import { message } from '../planning/message.ts';
import type { Message } from '../planning/message.ts';
import type { InstanceId } from '../topology/address.ts';
import { checkDuration, formatDuration } from './duration.ts';
import type { Milliseconds } from './duration.ts';
import type { RegistryDecision } from './decide.ts';
import * as limits from './limits.ts';
import { keyOfRegistration } from './registration.ts';
import type { Registration, RegistrationKey } from './registration.ts';
import type { Registry } from './registry.ts';
import { hasControlCharacters } from './tag-expression.ts';

export function problemOfDuration(durationMs: Milliseconds | null): Message | null {
  if (durationMs === null || checkDuration(durationMs).ok) return null;
  return message('duration-out-of-bounds', {
    least: formatDuration(limits.MIN_DURATION_MS),
    most: formatDuration(limits.MAX_DURATION_MS),
  });
}

export function problemOfNote(owner: string, reason: string): Message | null {
  if (owner === '') return message('owner-empty');
  if (reason === '') return message('reason-empty');
  if (owner.length > limits.MAX_OWNER_LENGTH) return message('owner-too-long', { limit: limits.MAX_OWNER_LENGTH });
  if (reason.length > limits.MAX_REASON_LENGTH) return message('reason-too-long', { limit: limits.MAX_REASON_LENGTH });
  return hasControlCharacters(owner) ? message('owner-has-control-characters') : null;
}

export function withinBounds(registry: Registry, decision: RegistryDecision): RegistryDecision {
  if (decision.kind !== 'change') return decision;
  const size = registry.entries.size + decision.change.put.length - decision.change.remove.length;
  return size > limits.MAX_REGISTRATIONS
    ? refused(message('too-many-registrations', { limit: limits.MAX_REGISTRATIONS }))
    : decision;
}

export function set(put: readonly Registration[], summary: Message): RegistryDecision {
  const instances = put.map((one) => keyOfRegistration(one).subject as InstanceId);
  return { kind: 'change', change: { put, remove: [] }, instances, cluster: null, summary };
}

export function remove(
  keys: readonly RegistrationKey[],
  instances: readonly InstanceId[],
  summary: Message,
): RegistryDecision {
  return { kind: 'change', change: { put: [], remove: keys }, instances, cluster: null, summary };
}

export function refused(reason: Message): RegistryDecision {
  return { kind: 'refused', reason };
}
