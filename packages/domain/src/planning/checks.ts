/** The three verdicts of a check. `warn` is shown and does not refuse. */
import type { InstanceId } from '../topology/address.ts';
import type { Message } from './message.ts';
import type { Check } from './plan.ts';

export function pass(replica: InstanceId | null, text: Message): Check {
  return { verdict: 'pass', message: text, replica };
}

export function warn(replica: InstanceId | null, text: Message): Check {
  return { verdict: 'warn', message: text, replica };
}

export function fail(replica: InstanceId | null, text: Message): Check {
  return { verdict: 'fail', message: text, replica };
}
