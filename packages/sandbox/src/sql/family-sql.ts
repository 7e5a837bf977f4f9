import { atLeast, type Family } from '@topiary/domain';
import { versionNumbers, type ServerBinaries } from '../binaries/server-binaries.ts';
import { literal } from './quote.ts';
import { textOf } from './text-of.ts';
import type { SqlRow } from './sql-client.ts';

/** The statements in which the families and generations differ, as far as building and resetting a tree needs them. */
export interface FamilySql {
  /** Makes a stopped replica follow a source; both threads must be started afterwards. */
  pointAt(link: SourceLink): string;
  startReplica(channel: string): string;
  stopAll(): string;
  /** Keeps the stop after it from waiting for ever for an applier that cannot end. Says nothing where there is no such bound. */
  boundStop(seconds: number): string;
  /** Forgets one channel's source. */
  forgetSource(channel: string): string;
  /** Rows of `readStatus`, one per channel. */
  readonly replicaStatus: string;
  readStatus(row: SqlRow): ReplicaStatus;
  /** Gives the columns File and Position. */
  readonly binlogStatus: string;
  /** Empties binary logs and forgets every GTID. */
  readonly forgetHistory: string;
  readOnly(on: boolean): string;
  semisync(role: SemisyncRole): string;
}

export interface SourceLink {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly channel: string;
  readonly delaySeconds: number;
  /** Where to begin; null means GTID auto-positioning. */
  readonly position: BinlogPosition | null;
}

export interface BinlogPosition {
  readonly file: string;
  readonly position: number;
}

export interface ReplicaStatus {
  readonly channel: string;
  readonly receiverRuns: boolean;
  readonly applierRuns: boolean;
  /** Empty when there is none. */
  readonly lastError: string;
}

export interface SemisyncRole {
  readonly asSource: boolean;
  readonly asReplica: boolean;
}

/** Seconds; short, so that a replica notices a silent source and comes back to a restarted one at once. */
const HEARTBEAT_SECONDS = 1;
const CONNECT_RETRY_SECONDS = 1;

export function familySql(binaries: Pick<ServerBinaries, 'family' | 'version'>): FamilySql {
  const dialects: Readonly<Record<Family, () => FamilySql>> = {
    mysql: () => mysqlSql(binaries.version),
    mariadb: () => MARIADB,
  };
  return dialects[binaries.family]();
}

/** Both families name a channel in the same way; the default channel needs no name. */
function forChannel(channel: string): string {
  return channel === '' ? '' : ` FOR CHANNEL ${literal(channel)}`;
}

/** New words where the server knows them: the statements since 8.0.23, the variables since 8.0.26 (spec/dialects §2-§9). */
function mysqlSql(version: string): FamilySql {
  const numbers = versionNumbers(version);
  const newWords = atLeast(numbers, 8, 0, 23);
  const newVariables = atLeast(numbers, 8, 0, 26);
  const newBinlogWords = atLeast(numbers, 8, 2);
  const SOURCE = newWords ? 'SOURCE' : 'MASTER';
  const REPLICA = newWords ? 'REPLICA' : 'SLAVE';
  const [Source, Replica] = newWords ? ['Source', 'Replica'] : ['Master', 'Slave'];
  return {
    pointAt(link) {
      const position =
        link.position === null
          ? [`${SOURCE}_AUTO_POSITION = 1`]
          : [
              `${SOURCE}_AUTO_POSITION = 0`,
              `${SOURCE}_LOG_FILE = ${literal(link.position.file)}`,
              `${SOURCE}_LOG_POS = ${link.position.position}`,
            ];
      const settings = [
        `${SOURCE}_HOST = ${literal(link.host)}`,
        `${SOURCE}_PORT = ${link.port}`,
        `${SOURCE}_USER = ${literal(link.user)}`,
        `${SOURCE}_PASSWORD = ${literal(link.password)}`,
        `${SOURCE}_HEARTBEAT_PERIOD = ${HEARTBEAT_SECONDS}`,
        `${SOURCE}_CONNECT_RETRY = ${CONNECT_RETRY_SECONDS}`,
        `${SOURCE}_RETRY_COUNT = 86400`,
        `${SOURCE}_DELAY = ${link.delaySeconds}`,
        `${SOURCE}_SSL = 0`,
        ...(atLeast(numbers, 8, 0, 4) ? [`GET_${SOURCE}_PUBLIC_KEY = 1`] : []),
        ...position,
      ];
      return `CHANGE ${newWords ? 'REPLICATION SOURCE' : 'MASTER'} TO ${settings.join(', ')}${forChannel(link.channel)}`;
    },
    startReplica: (channel) => `START ${REPLICA}${forChannel(channel)}`,
    stopAll: () => `STOP ${REPLICA}`,
    boundStop: (seconds) => `SET GLOBAL rpl_stop_${newVariables ? 'replica' : 'slave'}_timeout = ${seconds}`,
    forgetSource: (channel) => `RESET ${REPLICA} ALL${forChannel(channel)}`,
    replicaStatus: `SHOW ${REPLICA} STATUS`,
    readStatus: (row) =>
      statusOf(row, { receiver: `${Replica}_IO_Running`, applier: `${Replica}_SQL_Running`, channel: 'Channel_Name' }),
    binlogStatus: newBinlogWords ? 'SHOW BINARY LOG STATUS' : 'SHOW MASTER STATUS',
    forgetHistory: newBinlogWords ? 'RESET BINARY LOGS AND GTIDS' : 'RESET MASTER',
    readOnly: (on) => `SET GLOBAL ${on ? 'super_read_only' : 'read_only'} = ${on ? 1 : 0}`,
    semisync: ({ asSource, asReplica }) => {
      const [source, replica] = newVariables ? [Source.toLowerCase(), Replica.toLowerCase()] : ['master', 'slave'];
      return `SET GLOBAL rpl_semi_sync_${source}_enabled = ${asSource ? 1 : 0}, GLOBAL rpl_semi_sync_${replica}_enabled = ${asReplica ? 1 : 0}`;
    },
  };
}

