import { userInfo } from 'node:os';
import type { Family } from '@topiary/domain';
import type { ServerBinaries } from '../binaries/server-binaries.ts';

/**
 * How test servers are configured. They are trimmed to use little memory and no `fsync`: what the kernel has taken
 * survives `kill -9` of a server, and nothing here promises more (a power cut would lose data). Everything that a
 * topology manager looks at keeps its server default or what good practice sets, so that they behave as production does.
 */
export interface FlagsOptions {
  readonly binaries: ServerBinaries;
  readonly dataDirectory: string;
  /** What it listens on, and says that it can be reached by. */
  readonly host: string;
  readonly port: number;
  readonly serverId: number;
  readonly gtid: boolean;
  readonly readOnly: boolean;
  readonly logsUpdates: boolean;
  readonly semisync: SemisyncFlags;
  readonly group: GroupFlags | null;
  readonly variables: Readonly<Record<string, string>>;
}

export interface SemisyncFlags {
  /** Libraries to load; they are loaded even where semi-sync is off, so that it can be turned on. */
  readonly plugins: readonly string[];
  readonly asSource: boolean;
  readonly asReplica: boolean;
}

export interface GroupFlags {
  /** A UUID. */
  readonly name: string;
  readonly mode: 'single-primary' | 'multi-primary';
  /** `host:port` on which members talk to each other: a port beside the one for clients. */
  readonly localAddress: string;
  /** The local addresses of all members. */
  readonly seeds: readonly string[];
}

/** After this many seconds without a heartbeat a replica takes its source for gone (the server default is 60). */
const NET_TIMEOUT_SECONDS = 4;

/** Which system user the server runs as: root must say so explicitly, others cannot choose. */
export function userFlags(uid: number | undefined = process.getuid?.()): readonly string[] {
  return uid === 0 ? [`--user=${userInfo().username}`] : [];
}

/** The program with all its arguments, as for `spawn`. */
export function serverCommand(options: FlagsOptions): readonly string[] {
  const { binaries } = options;
  return [
    ...binaries.command,
    '--no-defaults',
    ...binaries.locationFlags,
    ...userFlags(),
    ...commonFlags(options),
    ...FAMILY_FLAGS[binaries.family](options),
    ...Object.entries(options.variables).map(([name, value]) => `--${name.replaceAll('_', '-')}=${value}`),
  ];
}

function commonFlags(options: FlagsOptions): readonly string[] {
  return [
    `--datadir=${options.dataDirectory}`,
    // A starting server empties its temporary directory of other servers' tables, which MariaDB does not survive.
    `--tmpdir=${options.dataDirectory}`,
    `--port=${options.port}`,
    // Relative to the data directory: absolute paths of sockets may not exceed 107 bytes.
    '--socket=mysqld.sock',
    '--pid-file=mysqld.pid',
    `--bind-address=${options.host}`,
    '--skip-name-resolve',
    '--secure-file-priv=',
    `--server-id=${options.serverId}`,
    '--log-bin=binlog',
    '--relay-log=relay',
    '--binlog-format=ROW',
    '--sync-binlog=0',
    '--relay-log-recovery=ON',
    // A demo that runs for days under its writer must not fill the disk.
    '--max-binlog-size=64M',
    '--loose-binlog-expire-logs-seconds=86400',
    `--report-host=${options.host}`,
    `--report-port=${options.port}`,
    '--max-connections=200',
    '--table-open-cache=200',
    '--table-definition-cache=400',
    '--key-buffer-size=64K',
    '--innodb-flush-log-at-trx-commit=2',
    '--innodb-buffer-pool-size=8M',
    '--innodb-log-buffer-size=2M',
  ];
}

const FAMILY_FLAGS: Readonly<Record<Family, (options: FlagsOptions) => readonly string[]>> = {
  mysql: mysqlFlags,
  mariadb: mariadbFlags,
};

function mysqlFlags(options: FlagsOptions): readonly string[] {
  const onOff = (on: boolean): string => (on ? 'ON' : 'OFF');
  return [
    '--mysqlx=OFF',
    `--gtid-mode=${onOff(options.gtid)}`,
    `--enforce-gtid-consistency=${onOff(options.gtid)}`,
    `--log-replica-updates=${onOff(options.logsUpdates)}`,
    `--replica-net-timeout=${NET_TIMEOUT_SECONDS}`,
    `--super-read-only=${onOff(options.readOnly)}`,
    '--innodb-flush-method=nosync',
    '--innodb-redo-log-capacity=16M',
    '--innodb-buffer-pool-chunk-size=1M',
    ...PERFORMANCE_SCHEMA,
    ...pluginFlags(options),
    ...mysqlSemisyncFlags(options.semisync),
    ...(options.group === null ? [] : groupFlags(options.group)),
  ];
}

