/** With which account a channel is set up. The plan says whose it is before anything is run, and never the password. */
import type { InstanceId } from '../../topology/address.ts';
import type { ReplicationAccount } from '../../policy/policy.ts';
import { fail, pass, warn } from '../checks.ts';
import { message } from '../message.ts';
import type { Check } from '../plan.ts';
import type { Connection } from './source-steps.ts';

export function connectionOf(
  { origin, user }: ReplicationAccount,
  rest: Omit<Connection, 'origin' | 'user' | 'source'>,
): Omit<Connection, 'source'> {
  return { ...rest, origin, user };
}

const SENTENCES = {
  query: 'connects-by-query',
  configured: 'connects-as-configured',
  'topology-account': 'connects-as-topology',
} as const;

/** `undefined`: none is configured, and nobody can be let in. */
export function accountCheck(instance: InstanceId, account: ReplicationAccount | undefined): Check {
  if (account === undefined) return fail(instance, message('no-replication-account', { instance }));
  const text = message(SENTENCES[account.origin], { instance, user: account.user });
  return account.origin === 'topology-account' ? warn(instance, text) : pass(instance, text);
}
