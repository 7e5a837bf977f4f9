/** The tables that can be read here, by lower-case name, for each generation. */
import type { Generation } from '../generation.ts';
import { columnsOf, type Columns, type Row } from '../results.ts';
import { gtidSetText, textOfSetting, type RowContext } from './context.ts';
import { ndbProcesses } from './ndb-processes.ts';
import { pluginRows, pluginShapes } from './plugins.ts';
import { processes, processShapes } from './processes.ts';
import {
  applierByCoordinator,
  applierByWorker,
  applierConfiguration,
  applierFilters,
  applierStatus,
  connectionConfiguration,
  connectionStatus,
  filterRows,
  groupMembers,
  groupMemberStats,
  memberRows,
  slaveMasterInfo,
  type ChannelRow,
} from './replication-tables.ts';
import { statusVariables } from './status-variables.ts';
import type { Shape } from './table.ts';

export interface VirtualTable {
  readonly columns: Columns;
  /** `select`: 1142 without it; `process`: 1227 without it. */
  readonly needs: 'select' | 'process' | 'nothing';
  rows(context: RowContext): readonly Row[];
  /** `false`: the table is not there now, because its plugin is not. */
  exists?(context: RowContext): boolean;
}

type Entry = readonly [name: string, table: VirtualTable];

export function tableCatalog(generation: Generation, certificateEnds: string): ReadonlyMap<string, VirtualTable> {
  switch (generation.family) {
    case 'mysql':
      return new Map([...mysqlTables(generation, certificateEnds), ...commonTables(generation)]);
    case 'mariadb':
      return new Map([...mariadbTables(generation, certificateEnds), ...commonTables(generation)]);
    case 'maxscale':
      return new Map();
  }
}

function fromShape<Item>(
  { columns, row }: Shape<Item>,
  items: (context: RowContext) => readonly Item[],
  needs: VirtualTable['needs'] = 'select',
): VirtualTable {
  return { columns, needs, rows: (context) => items(context).map(row) };
}

function empty(specification: string, needs: VirtualTable['needs'] = 'select'): VirtualTable {
  return { columns: columnsOf(specification), needs, rows: () => [] };
}

/** Group Replication's own channels are not part of the model: every channel of it names a source. */
function channelItems(context: RowContext): readonly ChannelRow[] {
  return [...context.server.channels.values()].map((channel) => ({ context, channel }));
}

function commonTables(generation: Generation): readonly Entry[] {
  const { informationSchema } = processShapes(generation);
  return [
    ['information_schema.processlist', fromShape(informationSchema, processes, 'nothing')],
    ['information_schema.plugins', fromShape(pluginShapes(generation).table, pluginRows, 'nothing')],
    ['information_schema.innodb_cmp', innodbCmp],
    ['information_schema.innodb_trx', empty(INNODB_TRX, 'process')],
    ['information_schema.schemata', schemata(generation)],
    ['information_schema.tables', empty(TABLES, 'nothing')],
    ['mysql.user', users],
  ];
}

/** Transactions that are open, of which the model knows none that others could wait for. [97][M10] */
const INNODB_TRX =
  'trx_id:LONGLONGu! trx_state:VAR_STRING! trx_started:DATETIME! trx_requested_lock_id:VAR_STRING trx_wait_started:DATETIME trx_weight:LONGLONGu! trx_mysql_thread_id:LONGLONGu! trx_query:VAR_STRING trx_operation_state:VAR_STRING trx_tables_in_use:LONGLONGu! trx_tables_locked:LONGLONGu! trx_lock_structs:LONGLONGu! trx_lock_memory_bytes:LONGLONGu! trx_rows_locked:LONGLONGu! trx_rows_modified:LONGLONGu! trx_concurrency_tickets:LONGLONGu! trx_isolation_level:VAR_STRING! trx_unique_checks:LONG! trx_foreign_key_checks:LONG! trx_last_foreign_key_error:VAR_STRING';

