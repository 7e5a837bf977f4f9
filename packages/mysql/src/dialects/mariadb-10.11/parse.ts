/** From the rows of a MariaDB probe to an `Observation`. Column names: spec/dialects §2. */
import type { GtidState, Observation, ReplicationChannel, SemiSyncState, ServerSettings } from '@topiary/domain';
import { binlogPosition } from '../binlog-position.ts';
import {
  applierState,
  COMMON_FILTER_COLUMNS,
  coordinates,
  filtersOf,
  receiverState,
  replicationError,
  tlsOf,
} from '../channel-parts.ts';
import { mergeReplicas } from '../connected-replicas.ts';
import type { Answers, ObserveContext, ProbeRole } from '../dialect.ts';
import { isYes, numberOf, RowReader, textOf, type ColumnCache } from '../result-set.ts';
import { unreadableFacts } from '../unreadable.ts';
import { selectedValues, shownValues, yesOrNull, type Values } from '../values.ts';
import { grantForRole } from './grants.ts';

export function observe(answers: Answers<ProbeRole>, context: ObserveContext): Observation {
  const { learned } = context;
  const variables = selectedValues(learned.variables, answers.get('settings'));
  const status = shownValues(answers.get('status'));
  return {
    product: learned.product,
    identity: { serverId: numberOf(variables.get('server_id')) ?? 0, ...learned.identity },
    uptimeSeconds: numberOf(status.get('uptime')) ?? 0,
    settings: settingsOf(variables, context),
    gtid: gtidOf(variables),
    binlog: binlogPosition(answers.get('binlog-position')),
    channels: channelsOf(answers, context.columns),
    connectedReplicas: learned.logBin
      ? mergeReplicas(answers.get('connected-replicas'), answers.get('dump-threads'))
      : [],
    semiSync: semiSyncOf(variables, status),
    group: null,
    unreadable: unreadableFacts(context, (role) => grantForRole(role, learned.account)),
    ...(context.waitingFor === null ? {} : { waitingFor: context.waitingFor }),
  };
}

/** There is no read-only for super users and no offline mode here. */
function settingsOf(variables: Values, { learned }: ObserveContext): ServerSettings {
  return {
    readOnly: isReadOnly(variables.get('read_only')),
    superReadOnly: false,
    offlineMode: false,
    logBin: learned.logBin,
    logReplicaUpdates: learned.logReplicaUpdates,
    binlogFormat: textOf(variables.get('binlog_format')),
    binlogRowImage: textOf(variables.get('binlog_row_image')),
    replicaNetTimeoutSeconds: numberOf(variables.get('slave_net_timeout')),
  };
}

/** From 12.0 on there are degrees of it (`NO_LOCK`, `NO_LOCK_NO_ADMIN`): everything but OFF keeps writers out. */
function isReadOnly(value: unknown): boolean {
  const text = textOf(value).toUpperCase();
  return text !== '' && text !== '0' && text !== 'OFF';
}

function gtidOf(variables: Values): GtidState {
  return {
    kind: 'mariadb',
    strict: isYes(variables.get('gtid_strict_mode')),
    domainId: numberOf(variables.get('gtid_domain_id')) ?? 0,
    binlogPosition: textOf(variables.get('gtid_binlog_pos')),
    slavePosition: textOf(variables.get('gtid_slave_pos')),
    currentPosition: textOf(variables.get('gtid_current_pos')),
    binlogState: textOf(variables.get('gtid_binlog_state')),
  };
}

/** How many acknowledgements a commit waits for cannot be set here: it is always one. */
function semiSyncOf(variables: Values, status: Values): SemiSyncState {
  return {
    sourceEnabled: yesOrNull(variables, 'rpl_semi_sync_master_enabled'),
    sourceActive: yesOrNull(status, 'rpl_semi_sync_master_status'),
    sourceClients: numberOf(status.get('rpl_semi_sync_master_clients')),
    sourceTimeoutMs: numberOf(variables.get('rpl_semi_sync_master_timeout')),
    sourceWaitForReplicas: variables.has('rpl_semi_sync_master_enabled') ? 1 : null,
    replicaEnabled: yesOrNull(variables, 'rpl_semi_sync_slave_enabled'),
    replicaActive: yesOrNull(status, 'rpl_semi_sync_slave_status'),
  };
}

export function channelsOf(answers: Answers<ProbeRole>, columns: ColumnCache): readonly ReplicationChannel[] {
  const status = answers.get('replica-status');
  if (status === undefined || status.rows.length === 0) return [];
  const reader = new RowReader(columns.columnsOf('replica-status', status));
  return status.rows.map((row) => channelOf(reader.at(row)));
}

const FILTER_COLUMNS = [
  ...COMMON_FILTER_COLUMNS,
  'Replicate_Rewrite_DB',
  'Replicate_Ignore_Server_Ids',
  'Replicate_Do_Domain_Ids',
  'Replicate_Ignore_Domain_Ids',
] as const;

const POSITIONING: ReadonlyMap<string, ReplicationChannel['positioning']> = new Map([
  ['Slave_Pos', 'slave-pos'],
  ['Current_Pos', 'current-pos'],
]);

function channelOf(row: RowReader): ReplicationChannel {
  return {
    name: row.text('connection_name'),
    source: { host: row.text('master_host').toLowerCase(), port: row.integer('master_port') ?? 0 },
    sourceServerId: row.integer('master_server_id') || null,
    sourceUuid: null,
    user: row.text('master_user'),
    receiver: receiverState(row.text('slave_io_running')),
    applier: applierState(row.text('slave_sql_running')),
    receiverError: replicationError(row, 'last_io'),
    applierError: replicationError(row, 'last_sql'),
    lagSeconds: row.integer('seconds_behind_master'),
    delaySeconds: row.integer('sql_delay') ?? 0,
    positioning: POSITIONING.get(row.text('using_gtid')) ?? 'file',
    retrieved: row.text('gtid_io_pos'),
    readPosition: coordinates(row, 'master_log_file', 'read_master_log_pos'),
    executedPosition: coordinates(row, 'relay_master_log_file', 'exec_master_log_pos'),
    relayLog: coordinates(row, 'relay_log_file', 'relay_log_pos'),
    filters: filtersOf(row, FILTER_COLUMNS),
    settings: {
      heartbeatPeriodSeconds: row.integer('slave_heartbeat_period'),
      connectRetrySeconds: row.integer('connect_retry'),
      // A server option here, not a channel's.
      retryCount: null,
      tls: tlsOf(row, 'master'),
      publicKeyPath: null,
      getPublicKey: null,
      compression: null,
    },
  };
}
