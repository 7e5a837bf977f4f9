/** The questions and answers of `gtid-facts.ts`, the same for both families. */
import type { Observation } from '../topology/observation.ts';
import type { MariadbGtidRange } from './mariadb-gtid.ts';
import type { MysqlGtidSet } from './mysql-gtid-set.ts';

export type GtidDifference =
  | { readonly family: 'mysql'; readonly set: MysqlGtidSet }
  | { readonly family: 'mariadb'; readonly ranges: readonly MariadbGtidRange[] };

/** `no-gtid`: one side has none. `unreadable-gtid`: a text that no server should send. */
export interface NotComparable {
  readonly kind: 'not-comparable';
  readonly why: 'different-families' | 'no-gtid' | 'unreadable-gtid';
}

export interface PurgedQuestion {
  readonly replica: Observation;
  readonly target: Observation;
  /** The channel that is to read from the target. */
  readonly channel: string;
  /**
   * Whether what the channel has received but not applied stays: true when only the receiver is stopped for the move. False
   * when the relay log is thrown away (MariaDB, both threads stopped), since then it has to come from the target again.
   */
  readonly keepsRelayLog: boolean;
  /** MariaDB: the Gtid_list at the head of the target's oldest log; `null` when it was not read, and for MySQL. */
  readonly targetPurgedState: string | null;
}

export type PurgedFact =
  | { readonly kind: 'nothing-purged' }
  /** The target would refuse the replica with error 1236. */
  | { readonly kind: 'purged'; readonly missing: GtidDifference }
  /** MariaDB without the oldest log's state, for these domains. */
  | { readonly kind: 'not-known'; readonly domains: readonly number[] }
  | NotComparable;

export interface AheadQuestion {
  readonly replica: Observation;
  readonly target: Observation;
}

export type AheadFact =
  | { readonly kind: 'not-ahead' }
  | {
      readonly kind: 'ahead';
      readonly by: GtidDifference;
      /** Whether the target would refuse the replica for it (1236): it is the target's own history that it lacks. */
      readonly refusedByTarget: boolean;
    }
  | NotComparable;

export interface ErrantQuestion {
  readonly replica: Observation;
  readonly upstream: Upstream;
  /** `replica-first`: every upstream sample is at least as new as the replica's, so nothing is merely in flight. */
  readonly sampled: 'replica-first' | 'upstream-first';
}

/** Every server from which the replica's data comes, over all its channels and however many hops. */
export interface Upstream {
  readonly servers: readonly Observation[];
  /** Servers and groups on the way that have no observation but whose UUID is known. */
  readonly uuids: readonly string[];
  /** No server on the way is without an observation. */
  readonly complete: boolean;
}

export type ErrantFact =
  | { readonly kind: 'compared'; readonly errant: GtidDifference; readonly undecided: GtidDifference }
  | NotComparable;