/** Users' tables are in no catalog of the model. The columns that both families share [97][M10]. */
const TABLES =
  'TABLE_CATALOG:VAR_STRING! TABLE_SCHEMA:VAR_STRING! TABLE_NAME:VAR_STRING! TABLE_TYPE:VAR_STRING! ENGINE:VAR_STRING VERSION:LONGLONG ROW_FORMAT:VAR_STRING TABLE_ROWS:LONGLONGu AVG_ROW_LENGTH:LONGLONGu DATA_LENGTH:LONGLONGu MAX_DATA_LENGTH:LONGLONGu INDEX_LENGTH:LONGLONGu DATA_FREE:LONGLONGu AUTO_INCREMENT:LONGLONGu CREATE_TIME:DATETIME UPDATE_TIME:DATETIME CHECK_TIME:DATETIME TABLE_COLLATION:VAR_STRING CHECKSUM:LONGLONG CREATE_OPTIONS:VAR_STRING TABLE_COMMENT:VAR_STRING';

/** Five rows, one per page size. [97][M10] */
const innodbCmp: VirtualTable = {
  columns: columnsOf(
    'page_size:LONG! compress_ops:LONG! compress_ops_ok:LONG! compress_time:LONG! uncompress_ops:LONG! uncompress_time:LONG!',
  ),
  needs: 'process',
  rows: () => [1_024, 2_048, 4_096, 8_192, 16_384].map((size) => [size, 0, 0, 0, 0, 0]),
};

export const SYSTEM_SCHEMAS: Readonly<Record<Generation['family'], readonly string[]>> = {
  mysql: ['information_schema', 'mysql', 'performance_schema', 'sys'],
  mariadb: ['information_schema', 'mysql', 'performance_schema'],
  maxscale: [],
};

function schemata({ family }: Generation): VirtualTable {
  return {
    columns: columnsOf(
      'CATALOG_NAME:VAR_STRING! SCHEMA_NAME:VAR_STRING! DEFAULT_CHARACTER_SET_NAME:VAR_STRING! DEFAULT_COLLATION_NAME:VAR_STRING! SQL_PATH:VAR_STRING',
    ),
    needs: 'nothing',
    rows: () => SYSTEM_SCHEMAS[family].map((name) => ['def', name, 'utf8mb4', 'utf8mb4_general_ci', null]),
  };
}

const users: VirtualTable = {
  columns: columnsOf('Host:STRING! User:STRING! plugin:STRING! password_expired:STRING! account_locked:STRING!'),
  needs: 'select',
  rows: ({ server }) => server.accounts.map(({ host, user, plugin }) => [host, user, plugin, 'N', 'N']),
};

const NAME_VALUE = 'VARIABLE_NAME:VAR_STRING! VARIABLE_VALUE:VAR_STRING';

function variablesTable(nameOf: (name: string) => string): VirtualTable {
  return {
    columns: columnsOf(NAME_VALUE),
    needs: 'nothing',
    rows: ({ fleet, server }) =>
      fleet.variableNames(server.id).map((name) => [nameOf(name), textOfSetting(fleet.variable(server.id, name))]),
  };
}

function statusTable(generation: Generation, certificateEnds: string, nameOf: (name: string) => string): VirtualTable {
  const variables = statusVariables(generation, certificateEnds);
  return {
    columns: columnsOf(NAME_VALUE),
    needs: 'nothing',
    rows: (context) =>
      variables.flatMap(({ name, value }) => {
        const now = value(context);
        return now === null ? [] : [[nameOf(name), String(now)]];
      }),
  };
}

const asIs = (name: string): string => name;
const inCapitals = (name: string): string => name.toUpperCase();

