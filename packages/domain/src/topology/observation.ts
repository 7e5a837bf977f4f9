/**
 * What one probe of one server found, parsed once by the driver: the words here are Topiary's, never a dialect's.
 * A fact that the probe could not read is `null`, and `unreadable` says which one and which GRANT would show it.
 */
import type { MeasuredLag } from '../classification/answers.ts';
import type { Product } from '../replication/product.ts';
import type { Address } from './address.ts';

export interface Observation {
  readonly product: Product;
  readonly identity: ServerIdentity;
  readonly uptimeSeconds: number;
  readonly settings: ServerSettings;
  readonly gtid: GtidState;
  /** Own binary log's write position; `null` when logging is off or the statement was refused. */
  readonly binlog: BinlogCoordinates | null;
  /** The name of the oldest binary log that it keeps. Absent: nobody looked; probes do not. */
  readonly oldestBinlog?: string;
  /** Databases that its binary log has only, or lacks, as `Binlog_Do_DB=shop`. Missing: it has all, or nothing is known. */
  readonly binlogFilters?: readonly string[];
  readonly channels: readonly ReplicationChannel[];
  /** Who reads this server's binary log; `null` when neither list could be read. */
  readonly connectedReplicas: readonly ConnectedReplica[] | null;
  readonly semiSync: SemiSyncState;
  readonly group: GroupMembership | null;
  /**
   * The SQL nodes of the NDB cluster that the server is one of, itself among them; `null` when the list could not be read,
   * missing where the server is no SQL node.
   */
  readonly ndbSqlNodes?: readonly NdbSqlNode[] | null;
  readonly unreadable: readonly UnreadableFact[];
  /** A statement that had not answered when the probe's deadline came; what it would have told is `null`. */
  readonly waitingFor?: string;
  /** By `ReplicationLagQuery`; missing where none is configured. */
  readonly measuredLag?: MeasuredLag;
}

export interface ServerIdentity {
  readonly serverId: number;
  /** MySQL `server_uuid`. A hint, not proof: copied data directories share it. */
  readonly serverUuid: string | null;
  /** MariaDB `server_uid`. Two servers on one host may share it. */
  readonly serverUid: string | null;
  readonly hostname: string;
  readonly port: number;
  /** What the server tells its source about itself; the way to find a replica whose port differs. */
  readonly reportHost: string | null;
  readonly reportPort: number | null;
}

export interface ServerSettings {
  readonly readOnly: boolean;
  readonly superReadOnly: boolean;
  readonly offlineMode: boolean;
  readonly logBin: boolean;
  readonly logReplicaUpdates: boolean;
  readonly binlogFormat: string;
  readonly binlogRowImage: string;
  /** Seconds without data after which this server's receivers reconnect (`replica_net_timeout`). */
  readonly replicaNetTimeoutSeconds: number | null;
  /** `relay_log_recovery`: at its next start the server throws away what it has received and not applied. */
  readonly relayLogRecovery: boolean | null;
  /** `sync_relay_log`: after how many events what was received is made durable; 0: when the system likes. */
  readonly syncRelayLog: number | null;
}

export type GtidState =
  | {
      readonly kind: 'mysql';
      readonly mode: 'OFF' | 'OFF_PERMISSIVE' | 'ON_PERMISSIVE' | 'ON';
      /** GTID sets in the server's text form, without white space. */
      readonly executed: string;
      readonly purged: string;
    }
  | {
      readonly kind: 'mariadb';
      readonly strict: boolean;
      readonly domainId: number;
      /** GTID positions: `domain-server-sequence` lists. */
      readonly binlogPosition: string;
      readonly slavePosition: string;
      readonly currentPosition: string;
      readonly binlogState: string;
      /** What its oldest binary log says was logged before it: a list like `binlogState`. Absent: nobody looked; probes do not. */
      readonly purgedState?: string;
    }
  | { readonly kind: 'none' };

export interface BinlogCoordinates {
  readonly file: string;
  readonly position: number;
}

export const RECEIVER_STATES = ['running', 'connecting', 'stopped'] as const;
export type ReceiverState = (typeof RECEIVER_STATES)[number];
export const APPLIER_STATES = ['running', 'stopped'] as const;
export type ApplierState = (typeof APPLIER_STATES)[number];

/** How a channel finds its place in the source's log: by GTID (three kinds) or by file and position. */
export const POSITIONINGS = ['auto-position', 'slave-pos', 'current-pos', 'file'] as const;
export type Positioning = (typeof POSITIONINGS)[number];