const MARIADB: FamilySql = {
  pointAt(link) {
    const position =
      link.position === null
        ? ['MASTER_USE_GTID = slave_pos']
        : [
            'MASTER_USE_GTID = no',
            `MASTER_LOG_FILE = ${literal(link.position.file)}`,
            `MASTER_LOG_POS = ${link.position.position}`,
          ];
    const settings = [
      `MASTER_HOST = ${literal(link.host)}`,
      `MASTER_PORT = ${link.port}`,
      `MASTER_USER = ${literal(link.user)}`,
      `MASTER_PASSWORD = ${literal(link.password)}`,
      `MASTER_HEARTBEAT_PERIOD = ${HEARTBEAT_SECONDS}`,
      `MASTER_CONNECT_RETRY = ${CONNECT_RETRY_SECONDS}`,
      `MASTER_DELAY = ${link.delaySeconds}`,
      // On by default, with verification, from 11.4 on; the sandbox's servers have no certificates.
      'MASTER_SSL = 0',
      'MASTER_SSL_VERIFY_SERVER_CERT = 0',
      ...position,
    ];
    return `CHANGE MASTER TO ${settings.join(', ')}${forChannel(link.channel)}`;
  },
  startReplica: (channel) => `START SLAVE${forChannel(channel)}`,
  stopAll: () => 'STOP ALL SLAVES',
  boundStop: () => 'DO 0',
  forgetSource: (channel) => `RESET SLAVE ALL${forChannel(channel)}`,
  replicaStatus: 'SHOW ALL SLAVES STATUS',
  readStatus: (row) =>
    statusOf(row, { receiver: 'Slave_IO_Running', applier: 'Slave_SQL_Running', channel: 'Connection_name' }),
  binlogStatus: 'SHOW MASTER STATUS',
  forgetHistory: "RESET MASTER; SET GLOBAL gtid_slave_pos = ''",
  readOnly: (on) => `SET GLOBAL read_only = ${on ? 1 : 0}`,
  semisync: ({ asSource, asReplica }) =>
    `SET GLOBAL rpl_semi_sync_master_enabled = ${asSource ? 1 : 0}, GLOBAL rpl_semi_sync_slave_enabled = ${asReplica ? 1 : 0}`,
};

interface StatusColumns {
  readonly receiver: string;
  readonly applier: string;
  readonly channel: string;
}

function statusOf(row: SqlRow, columns: StatusColumns): ReplicaStatus {
  const text = (column: string): string => textOf(row[column]);
  return {
    channel: text(columns.channel),
    receiverRuns: text(columns.receiver) === 'Yes',
    applierRuns: text(columns.applier) === 'Yes',
    lastError: [text('Last_IO_Error'), text('Last_SQL_Error')].filter((error) => error !== '').join(' '),
  };
}
