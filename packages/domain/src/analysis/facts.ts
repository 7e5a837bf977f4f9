/**
 * What is known of one server and of those that replicate from it directly. Everything that a probe has to tell is in three
 * values: a missing privilege, a stale or missing probe make it `unknown`, never `no`.
 */
import type { Tri } from '../shared/tri.ts';
import type { InstanceId } from '../topology/address.ts';
import type { ClusterId } from '../topology/snapshot.ts';

export interface ServerFacts {
  readonly id: InstanceId;
  readonly cluster: ClusterId;
  /** It replicates from nobody, and if it is in a group it is the primary. */
  readonly isMaster: Tri;
  /** It and another server replicate from each other. */
  readonly isCoMaster: Tri;
  readonly isGroupMember: Tri;
  readonly isBinlogServer: Tri;
  /** Edges between here and a master. */
  readonly depth: number;
  /** `no`: the probe failed for sure, so that a second would not tell otherwise. Refusing us alone is no such failure. */
  readonly answers: Tri;
  /** The probe failed, yet the server said something that only one that lives can say. */
  readonly answersInPart: Tri;
  /** It has no connection left for us. */
  readonly isFull: Tri;
  /** Its own receiver does not reach its source. */
  readonly cannotConnect: Tri;
  readonly readOnly: Tri;
  readonly semiSync: SemiSyncFacts;
  readonly gtidMode: string | null;
  readonly hasPseudoGtid: Tri;
  readonly writeFails: Tri;
  /** Another server that takes the same cluster's writes. */
  readonly otherWriter: InstanceId | null;
  /** The master that came in its place, where it came back with transactions that one lacks. */
  readonly replacedBy: InstanceId | null;
  readonly hasOwnTransactions: Tri;
  /** Which they are, as a GTID set or positions; missing: none, or not known. */
  readonly ownTransactions?: string;
  readonly sameIdentity: InstanceId | null;
  /** Set on the first server that the cluster has there: a host dies once. */
  readonly hostDown: { readonly host: string; readonly servers: number } | null;
  readonly isDowntimed: boolean;
  readonly receiversJustRestarted: boolean;
  /** In order of id, each once. */
  readonly replicas: readonly ReplicaFacts[];
}

export interface SemiSyncFacts {
  readonly isSource: Tri;
  /** In effect, not merely enabled. */
  readonly isActive: Tri;
  /** How many replicas must acknowledge, and how many there are to do so; `null`: not known. */
  readonly waitsFor: number | null;
  readonly clients: number | null;
  /** Its binary log has stood at one position for `ReasonableLockedSemiSyncMasterSeconds`. */
  readonly positionHeld: Tri;
}

export interface ReplicaFacts {
  readonly id: InstanceId;
  readonly answers: Tri;
  /** The threads of the channel from the analysed server. */
  readonly receives: Tri;
  /** Its receiver claims to read, and nothing came for longer than the heartbeat period: `receives` is `no` then. */
  readonly hearsNothing: Exclude<Tri, 'no'>;
  readonly applies: Tri;
  /** The receiver's error says that it could not connect. */
  readonly connectError: Tri;
  readonly lags: Tri;
  readonly isDelayed: Tri;
  readonly isDowntimed: boolean;
  /** It logs what it applies. */
  readonly logs: Tri;
  /** `STATEMENT`, `MIXED`, `ROW`; `null`: not known. */
  readonly binlogFormat: string | null;
  /** As orchestrator writes one: `8.0`. */
  readonly majorVersion: string | null;
  readonly gtidMode: string | null;
  readonly usesOracleGtid: Tri;
  readonly usesMariadbGtid: Tri;
  readonly isBinlogServer: Tri;
  /** It has transactions that came from nowhere upstream, and is not downtimed. */
  readonly hasErrant: Tri;
  readonly semiSyncEnabled: Tri;
}