/** A second flag of this name would take the place of the first. */
function pluginFlags({ group, semisync }: FlagsOptions): readonly string[] {
  const plugins = [...semisync.plugins, ...(group === null ? [] : ['group_replication.so'])];
  return plugins.length === 0 ? [] : [`--plugin-load-add=${plugins.join(';')}`];
}

/**
 * The group is founded, and joined for the first time, by statement; a member that is started later comes back by itself,
 * by a setting that persists. A member that does not answer is expelled at once when it is suspected, 5 s later.
 */
function groupFlags({ name, mode, localAddress, seeds }: GroupFlags): readonly string[] {
  const isSingle = mode === 'single-primary';
  return [
    `--loose-group-replication-group-name=${name}`,
    `--loose-group-replication-local-address=${localAddress}`,
    `--loose-group-replication-group-seeds=${seeds.join(',')}`,
    `--loose-group-replication-single-primary-mode=${isSingle ? 'ON' : 'OFF'}`,
    `--loose-group-replication-enforce-update-everywhere-checks=${isSingle ? 'OFF' : 'ON'}`,
    '--loose-group-replication-start-on-boot=OFF',
    '--loose-group-replication-recovery-get-public-key=ON',
    '--loose-group-replication-member-expel-timeout=0',
    // The least there is; the default is 1 GB.
    '--loose-group-replication-message-cache-size=134217728',
  ];
}

function mysqlSemisyncFlags({ plugins, asSource, asReplica }: SemisyncFlags): readonly string[] {
  if (plugins.length === 0) return [];
  const [source, replica] = plugins.includes('semisync_source.so') ? ['source', 'replica'] : ['master', 'slave'];
  return [
    // The switches belong to the plug-ins that the command names, which the server does not know yet when it reads its arguments.
    `--loose-rpl-semi-sync-${source}-enabled=${asSource ? 1 : 0}`,
    `--loose-rpl-semi-sync-${replica}-enabled=${asReplica ? 1 : 0}`,
  ];
}

/** On, because replication's tables live there; trimmed of histories and digests, which nobody reads in tests. */
const PERFORMANCE_SCHEMA = [
  '--performance-schema-accounts-size=20',
  '--performance-schema-hosts-size=20',
  '--performance-schema-users-size=20',
  '--performance-schema-digests-size=200',
  '--performance-schema-error-size=0',
  '--performance-schema-events-statements-history-size=0',
  '--performance-schema-events-statements-history-long-size=0',
  '--performance-schema-events-stages-history-size=0',
  '--performance-schema-events-stages-history-long-size=0',
  '--performance-schema-events-waits-history-size=0',
  '--performance-schema-events-waits-history-long-size=0',
  '--performance-schema-events-transactions-history-size=0',
  '--performance-schema-events-transactions-history-long-size=0',
  '--performance-schema-max-table-instances=300',
  '--performance-schema-max-table-handles=300',
  '--performance-schema-max-index-stat=200',
];

function mariadbFlags(options: FlagsOptions): readonly string[] {
  return [
    `--gtid-strict-mode=${options.gtid ? 1 : 0}`,
    `--log-slave-updates=${options.logsUpdates ? 1 : 0}`,
    `--slave-net-timeout=${NET_TIMEOUT_SECONDS}`,
    `--read-only=${options.readOnly ? 1 : 0}`,
    `--rpl-semi-sync-master-enabled=${options.semisync.asSource ? 1 : 0}`,
    `--rpl-semi-sync-slave-enabled=${options.semisync.asReplica ? 1 : 0}`,
    // From 11.4 on it would spend a third of a second at each start on making itself a certificate.
    '--skip-ssl',
    '--innodb-flush-method=nosync',
    ...MARIADB_FILE_SIZES,
    '--innodb-temp-data-file-path=ibtmp1:3M:autoextend',
    '--aria-pagecache-buffer-size=1M',
  ];
}

/** Also used when the data directory is made: InnoDB refuses files of another size. */
export const MARIADB_FILE_SIZES = [
  '--innodb-log-file-size=8M',
  '--innodb-data-file-path=ibdata1:3M:autoextend',
  '--innodb-autoextend-increment=1',
];
