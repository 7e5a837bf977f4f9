/** Accounts of a server by which others replicate from it: read when a plan is proposed, and never stored. */
import type { InstanceId } from '../../topology/address.ts';
import { canonicalId, sourceAddressOf } from '../../topology/edges.ts';
import { addressOf } from '../../topology/address.ts';
import type { ChannelSettings } from '../../topology/observation.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import { stepsInOrder } from '../plan.ts';
import type { Plan } from '../plan.ts';

/** One row of `mysql.user`: a name may have several, for different hosts. */
export interface SeenAccount {
  /** '': whoever has no account of their own. */
  readonly user: string;
  /** A pattern. Which of several is taken for a replica is for the server to say. */
  readonly host: string;
  readonly plugin: string;
  /** It is let in over TLS only. */
  readonly requiresTls: boolean;
  /** REPLICATION SLAVE of its own; a role may give it all the same. */
  readonly mayReplicate: boolean;
  readonly isLocked: boolean;
}

export type SeenAccounts =
  | { readonly kind: 'read'; readonly accounts: readonly SeenAccount[] }
  /** `grant`: the statement that would let it be read; `null`: the server did not answer. */
  | { readonly kind: 'failed'; readonly grant: string | null };

/** What was seen of servers that may have to take the place of their master, by server; not all that there is. */
export type SeenLately = ReadonlyMap<InstanceId, AccountsSeen>;

export interface AccountsSeen {
  /** Those that were asked for: of others nothing is known. */
  readonly users: readonly string[];
  readonly seen: SeenAccounts;
}

/** `null`: not known. */
export function rememberedFor(
  { source, user }: Pick<NewConnection, 'source' | 'user'>,
  accounts: SeenLately | undefined,
): readonly SeenAccount[] | null {
  const known = accounts?.get(source);
  return known?.seen.kind === 'read' && known.users.includes(user) ? known.seen.accounts : null;
}

/** A replica that a plan lets connect to a server that it does not read from now. */
export interface NewConnection {
  readonly replica: InstanceId;
  readonly source: InstanceId;
  readonly user: string;
  readonly settings: ChannelSettings;
}

/** Those whose account is known before it runs; what only goes back to where it was is none. */
export function newConnections(plan: Plan, { aliases, instances }: TopologySnapshot): readonly NewConnection[] {
  return stepsInOrder(plan).flatMap((step): readonly NewConnection[] => {
    if (step.kind !== 'point-replica-at' && step.kind !== 'set-up-replication') return [];
    const { instance: replica, settings } = step;
    const channels = instances.get(replica)?.observation?.channels ?? [];
    const [address, user] =
      step.kind === 'set-up-replication'
        ? [step.source, step.user]
        : [step.to, channels.find(({ name }) => name === step.channel)?.user ?? ''];
    const source = canonicalId(sourceAddressOf(addressOf(replica), address) ?? address, aliases);
    return user === '' ? [] : [{ replica, source, user, settings }];
  });
}

/** Servers that are asked for one plan. */
export const MAX_ACCOUNT_SERVERS = 20;
/** Names asked for on one of them. */
export const MAX_ACCOUNT_NAMES = 20;

/** Whom to ask for which names. Nobody is asked where a master counts as gone: nothing is waited for then. */
export function accountsFor(plan: Plan, snapshot: TopologySnapshot): ReadonlyMap<InstanceId, readonly string[]> {
  const { intent } = plan;
  if (intent.kind === 'replace-master' && intent.because !== 'takeover' && intent.because !== 'forced')
    return new Map();
  const bySource = Map.groupBy(newConnections(plan, snapshot), ({ source }) => source);
  const asked = [...bySource].filter(([source]) => snapshot.instances.get(source)?.health === 'ok');
  return new Map(
    asked
      .slice(0, MAX_ACCOUNT_SERVERS)
      .map(([source, each]) => [source, [...new Set(each.map(({ user }) => user))].slice(0, MAX_ACCOUNT_NAMES)]),
  );
}
