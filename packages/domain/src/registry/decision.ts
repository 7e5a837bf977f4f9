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

export function problemOfDuration(durationMs: Milliseconds | null): Message | null {
  if (durationMs === null || checkDuration(durationMs).ok) return null;
  return message('duration-out-of-bounds', {
    least: formatDuration(limits.MIN_DURATION_MS),
    most: formatDuration(limits.MAX_DURATION_MS),
  });
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
