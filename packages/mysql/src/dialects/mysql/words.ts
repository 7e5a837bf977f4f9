/**
 * What differs between the generations of MySQL: statements, names of columns, variables and options, privileges.
 * Percona Server and NDB speak the dialect of the MySQL version that they are made from.
 */
import type { ReplicaWord, SourceWord } from '../channel-columns.ts';
import type { Privileges } from '../grants.ts';
import type { SourceOptionWords } from '../source-options.ts';

export interface MysqlWords {
  /** Family and first version. */
  readonly name: string;
  readonly statements: {
    /** After START and STOP. */
    readonly replica: 'SLAVE' | 'REPLICA';
    readonly replicaStatus: string;
    readonly connectedReplicas: string;
    readonly binlogPosition: string;
    readonly changeSource: string;
    /** The function that waits for a place in the source's log. */
    readonly positionWait: 'MASTER_POS_WAIT' | 'SOURCE_POS_WAIT';
    readonly resetLogs: string;
    /** The table that lists sessions. */
    readonly processList: string;
  };
  readonly columns: {
    readonly source: SourceWord;
    readonly replica: ReplicaWord;
  };
  readonly variables: {
    readonly logReplicaUpdates: string;
    readonly replicaNetTimeout: string;
    readonly skipCounter: string;
  };
  readonly options: SourceOptionWords;
  readonly privileges: Privileges;
  /** The column of the workers' table that names what a worker fails on. */
  readonly failingTransaction: 'LAST_SEEN_TRANSACTION' | 'APPLYING_TRANSACTION';
  /** Whether the list of group members tells their role; else a status variable names the primary. */
  readonly membersHaveRoles: boolean;
  /** Whether `replication_connection_configuration` tells the compression. */
  readonly tellsCompression: boolean;
  /** Whether `replication_connection_status` tells when the last transaction was received. */
  readonly tellsQueueing: boolean;
}
