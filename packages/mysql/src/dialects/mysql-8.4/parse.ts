/** From the rows of a MySQL probe to an `Observation`. Column names: spec/dialects §2. */
import type {
  ChannelSettings,
  GroupMembership,
  GtidState,
  Observation,
  ReplicationChannel,
  SemiSyncState,
  ServerSettings,
} from '@topiary/domain';
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
import { isYes, numberOf, RowReader, textOf, type ResultSet, type Row, type ColumnCache } from '../result-set.ts';
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
    group: groupOf(textOf(variables.get('group_replication_group_name')), answers.get('group-members')),
    unreadable: unreadableFacts(context, (role) => grantForRole(role, learned.account)),
    ...(context.waitingFor === null ? {} : { waitingFor: context.waitingFor }),
  };
}

function settingsOf(variables: Values, { learned }: ObserveContext): ServerSettings {
  return {
    readOnly: isYes(variables.get('read_only')),
    superReadOnly: isYes(variables.get('super_read_only')),
    offlineMode: isYes(variables.get('offline_mode')),
    logBin: learned.logBin,
    logReplicaUpdates: learned.logReplicaUpdates,
    binlogFormat: textOf(variables.get('binlog_format')),
    binlogRowImage: textOf(variables.get('binlog_row_image')),
    replicaNetTimeoutSeconds: numberOf(variables.get('replica_net_timeout')),
  };
}

const GTID_MODES = ['OFF', 'OFF_PERMISSIVE', 'ON_PERMISSIVE', 'ON'] as const;

function gtidOf(variables: Values): GtidState {
  const text = textOf(variables.get('gtid_mode')).toUpperCase();
  const mode = GTID_MODES.find((known) => known === text);
  if (mode === undefined) return { kind: 'none' };
  return {
    kind: 'mysql',
    mode,
    executed: withoutSpace(variables.get('gtid_executed')),
    purged: withoutSpace(variables.get('gtid_purged')),
  };
}

/** The server separates the intervals of different sources by a comma and a newline. */
function withoutSpace(value: unknown): string {
  return textOf(value).replaceAll(/\s+/g, '');
}

/** Either spelling of the plugins may be loaded, never both on one server. */
function semiSyncOf(variables: Values, status: Values): SemiSyncState {
  const source = variables.has('rpl_semi_sync_source_enabled') ? 'source' : 'master';
  const replica = variables.has('rpl_semi_sync_replica_enabled') ? 'replica' : 'slave';
  const count = source === 'source' ? 'wait_for_replica_count' : 'wait_for_slave_count';
  return {
    sourceEnabled: yesOrNull(variables, `rpl_semi_sync_${source}_enabled`),
    sourceActive: yesOrNull(status, `rpl_semi_sync_${source}_status`),
    sourceClients: numberOf(status.get(`rpl_semi_sync_${source}_clients`)),
    sourceTimeoutMs: numberOf(variables.get(`rpl_semi_sync_${source}_timeout`)),
    sourceWaitForReplicas: numberOf(variables.get(`rpl_semi_sync_${source}_${count}`)),
    replicaEnabled: yesOrNull(variables, `rpl_semi_sync_${replica}_enabled`),
    replicaActive: yesOrNull(status, `rpl_semi_sync_${replica}_status`),
  };
}

/** With the plugin loaded and the group not started one OFFLINE row without an address is present: that is no group. */
function groupOf(groupName: string, result: ResultSet | undefined): GroupMembership | null {
  if (groupName === '' || result === undefined) return null;
  const members = result.rows
    .map(([uuid, host, port, state, role]) => ({
      uuid: textOf(uuid),
      address: { host: textOf(host).toLowerCase(), port: numberOf(port) ?? 0 },
      state: textOf(state),
      role: textOf(role),
    }))
    .filter((member) => member.address.host !== '');
  return members.length === 0 ? null : { groupName, members };
}

/** Channels of Group Replication itself are the group's own plumbing: they name no source and are no edges. */
const GROUP_CHANNELS: ReadonlySet<string> = new Set(['group_replication_applier', 'group_replication_recovery']);

export function channelsOf(answers: Answers<ProbeRole>, columns: ColumnCache): readonly ReplicationChannel[] {
  const status = answers.get('replica-status');
  if (status === undefined || status.rows.length === 0) return [];
  const extra = extraSettings(answers.get('channel-settings'));
  const reader = new RowReader(columns.columnsOf('replica-status', status));
  return status.rows
    .map((row: Row) => channelOf(reader.at(row), extra))
    .filter((channel) => !GROUP_CHANNELS.has(channel.name));
}

interface ExtraSettings {
  readonly heartbeatPeriodSeconds: number | null;
  readonly compression: string | null;
}

function extraSettings(result: ResultSet | undefined): ReadonlyMap<string, ExtraSettings> {
  const rows = result?.rows ?? [];
  return new Map(
    rows.map(([channel, heartbeat, compression]) => [
      textOf(channel),
      { heartbeatPeriodSeconds: numberOf(heartbeat), compression: textOf(compression) },
    ]),
  );
}

function channelOf(row: RowReader, extra: ReadonlyMap<string, ExtraSettings>): ReplicationChannel {
  const name = row.text('channel_name');
  const uuid = row.text('source_uuid');
  return {
    name,
    source: { host: row.text('source_host').toLowerCase(), port: row.integer('source_port') ?? 0 },
    sourceServerId: row.integer('source_server_id') || null,
    sourceUuid: uuid === '' ? null : uuid,
    user: row.text('source_user'),
    receiver: receiverState(row.text('replica_io_running')),
    applier: applierState(row.text('replica_sql_running')),
    receiverError: replicationError(row, 'last_io'),
    applierError: replicationError(row, 'last_sql'),
    lagSeconds: row.integer('seconds_behind_source'),
    delaySeconds: row.integer('sql_delay') ?? 0,
    positioning: row.yes('auto_position') ? 'auto-position' : 'file',
    retrieved: withoutSpace(row.text('retrieved_gtid_set')),
    readPosition: coordinates(row, 'source_log_file', 'read_source_log_pos'),
    executedPosition: coordinates(row, 'relay_source_log_file', 'exec_source_log_pos'),
    relayLog: coordinates(row, 'relay_log_file', 'relay_log_pos'),
    filters: filtersOf(row, FILTER_COLUMNS),
    settings: settingsOfChannel(row, extra.get(name)),
  };
}

const FILTER_COLUMNS = [...COMMON_FILTER_COLUMNS, 'Replicate_Rewrite_DB', 'Replicate_Ignore_Server_Ids'] as const;

function settingsOfChannel(row: RowReader, extra: ExtraSettings | undefined): ChannelSettings {
  return {
    heartbeatPeriodSeconds: extra?.heartbeatPeriodSeconds ?? null,
    connectRetrySeconds: row.integer('connect_retry'),
    retryCount: row.integer('source_retry_count'),
    tls: tlsOf(row, 'source'),
    publicKeyPath: row.text('source_public_key_path'),
    getPublicKey: row.yes('get_source_public_key'),
    compression: extra?.compression ?? null,
  };
}
