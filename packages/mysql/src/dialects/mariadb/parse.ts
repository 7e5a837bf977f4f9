/** From the rows of a MariaDB probe to an `Observation`. Column names: spec/dialects §2. */
import type { GtidState, Observation, ReplicationChannel, SemiSyncState, ServerSettings } from '@topiary/domain';
import { channelColumns } from '../channel-columns.ts';
import { channelFrame, filterColumns, filtersOf, tlsOf } from '../channel-parts.ts';
import type { Answers, ObserveContext, ProbeRole } from '../dialect.ts';
import { logSettings, observationFrame } from '../observation-frame.ts';
import { columnsOf, isYes, numberOf, RowReader, textOf, type ColumnCache } from '../result-set.ts';
import { settingsValues } from '../settings.ts';
import { probedValues, yesOrNull, type Values } from '../values.ts';
import type { MariadbWords } from './words.ts';

export function observe(
  answers: Answers<ProbeRole>,
  context: ObserveContext,
  { privileges }: MariadbWords,
): Observation {
  const variables = settingsValues(context.learned.variables, answers.get('settings'), context.columns);
  const status = probedValues(answers.get('status'), context.columns);
  return {
    ...observationFrame({
      answers: withDumpThreads(answers),
      context,
      variables,
      status,
      privileges,
      replicaUuid: null,
    }),
    settings: settingsOf(variables, context),
    gtid: gtidOf(variables),
    channels: channelsOf(answers, context.columns),
    semiSync: semiSyncOf(variables, status),
    group: null,
  };
}

/** The command has one name here, with GTIDs and without. */
const DUMP_COMMAND = 'Binlog Dump';

/** The answers, with the clients of the sessions that read the binary log instead of all sessions. */
function withDumpThreads(answers: Answers<ProbeRole>): Answers<ProbeRole> {
  const sessions = answers.get('dump-threads');
  if (sessions === undefined) return answers;
  const columns = columnsOf(sessions);
  const [host, command] = [columns.get('host') ?? 0, columns.get('command') ?? 0];
  const rows = sessions.rows.filter((row) => row[command] === DUMP_COMMAND).map((row) => [row[host]]);
  return new Map(answers).set('dump-threads', { names: ['Host'], rows });
}

/** There is no read-only for super users and no offline mode here. */
function settingsOf(variables: Values, context: ObserveContext): ServerSettings {
  return {
    ...logSettings(variables, context),
    readOnly: isReadOnly(variables.get('read_only')),
    superReadOnly: false,
    offlineMode: false,
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
    ...(variables.has('rpl_semi_sync_master_enabled') ? { words: 'master-slave' as const } : {}),
    sourceEnabled: yesOrNull(variables, 'rpl_semi_sync_master_enabled'),
    sourceActive: yesOrNull(status, 'rpl_semi_sync_master_status'),
    sourceClients: numberOf(status.get('rpl_semi_sync_master_clients')),
    sourceTimeoutMs: numberOf(variables.get('rpl_semi_sync_master_timeout')),
    sourceWaitForReplicas: variables.has('rpl_semi_sync_master_enabled') ? 1 : null,
    replicaEnabled: yesOrNull(variables, 'rpl_semi_sync_slave_enabled'),
    replicaActive: yesOrNull(status, 'rpl_semi_sync_slave_status'),
  };
}

export function channelsOf(answers: Answers<ProbeRole>, cache: ColumnCache): readonly ReplicationChannel[] {
  const status = answers.get('replica-status');
  if (status === undefined || status.rows.length === 0) return [];
  const reader = new RowReader(cache.columnsOf('replica-status', status));
  return status.rows.map((row) => channelOf(reader.at(row)));
}

const COLUMNS = channelColumns('master', 'slave');

const FILTER_COLUMNS = filterColumns(
  'Replicate_Rewrite_DB',
  'Replicate_Ignore_Server_Ids',
  'Replicate_Do_Domain_Ids',
  'Replicate_Ignore_Domain_Ids',
);

const POSITIONING: ReadonlyMap<string, ReplicationChannel['positioning']> = new Map([
  ['Slave_Pos', 'slave-pos'],
  ['Current_Pos', 'current-pos'],
]);

function channelOf(row: RowReader): ReplicationChannel {
  return {
    ...channelFrame(row, COLUMNS),
    name: row.text('connection_name'),
    sourceUuid: null,
    positioning: POSITIONING.get(row.text('using_gtid')) ?? 'file',
    retrieved: row.text('gtid_io_pos'),
    filters: filtersOf(row, FILTER_COLUMNS),
    settings: {
      heartbeatPeriodSeconds: row.integer('slave_heartbeat_period'),
      connectRetrySeconds: row.integer('connect_retry'),
      // A server option here; a change of source keeps it.
      retryCount: null,
      tls: tlsOf(row, COLUMNS),
      publicKeyPath: null,
      getPublicKey: null,
      compression: null,
    },
  };
}