function mysqlTables(generation: Generation, certificateEnds: string): readonly Entry[] {
  const { versionNumber, has } = generation;
  const from = (version: number, ...entries: readonly Entry[]): readonly Entry[] =>
    versionNumber >= version ? entries : [];
  const { performanceSchema } = processShapes(generation);
  return [
    [
      'performance_schema.replication_connection_configuration',
      fromShape(connectionConfiguration(generation), channelItems),
    ],
    ['performance_schema.replication_connection_status', fromShape(connectionStatus(generation), channelItems)],
    ['performance_schema.replication_applier_configuration', fromShape(applierConfiguration(generation), channelItems)],
    ['performance_schema.replication_applier_status', fromShape(applierStatus(), channelItems)],
    [
      'performance_schema.replication_applier_status_by_coordinator',
      fromShape(applierByCoordinator(generation), channelItems),
    ],
    ['performance_schema.replication_applier_status_by_worker', fromShape(applierByWorker(generation), channelItems)],
    ['performance_schema.replication_group_members', fromShape(groupMembers(generation), memberRows)],
    ['performance_schema.replication_group_member_stats', fromShape(groupMemberStats(), memberRows)],
    ['performance_schema.global_variables', variablesTable(asIs)],
    ['performance_schema.global_status', statusTable(generation, certificateEnds, asIs)],
    ['mysql.slave_master_info', fromShape(slaveMasterInfo(), channelItems)],
    ['mysql.gtid_executed', gtidExecuted],
    ['ndbinfo.processes', ndbProcesses],
    ...from(
      80_001,
      ['performance_schema.replication_applier_filters', fromShape(applierFilters(), filterRows)],
      [
        'performance_schema.replication_applier_global_filters',
        empty('FILTER_NAME:STRING! FILTER_RULE:BLOB! CONFIGURED_BY:STRING! ACTIVE_SINCE:TIMESTAMP!'),
      ],
    ),
    ...from(80_011, ['performance_schema.log_status', logStatus]),
    ...(has.performanceSchemaProcesslist
      ? ([['performance_schema.processlist', fromShape(performanceSchema, processes, 'nothing')]] as const)
      : []),
    ...from(80_023, [
      'performance_schema.replication_asynchronous_connection_failover',
      empty('CHANNEL_NAME:STRING! HOST:STRING! PORT:LONG! NETWORK_NAMESPACE:STRING WEIGHT:LONGu! MANAGED_NAME:STRING!'),
    ]),
    ...from(80_017, ['performance_schema.clone_status', cloneStatus]),
  ];
}

const cloneStatus: VirtualTable = {
  ...empty(
    'ID:LONG PID:LONG STATE:STRING BEGIN_TIME:TIMESTAMP END_TIME:TIMESTAMP SOURCE:VAR_STRING DESTINATION:VAR_STRING ERROR_NO:LONG ERROR_MESSAGE:VAR_STRING BINLOG_FILE:VAR_STRING BINLOG_POSITION:LONGLONG GTID_EXECUTED:VAR_STRING',
  ),
  exists: ({ server }) => server.plugins.has('clone'),
};

const gtidExecuted: VirtualTable = {
  columns: columnsOf('source_uuid:STRING! interval_start:LONGLONG! interval_end:LONGLONG! gtid_tag:STRING!'),
  needs: 'select',
  rows: ({ server }) =>
    server.gtid.kind === 'mysql'
      ? server.gtid.executed
          .groups()
          .flatMap(({ uuid, tag, intervals }) => intervals.map(({ first, last }) => [uuid, first, last, tag]))
      : [],
};

const logStatus: VirtualTable = {
  columns: columnsOf('SERVER_UUID:STRING! LOCAL:JSON! REPLICATION:JSON! STORAGE_ENGINES:JSON!'),
  needs: 'select',
  rows: ({ server }) => {
    const file = server.binlog?.files.at(-1);
    const executed = server.gtid.kind === 'mysql' ? gtidSetText(server.gtid.executed.toText()) : '';
    const channels = [...server.channels.values()].map(({ name, relayPosition }) => ({
      channel_name: name,
      relay_log_file: relayPosition.file,
      relay_log_position: relayPosition.position,
    }));
    return [
      [
        server.uuid,
        JSON.stringify({
          gtid_executed: executed,
          binary_log_file: file?.name ?? '',
          binary_log_position: file?.size ?? 0,
        }),
        JSON.stringify({ channels }),
        JSON.stringify({}),
      ],
    ];
  },
};