/** One row of the replica status: an edge of the topology, seen from the replica. `name` is '' for the default channel. */
export interface ReplicationChannel {
  readonly name: string;
  readonly source: Address;
  readonly sourceServerId: number | null;
  readonly sourceUuid: string | null;
  readonly user: string;
  readonly receiver: ReceiverState;
  readonly applier: ApplierState;
  /** Errors by number and text; number 0 is stored as `null`. */
  readonly receiverError: ReplicationError | null;
  readonly applierError: ReplicationError | null;
  /** Seconds; `null` when the server itself does not know (a thread is stopped). */
  readonly lagSeconds: number | null;
  readonly delaySeconds: number;
  readonly positioning: Positioning;
  /** MySQL `Retrieved_Gtid_Set`, MariaDB `Gtid_IO_Pos`. */
  readonly retrieved: string;
  /**
   * By GTIDs, of a receiver that stands: all that it received is applied. Positions do not tell it where it received nothing since
   * its source was changed. Missing: not so, or not known.
   */
  readonly appliedAll?: true;
  readonly readPosition: BinlogCoordinates | null;
  readonly executedPosition: BinlogCoordinates | null;
  readonly relayLog: BinlogCoordinates | null;
  readonly filters: readonly string[];
  readonly settings: ChannelSettings;
}

export interface ReplicationError {
  readonly number: number;
  readonly text: string;
}

/** Settings of a channel that a move must not change. `null`: not readable here, or the server has no such setting. */
export interface ChannelSettings {
  readonly heartbeatPeriodSeconds: number | null;
  readonly connectRetrySeconds: number | null;
  readonly retryCount: number | null;
  readonly tls: ChannelTls;
  readonly publicKeyPath: string | null;
  readonly getPublicKey: boolean | null;
  readonly compression: string | null;
}

export interface ChannelTls {
  readonly enabled: boolean;
  readonly ca: string;
  readonly caPath: string;
  readonly cert: string;
  readonly key: string;
  readonly cipher: string;
  readonly crl: string;
  readonly crlPath: string;
  readonly version: string;
  readonly verifyServerCert: boolean;
}

/** A reader of the binary log. `port` is `null` when only the process list showed it: it tells the client's host only. */
export interface ConnectedReplica {
  readonly host: string;
  readonly port: number | null;
  readonly serverId: number | null;
  readonly serverUuid: string | null;
}

export type SemiSyncSide = 'source' | 'replica';
/** Which of the two spellings of the plugins a server has loaded. */
export const SEMI_SYNC_WORDS = ['source-replica', 'master-slave'] as const;
export type SemiSyncWords = (typeof SEMI_SYNC_WORDS)[number];

export interface SemiSyncState {
  /** Missing where neither side is loaded. */
  readonly words?: SemiSyncWords;
  /** `null`: the plugin is not loaded on that side. */
  readonly sourceEnabled: boolean | null;
  readonly sourceActive: boolean | null;
  readonly sourceClients: number | null;
  readonly sourceTimeoutMs: number | null;
  readonly sourceWaitForReplicas: number | null;
  readonly replicaEnabled: boolean | null;
  readonly replicaActive: boolean | null;
}

/** The group that a server is set up for, as it sees it. */
export interface GroupMembership {
  readonly groupName: string;
  readonly mode: GroupMode;
  /** In order of UUID. Empty: the list could not be read, so that nothing is known of who is in the group. */
  readonly members: readonly GroupMember[];
}

export const GROUP_MODES = ['single-primary', 'multi-primary'] as const;
export type GroupMode = (typeof GROUP_MODES)[number];

export interface GroupMember {
  readonly uuid: string;
  readonly address: Address;
  readonly state: string;
  readonly role: string;
}

/** A MySQL server on the data nodes of an NDB cluster. `port` is `null` where the cluster does not tell it. */
export interface NdbSqlNode {
  readonly host: string;
  readonly port: number | null;
}

/** A fact that stays unknown until the topology user is granted more; `grant` is the exact statement for this server. */
export interface UnreadableFact {
  readonly fact: UnreadableFactName;
  readonly errorNumber: number;
  readonly grant: string;
}

export const UNREADABLE_FACTS = [
  'replica-status',
  'binlog-position',
  'connected-replicas',
  'process-list',
  'channel-settings',
  'group-members',
  'ndb-sql-nodes',
  'replication-lag',
  // Nothing to be read: that replication may not be stopped, started and changed is known before it is tried.
  'replication-control',
  // Likewise that the server may not be opened or closed for writes.
  'write-control',
] as const;
export type UnreadableFactName = (typeof UNREADABLE_FACTS)[number];

export const PROBE_FAILURE_KINDS = [
  'refused',
  'timeout',
  'frozen',
  'name-not-found',
  'unreachable',
  'access-denied',
  'too-many-connections',
  'not-mysql',
  'tls',
  'connection-lost',
  'missing-grant',
  'unsupported',
  'server-error',
] as const;
export type ProbeFailureKind = (typeof PROBE_FAILURE_KINDS)[number];

/** Why a probe brought no observation. Classified by error number or code, never by message text. */
export interface ProbeFailure {
  readonly kind: ProbeFailureKind;
  /** MySQL error number or Node error code, for people and for logs. */
  readonly code: string;
  /** The server's or system's own words, with credentials removed. */
  readonly detail: string;
  /** For `missing-grant`: the statement that would help. */
  readonly grant: string | null;
  /** For `timeout`: the last thing that did answer, and what was asked when nothing came. */
  readonly waitingFor: string | null;
}
