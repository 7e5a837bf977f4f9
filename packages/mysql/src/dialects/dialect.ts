/**
 * What a family of servers is asked, how its answers are read, and how steps become its statements. Old and new words,
 * column names and version rules live in the folders that implement this and nowhere else.
 *
 * A probe is one packet of statements. Each has a role; the first is a constant whose answer proves that the server
 * lives. What may be refused or may hang comes last: an error ends a batch, and a hanging statement holds up the rest.
 */
import type {
  Hearing,
  Message,
  Observation,
  Product,
  ReplicationChannel,
  ServerIdentity,
  SqlStep,
  StepResults,
  UnreadableFactName,
} from '@topiary/domain';
import type { RenderContext } from '@topiary/engine';
import type { Credentials } from '../secret.ts';
import type { ColumnCache, ResultSet } from './result-set.ts';

export interface Dialect {
  /** Family and first version, for people and tests. */
  readonly name: string;
  readonly packets: PacketUse;

  /** Asked once per connection and again after `LEARNED_TTL_MS`: what the server has and what the account may see. */
  readonly learning: readonly LearningStatement[];
  learn(answers: Answers<LearningRole>): Learned;

  /** The probe's batch, in order, without the roles in `without` (refused, or hanging on another connection). */
  probe(learned: Learned, without: ReadonlySet<ProbeRole>): readonly ProbeStatement[];
  observe(answers: Answers<ProbeRole>, context: ObserveContext): Observation;
  /**
   * A count that grows when somebody begins to read the binary log, and on MySQL by the other commands that are no queries;
   * `null` where the server tells none.
   */
  arrivals(answers: Answers<ProbeRole>): number | null;

  /** The replica status alone, for verification between statements. */
  readonly channelStatements: readonly ProbeStatement[];
  channels(answers: Answers<ProbeRole>, columns: ColumnCache): readonly ReplicationChannel[];

  /** What channels heard of their sources: the replica status first, then what tells more of them, which may be refused. */
  readonly hearingStatements: readonly string[];
  readonly hearings: (results: readonly ResultSet[], columns: ColumnCache) => readonly Hearing[];

  /** The table that lists sessions; '' where there is none. */
  readonly processList: string;

  /** Pure: the statements of a step, one per string. */
  render(step: SqlStep, context: StepContext): readonly string[];
  /** What the results of the rendered statements mean. */
  conclude(step: SqlStep, results: readonly ResultSet[]): StepConclusion;

  /** The privilege that a refused role or a refused step needs, as a GRANT for the account. */
  grantForRole(role: ProbeRole, learned: Learned): string;
  grantForStep(step: SqlStep, whose: { readonly account: string; readonly held: ReadonlySet<string> | null }): string;
}

/** Whether a server takes a batch as one packet, or each of its statements alone: a round trip per statement. */
export type PacketUse = 'one-for-all' | 'one-each';

/** `processes` is asked for the privilege to see other sessions: without it the list is short, and no error says so. */
export type LearningRole = 'liveness' | 'product' | 'variables' | 'grants' | 'processes';

export interface LearningStatement {
  readonly role: LearningRole;
  readonly sql: string;
}

export const PROBE_ROLES = [
  'liveness',
  'settings',
  'replica-status',
  'status',
  'channel-settings',
  'group-members',
  'dump-threads',
  'connected-replicas',
  'binlog-position',
  'ndb-sql-nodes',
] as const;
export type ProbeRole = (typeof PROBE_ROLES)[number];

/** Without the answers to these a server has no place in a topology: where they are refused the probe fails. */
export const NEEDED_ROLES: readonly ProbeRole[] = ['liveness', 'settings', 'replica-status', 'status'];

/**
 * Roles whose answers hardly ever change, and of which some are dear: a list of sessions is made by going through all of
 * them. An adaptive probe leaves them out while the rest shows no change. Not the members of a group: that one is gone is
 * evidence of a failure.
 */
export const STEADY_ROLES: readonly ProbeRole[] = [
  'channel-settings',
  'dump-threads',
  'connected-replicas',
  'ndb-sql-nodes',
];

/** Roles that the account may be refused, and the fact that is then unreadable. */
export const FACT_OF_ROLE: Readonly<Partial<Record<ProbeRole, UnreadableFactName>>> = {
  'replica-status': 'replica-status',
  'channel-settings': 'channel-settings',
  'group-members': 'group-members',
  'dump-threads': 'process-list',
  'connected-replicas': 'connected-replicas',
  'binlog-position': 'binlog-position',
  'ndb-sql-nodes': 'ndb-sql-nodes',
};

export interface ProbeStatement {
  readonly role: ProbeRole;
  readonly sql: string;
}

/** Results by role; a role that was not asked, or not answered, is missing. */
export type Answers<Role extends string> = ReadonlyMap<Role, ResultSet>;

/** What is true of a server until it restarts, and what its account may do. */
export interface Learned {
  readonly product: Product;
  /** `CURRENT_USER()`: the account that the server matched, which is the one that grants must name. */
  readonly account: string;
  readonly identity: Omit<ServerIdentity, 'serverId'>;
  readonly logBin: boolean;
  readonly logReplicaUpdates: boolean;
  readonly relayLogRecovery: boolean | null;
  /** Variables that exist here and may change while the server runs, in the order in which the probe selects them. */
  readonly variables: readonly string[];
  readonly seesAllProcesses: boolean;
  /** What the account may do everywhere, in the server's words; `null` where that is not known for certain. */
  readonly privileges: ReadonlySet<string> | null;
}

export interface ObserveContext {
  readonly learned: Learned;
  /** Roles that the server refused, with the error number. */
  readonly refused: ReadonlyMap<ProbeRole, number>;
  /** The statement that had not answered when the deadline came; `null` when all did. */
  readonly waitingFor: string | null;
  /** Kept from probe to probe of one server. */
  readonly columns: ColumnCache;
}

/** `account` is missing in what people are shown: its place is held by words. */
export interface StepContext extends RenderContext {
  readonly account?: Credentials;
}

export type StepConclusion =
  | { readonly kind: 'done'; readonly results: StepResults }
  | { readonly kind: 'timed-out' }
  /** The server stands otherwise than the plan says. */
  | { readonly kind: 'unlike-plan'; readonly reason: Message }
  /** To be asked again, until the step's time is over. */
  | { readonly kind: 'not-yet' };
