/** A server as the fleet changes it: what outsiders see read-only, and what only the fleet needs to know. */
import type { MariadbBinlogState, MariadbGtidPosition, MysqlGtidSet } from '@topiary/domain';
import type { BinaryLog, LogCursor } from '../binlog/binary-log.ts';
import type { Channel } from '../replication/channel.ts';
import type { Dump } from '../replication/dump.ts';
import type { Connection } from '../replication/connection.ts';
import type { AgendaEntry, AgendaOwner } from './agenda.ts';
import type { Account } from './account.ts';
import type { HeldSet } from './held-set.ts';
import type { Outcome } from './outcome.ts';
import type { SettingValue } from './server-spec.ts';
import type { GroupState, PowerState, ServerState } from './server-state.ts';
import type { SequenceCounters } from './sequence-counters.ts';
import type { OpenTransaction, Session } from './session.ts';
import type { Transaction, TransactionIdentity } from './transaction.ts';
import type { Generation } from './variables/generation.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

export interface MutableSession extends Mutable<Session> {
  readonly variables: Map<string, SettingValue>;
  readonly locks: Map<string, number>;
  transaction: OpenTransaction | null;
  lost: ((loss: SessionLoss) => void) | null;
  /** Ends what the session is waiting for, without an answer. */
  readonly pending: Set<PendingCommand>;
}

/** Why a session ended without being closed by its client. */
export type SessionLoss = 'server-died' | 'killed' | 'offline-mode';

/** A command that has not been answered. */
export interface PendingCommand {
  readonly abandon: () => void;
  /** Answers it with an error, as KILL QUERY does. */
  readonly interrupt: (outcome: Outcome) => void;
}

export type MutableGtidHistory =
  | {
      readonly kind: 'mysql';
      executed: MysqlGtidSet;
      purged: MysqlGtidSet;
      /** In the log, not yet committed: numbers that are taken. */
      owned: MysqlGtidSet;
      /** Of transactions that wait for room in the log, those of the group too: numbers that are taken. */
      waiting: MysqlGtidSet;
    }
  | {
      readonly kind: 'mariadb';
      /** Numbers of one's own follow these. */
      counters: SequenceCounters;
      slavePosition: MariadbGtidPosition;
      binlogState: MariadbBinlogState;
    };

/** Enters the tables once replicas have acknowledged it, or at the next start. */
export interface PreparedCommit {
  readonly transaction: Transaction;
  readonly isReplicated: boolean;
  readonly isFiltered: boolean;
}

/** A commit that stands in the log and waits for replicas to acknowledge it. */
export interface WaitingCommit {
  readonly at: LogCursor;
  readonly timer: AgendaEntry;
  readonly finish: (acknowledged: boolean) => void;
}

export interface SemiSync {
  active: boolean;
  acknowledged: number;
  unacknowledged: number;
  timesOff: number;
  /** In order of the log. */
  readonly commits: WaitingCommit[];
  /** How far each replica has acknowledged, by its server id. */
  readonly acknowledgements: Map<number, LogCursor>;
  /** The end of the newest transaction that was logged since it was switched on or the log was reset. */
  lastCommit: LogCursor | null;
}

/** A condition that some session waits for; looked at whenever what the server has applied or logged changes. */
export interface Waiter {
  readonly check: () => boolean;
}

/** MySQL's default channel while it has no source. */
export interface BareDefault {
  isReady: boolean;
  applierRuns: boolean;
}

export interface Server
  extends Mutable<Omit<ServerState, 'semiSync' | 'gtid' | 'binlog' | 'channels' | 'dumps' | 'sessions'>>, AgendaOwner {
  incarnation: number;
  power: PowerState;
  hostIsUp: boolean;
  readonly generation: Generation;
  readonly suspended: AgendaEntry[];
  readonly settings: Map<string, SettingValue>;
  /** What survives a restart: the configuration file and what was persisted, under canonical names. */
  readonly configuration: Map<string, SettingValue>;
  plugins: Set<string>;
  accounts: Account[];
  readonly sessions: Map<number, MutableSession>;
  gtid: MutableGtidHistory;
  binlog: BinaryLog | null;
  readonly channels: Map<string, Channel>;
  readonly bareDefault: BareDefault;
  /** MariaDB: what RESET SLAVE ALL leaves of the default connection in memory, for the next CHANGE to find. */
  formerDefault: Pick<Channel, 'settings' | 'sourceServerId'> | null;
  dumps: Dump[];
  /** Replicas that have connected and were not greeted yet. */
  readonly greeting: Set<Connection>;
  readonly semi: SemiSync;
  group: GroupState | null;
  applyMsPerTransaction: number;
  /** When what came from its group so far is applied: what comes later does not overtake it. */
  groupAppliedAtMs: number;
  /** Names the life in which numbers are given to writes. */
  stream: string;
  streams: number;
  nextNumber: number;
  held: HeldSet;
  /** Named rows that exist, and who wrote them last. */
  readonly rows: Map<string, TransactionIdentity>;
  readonly waiters: Set<Waiter>;
  /** In the log and not yet in the tables: recovery after a crash commits what the log still has. */
  readonly prepared: Set<PreparedCommit>;
  /** Commits that wait for room on the disk. */
  stuck: (() => void)[];
  /** Statements that wait for the log's lock. */
  lockQueue: (() => void)[];
  nextConnectionId: number;
}
