/** Whom a successor may turn away without anybody knowing beforehand. */
import type { InstanceId } from '../../topology/address.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import { siblingConnections } from './accounts-to-see.ts';
import { isSafe } from './judge-account.ts';
import type { SeenLately } from './seen-account.ts';

export interface SuccessorQuestion {
  readonly snapshot: TopologySnapshot;
  readonly master: InstanceId;
  readonly candidate: InstanceId;
  readonly accounts: SeenLately | undefined;
}

/**
 * By which accounts the other replicas would connect to it, where they are not safe anyway and it does not let us see its
 * accounts: one sentence of each, with the grant that would show it.
 */
export function accountsNotSeen({ accounts, snapshot, ...of }: SuccessorQuestion): readonly Message[] {
  const seen = accounts?.get(of.candidate)?.seen;
  if (seen?.kind !== 'failed' || seen.grant === null) return [];
  const unsafe = siblingConnections(snapshot, of).filter(({ settings }) => !isSafe(settings));
  const users = [...new Set(unsafe.map(({ user }) => user))].toSorted();
  const { grant } = seen;
  return users.map((user) => message('account-not-seen', { source: of.candidate, user, grant }));
}
