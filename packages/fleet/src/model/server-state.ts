/**
 * A server as checkers and the SQL face may look at it. The fleet changes these very objects, so nothing read here may be
 * kept over a call that changes the fleet.
 */
import type {
  Address,
  ApplierState,
  BinlogCoordinates,
  ChannelSettings,
  InstanceId,
  MariadbBinlogState,
  MariadbGtidPosition,
  MysqlGtidSet,
  Positioning,
  Product,
  ReceiverState,
} from '@topiary/domain';
import type { Account } from './account.ts';
import type { SettingValue } from './server-spec.ts';
import type { Session } from './session.ts';
import type { Transaction } from './transaction.ts';

export type PowerState = 'up' | 'down' | 'frozen';

export interface ServerState {
  readonly id: InstanceId;
  readonly address: Address;
  readonly product: Product;
  /** MySQL `server_uuid`, MariaDB `server_uid`. */
  readonly uuid: string;
  readonly hostname: string;
  readonly reportHost: string | null;
  readonly power: PowerState;
  readonly startedAtMs: number;
  /** Values that differ from the defaults, under canonical names; `fleet.variable` reads every variable by any name. */
  readonly settings: ReadonlyMap<string, SettingValue>;
  readonly plugins: ReadonlySet<string>;
  readonly accounts: readonly Account[];
  readonly sessions: ReadonlyMap<number, Session>;
  readonly gtid: GtidHistory;
  /** `null`: `log_bin` is off. */
  readonly binlog: BinaryLogState | null;
  /** In order of name; '' is the default channel. */
  readonly channels: ReadonlyMap<string, ChannelState>;
  /** One per replica that reads the log here. */
  readonly dumps: readonly DumpState[];
  readonly semiSync: SemiSyncSource;
  readonly group: GroupState | null;
  /** False: the machine is off, so that connecting to it is not even refused. */
  readonly hostIsUp: boolean;
  readonly diskFull: boolean;
  /** A commit waits for room in the binary log: what needs the log's lock hangs until the disk has room. */
  readonly logIsStuck: boolean;
}

export type GtidHistory =
  | { readonly kind: 'mysql'; readonly executed: MysqlGtidSet; readonly purged: MysqlGtidSet }
  | {
      readonly kind: 'mariadb';
      readonly slavePosition: MariadbGtidPosition;
      readonly binlogState: MariadbBinlogState;
    };

export interface BinaryLogState {
  /** The oldest first; the last is the one written to. */
  readonly files: readonly BinlogFileState[];
}

export interface BinlogFileState {
  readonly name: string;
  /** The magic number and the events at the head: nothing of a transaction stands before it. */
  readonly headerBytes: number;
  /** MySQL's Previous_gtids: everything executed before this file. */
  readonly previousGtids: MysqlGtidSet | null;
  /** MariaDB's Gtid_list. */
  readonly gtidList: MariadbBinlogState | null;
  /** Whole transactions in order; each begins where the one before ends. */
  readonly entries: readonly LogEntry[];
  /** Bytes, the position of the next event. */
  readonly size: number;
  readonly openedAtMs: number;
}

export interface LogEntry {
  readonly transaction: Transaction;
  /** Position after its last event. */
  readonly end: number;
}

export interface ThreadError {
  readonly number: number;
  readonly text: string;
  readonly atMs: number;
}

/** One replication channel (MySQL) or connection (MariaDB) of a replica. */
export interface ChannelState {
  readonly name: string;
  /** Host '' when no source was ever named. */
  readonly source: Address;
  readonly user: string;
  readonly password: string;
  readonly positioning: Positioning;
  readonly settings: ChannelSettings;
  readonly delaySeconds: number;
  readonly ignoreServerIds: readonly number[];
  /** Channel options that change nothing in the model, as they were set: `SOURCE_BIND`, `NETWORK_NAMESPACE`, … */
  readonly otherOptions: ReadonlyMap<string, SettingValue>;
  readonly filters: ReplicationFilters;
  readonly receiver: ReceiverThread;
  readonly applier: ApplierThread;
  /** What has been written to the relay log, in the source's coordinates; file '' before the source has named one. */
  readonly readPosition: BinlogCoordinates;
  readonly executedPosition: BinlogCoordinates;
  /** Received but not yet applied, the oldest first. */
  readonly waiting: readonly RelayEntry[];
  /** Applied, and still in the relay log, the oldest first; a bounded number of them. */
  readonly retained: readonly RelayEntry[];
  /** The relay log that is written to. */
  readonly relayFile: string;
  /** Where the applier stands in the relay log. */
  readonly relayPosition: BinlogCoordinates;
  readonly relayBytes: number;
  /** MySQL `Retrieved_Gtid_Set`. */
  readonly retrieved: MysqlGtidSet;
  /** MariaDB `Gtid_IO_Pos`. */
  readonly receivedPosition: MariadbGtidPosition;
  readonly sourceServerId: number | null;
  readonly sourceUuid: string | null;
}