/** The reduced set is there and empty: performance_schema is off by default [M10]. */
function mariadbTables(generation: Generation, certificateEnds: string): readonly Entry[] {
  const emptied = <Item>({ columns }: Shape<Item>): VirtualTable => ({ columns, needs: 'select', rows: () => [] });
  return [
    [
      'performance_schema.replication_connection_configuration',
      empty(
        'CHANNEL_NAME:VAR_STRING! HOST:STRING! PORT:LONG! USER:STRING! USING_GTID:STRING! SSL_ALLOWED:STRING! SSL_CA_FILE:VAR_STRING! SSL_CA_PATH:VAR_STRING! SSL_CERTIFICATE:VAR_STRING! SSL_CIPHER:VAR_STRING! SSL_KEY:VAR_STRING! SSL_VERIFY_SERVER_CERTIFICATE:STRING! SSL_CRL_FILE:VAR_STRING! SSL_CRL_PATH:VAR_STRING! CONNECTION_RETRY_INTERVAL:LONG! CONNECTION_RETRY_COUNT:LONGLONGu! HEARTBEAT_INTERVAL:DOUBLEu! IGNORE_SERVER_IDS:BLOB! REPL_DO_DOMAIN_IDS:BLOB! REPL_IGNORE_DOMAIN_IDS:BLOB!',
      ),
    ],
    ['performance_schema.replication_applier_configuration', empty('CHANNEL_NAME:VAR_STRING! DESIRED_DELAY:LONG!')],
    ['performance_schema.replication_applier_status', emptied(applierStatus())],
    [
      'performance_schema.replication_applier_status_by_coordinator',
      empty(
        'CHANNEL_NAME:VAR_STRING! THREAD_ID:LONGLONGu SERVICE_STATE:STRING! LAST_ERROR_NUMBER:LONG! LAST_ERROR_MESSAGE:VAR_STRING! LAST_ERROR_TIMESTAMP:TIMESTAMP! LAST_SEEN_TRANSACTION:STRING! LAST_TRANS_RETRY_COUNT:LONG!',
      ),
    ],
    [
      'performance_schema.replication_applier_status_by_worker',
      empty(
        'CHANNEL_NAME:VAR_STRING! THREAD_ID:LONGLONGu SERVICE_STATE:STRING! LAST_SEEN_TRANSACTION:STRING! LAST_ERROR_NUMBER:LONG! LAST_ERROR_MESSAGE:VAR_STRING! LAST_ERROR_TIMESTAMP:TIMESTAMP! WORKER_IDLE_TIME:LONGLONGu! LAST_TRANS_RETRY_COUNT:LONG!',
      ),
    ],
    ['performance_schema.global_status', empty(NAME_VALUE, 'nothing')],
    ['information_schema.global_variables', variablesTable(inCapitals)],
    ['information_schema.global_status', statusTable(generation, certificateEnds, inCapitals)],
    ['mysql.gtid_slave_pos', gtidSlavePosition],
  ];
}

const gtidSlavePosition: VirtualTable = {
  columns: columnsOf('domain_id:LONGu! sub_id:LONGLONGu! server_id:LONGu! seq_no:LONGLONGu!'),
  needs: 'select',
  rows: ({ server }) =>
    server.gtid.kind === 'mariadb'
      ? server.gtid.slavePosition
          .gtids()
          .map(({ domain, server: writer, sequence }, index) => [domain, index + 1, writer, sequence])
      : [],
};