export interface RelayEntry {
  readonly transaction: Transaction;
  /** In the source's log. */
  readonly sourceFile: string;
  readonly sourceEnd: number;
  /** In the relay log. */
  readonly relayFile: string;
  readonly relayEnd: number;
  /** MariaDB: its receiver left it out, and its applier takes it for applied when it comes to it. */
  readonly isLeftOut: boolean;
}

export interface ReceiverThread {
  readonly state: ReceiverState;
  readonly error: ThreadError | null;
  /** Failed attempts since it was last connected. */
  readonly attempts: number;
  /** What the status says of semi-sync: from its start to its stop, unless a source turned out to have none. */
  readonly acknowledges: boolean;
  readonly connectedAtMs: number | null;
}

export interface ApplierThread {
  readonly state: ApplierState;
  readonly error: ThreadError | null;
  /** The source's commit time of the transaction being applied or waited for; `null` when there is none. */
  readonly appliesWrittenAtMs: number | null;
  readonly until: UntilCondition | null;
  /** Transactions still to be skipped (`sql_replica_skip_counter`). */
  readonly skips: number;
}

/** `START REPLICA UNTIL …`: the applier stops by itself. */
export type UntilCondition =
  | { readonly kind: 'source-position'; readonly position: BinlogCoordinates }
  | { readonly kind: 'relay-position'; readonly position: BinlogCoordinates }
  /** MySQL set or MariaDB position; `before`: stop ahead of the first of them. */
  | { readonly kind: 'gtids'; readonly gtids: string; readonly before: boolean };

/** Texts as the status prints them: comma-separated, '' when there is no such rule. */
export interface ReplicationFilters {
  readonly doDb: string;
  readonly ignoreDb: string;
  readonly doTable: string;
  readonly ignoreTable: string;
  readonly wildDoTable: string;
  readonly wildIgnoreTable: string;
  readonly rewriteDb: string;
  /** MariaDB. */
  readonly doDomainIds: string;
  readonly ignoreDomainIds: string;
}

/** A thread of the source that sends the log to one replica. */
export interface DumpState {
  readonly replica: InstanceId;
  readonly channel: string;
  /** Its connection's id here. */
  readonly connectionId: number;
  readonly user: string;
  readonly replicaServerId: number;
  /** What the replica registered with; '' and 0 when it reports nothing. */
  readonly reportHost: string;
  readonly reportPort: number;
  readonly replicaUuid: string;
  readonly usesGtid: boolean;
  readonly acknowledges: boolean;
  readonly startedAtMs: number;
}

export interface SemiSyncSource {
  /** `Rpl_semi_sync_source_status`: commits wait for acknowledgements now. */
  readonly active: boolean;
  /** `…_clients`. */
  readonly clients: number;
  readonly acknowledged: number;
  readonly unacknowledged: number;
  /** How often it fell back to asynchronous. */
  readonly timesOff: number;
  readonly waiting: number;
}

export const GROUP_MEMBER_STATES = ['ONLINE', 'RECOVERING', 'OFFLINE', 'ERROR', 'UNREACHABLE'] as const;
export type GroupMemberState = (typeof GROUP_MEMBER_STATES)[number];

/** A group as one of its members sees it. */
export interface GroupState {
  readonly name: string;
  readonly members: readonly GroupMemberView[];
  /** Without a majority of reachable members commits hang. */
  readonly hasQuorum: boolean;
}

export interface GroupMemberView {
  readonly id: InstanceId;
  readonly uuid: string;
  readonly address: Address;
  readonly state: GroupMemberState;
  /** '' when the member is not online. */
  readonly role: 'PRIMARY' | 'SECONDARY' | '';
}
