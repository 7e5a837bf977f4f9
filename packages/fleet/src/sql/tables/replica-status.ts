/**
 * SHOW REPLICA STATUS and its relatives, column by column in the servers' own order. Source: MySQL's columns [97]; those of
 * older versions are the same without what came later [D]; MariaDB's [M10], [M11].
 */
import type { Generation } from '../generation.ts';
import {
  applierText,
  channelItem,
  errorNumber,
  errorText,
  errorTime,
  executedOf,
  receiverRuns,
  receiverText,
  remainingDelay,
  retrievedGtids,
  untilCondition,
  untilFile,
  untilPosition,
  usingGtid,
  yesNo,
  type ChannelItem,
} from './channel-item.ts';
import { dateTime, variableText, type RowContext } from './context.ts';
import { secondsBehind } from './seconds-behind.ts';
import { shapeOf, type ColumnRule, type Shape } from './table.ts';

type Rule = ColumnRule<ChannelItem>;

function lagOf({ fleet, generation }: RowContext, channel: ChannelItem['channel']): number | null {
  return secondsBehind(channel, { nowMs: fleet.nowMs, family: generation.family === 'mariadb' ? 'mariadb' : 'mysql' });
}

/** The same in both families, in this order; `S` stands for Source or Master, `R` for Replica or Slave. */
const HEAD: readonly Rule[] = [
  ['R_IO_State:VAR_STRING!', receiverText],
  ['S_Host:VAR_STRING!', ({ channel }) => channel.source.host],
  ['S_User:VAR_STRING!', ({ channel }) => channel.user],
  ['S_Port:LONGu!', ({ channel }) => channel.source.port],
  ['Connect_Retry:LONGu!', ({ channel }) => channel.settings.connectRetrySeconds ?? 60],
  ['S_Log_File:VAR_STRING!', ({ channel }) => channel.readPosition.file],
  ['Read_S_Log_Pos:LONGLONGu!', ({ channel }) => channel.readPosition.position],
  ['Relay_Log_File:VAR_STRING!', ({ channel }) => channel.relayPosition.file],
  ['Relay_Log_Pos:LONGLONGu!', ({ channel }) => channel.relayPosition.position],
  ['Relay_S_Log_File:VAR_STRING!', ({ channel }) => channel.executedPosition.file],
  ['R_IO_Running:VAR_STRING!', receiverRuns],
  ['R_SQL_Running:VAR_STRING!', ({ channel }) => yesNo(channel.applier.state === 'running')],
  ['Replicate_Do_DB:VAR_STRING!', ({ channel }) => channel.filters.doDb],
  ['Replicate_Ignore_DB:VAR_STRING!', ({ channel }) => channel.filters.ignoreDb],
  ['Replicate_Do_Table:VAR_STRING!', ({ channel }) => channel.filters.doTable],
  ['Replicate_Ignore_Table:VAR_STRING!', ({ channel }) => channel.filters.ignoreTable],
  ['Replicate_Wild_Do_Table:VAR_STRING!', ({ channel }) => channel.filters.wildDoTable],
  ['Replicate_Wild_Ignore_Table:VAR_STRING!', ({ channel }) => channel.filters.wildIgnoreTable],
  ['Last_Errno:LONGu!', ({ channel }) => errorNumber(channel.applier.error)],
  ['Last_Error:VAR_STRING!', ({ channel }) => errorText(channel.applier.error)],
  ['Skip_Counter:LONGu!', ({ channel }) => channel.applier.skips],
  ['Exec_S_Log_Pos:LONGLONGu!', ({ channel }) => channel.executedPosition.position],
  ['Relay_Log_Space:LONGLONGu!', ({ channel }) => channel.relayBytes],
  ['Until_Condition:VAR_STRING!', untilCondition],
  ['Until_Log_File:VAR_STRING!', untilFile],
  ['Until_Log_Pos:LONGLONGu!', untilPosition],
  ['S_SSL_Allowed:VAR_STRING!', ({ channel }) => yesNo(channel.settings.tls.enabled)],
  ['S_SSL_CA_File:VAR_STRING!', ({ channel }) => channel.settings.tls.ca],
  ['S_SSL_CA_Path:VAR_STRING!', ({ channel }) => channel.settings.tls.caPath],
  ['S_SSL_Cert:VAR_STRING!', ({ channel }) => channel.settings.tls.cert],
  ['S_SSL_Cipher:VAR_STRING!', ({ channel }) => channel.settings.tls.cipher],
  ['S_SSL_Key:VAR_STRING!', ({ channel }) => channel.settings.tls.key],
  ['Seconds_Behind_S:LONGLONGu', ({ context, channel }) => lagOf(context, channel)],
  ['S_SSL_Verify_Server_Cert:VAR_STRING!', ({ channel }) => yesNo(channel.settings.tls.verifyServerCert)],
  ['Last_IO_Errno:LONGu!', ({ channel }) => errorNumber(channel.receiver.error)],
  ['Last_IO_Error:VAR_STRING!', ({ channel }) => errorText(channel.receiver.error)],
  ['Last_SQL_Errno:LONGu!', ({ channel }) => errorNumber(channel.applier.error)],
  ['Last_SQL_Error:VAR_STRING!', ({ channel }) => errorText(channel.applier.error)],
  ['Replicate_Ignore_Server_Ids:VAR_STRING!', ({ channel }) => channel.ignoreServerIds.join(', ')],
  ['S_Server_Id:LONGu!', ({ channel }) => channel.sourceServerId ?? 0],
];

const MYSQL_TAIL: readonly Rule[] = [
  ['S_UUID:VAR_STRING!', ({ channel }) => channel.sourceUuid ?? ''],
  ['S_Info_File:VAR_STRING!', () => 'mysql.slave_master_info'],
  ['SQL_Delay:LONGu!', ({ channel }) => channel.delaySeconds],
  ['SQL_Remaining_Delay:LONGu', ({ context, channel }) => remainingDelay(context, channel)],
  ['R_SQL_Running_State:VAR_STRING!', applierText],
  ['S_Retry_Count:LONGLONGu!', ({ channel }) => channel.settings.retryCount ?? 0],
  ['S_Bind:VAR_STRING!', otherOption('BIND')],
  ['Last_IO_Error_Timestamp:VAR_STRING!', ({ channel }) => errorTime(channel.receiver.error)],
  ['Last_SQL_Error_Timestamp:VAR_STRING!', ({ channel }) => errorTime(channel.applier.error)],
  ['S_SSL_Crl:VAR_STRING!', ({ channel }) => channel.settings.tls.crl],
  ['S_SSL_Crlpath:VAR_STRING!', ({ channel }) => channel.settings.tls.crlPath],
  ['Retrieved_Gtid_Set:VAR_STRING!', retrievedGtids],
  ['Executed_Gtid_Set:VAR_STRING!', executedOf],
  ['Auto_Position:LONGu!', ({ channel }) => (channel.positioning === 'auto-position' ? 1 : 0)],
  ['Replicate_Rewrite_DB:VAR_STRING!', ({ channel }) => channel.filters.rewriteDb],
  ['Channel_Name:VAR_STRING!', ({ channel }) => channel.name],
  ['S_TLS_Version:VAR_STRING!', ({ channel }) => channel.settings.tls.version],
];

/** From 8.0.4. [97][D] */
const MYSQL_PUBLIC_KEY: readonly Rule[] = [
  ['S_public_key_path:VAR_STRING!', ({ channel }) => channel.settings.publicKeyPath ?? ''],
  ['Get_S_public_key:LONGu!', ({ channel }) => (channel.settings.getPublicKey === true ? 1 : 0)],
];

/** From 8.0.22. [97][D] */
const MYSQL_NAMESPACE: readonly Rule[] = [['Network_Namespace:VAR_STRING!', otherOption('NETWORK_NAMESPACE')]];

const MARIADB_TAIL: readonly Rule[] = [
  ['S_SSL_Crl:VAR_STRING!', ({ channel }) => channel.settings.tls.crl],
  ['S_SSL_Crlpath:VAR_STRING!', ({ channel }) => channel.settings.tls.crlPath],
  ['Using_Gtid:VAR_STRING!', usingGtid],
  ['Gtid_IO_Pos:VAR_STRING!', ({ channel }) => channel.receivedPosition.toText()],
  ['Replicate_Do_Domain_Ids:VAR_STRING!', ({ channel }) => channel.filters.doDomainIds],
  ['Replicate_Ignore_Domain_Ids:VAR_STRING!', ({ channel }) => channel.filters.ignoreDomainIds],
  ['Parallel_Mode:VAR_STRING!', ({ context }) => variableText(context, 'slave_parallel_mode')],
  ['SQL_Delay:LONGu!', ({ channel }) => channel.delaySeconds],
  ['SQL_Remaining_Delay:LONGu', ({ context, channel }) => remainingDelay(context, channel)],
  ['R_SQL_Running_State:VAR_STRING!', applierText],
  ['Slave_DDL_Groups:LONGLONGu!', () => 0],
  ['Slave_Non_Transactional_Groups:LONGLONGu!', () => 0],
  ['Slave_Transactional_Groups:LONGLONGu!', () => 0],
];

/** From 10.11. [M10] */
const MARIADB_REWRITE: readonly Rule[] = [
  ['Replicate_Rewrite_DB:VAR_STRING!', ({ channel }) => channel.filters.rewriteDb],
];

/** Before and after the others in SHOW ALL SLAVES STATUS. [M10] */
const ALL_HEAD: readonly Rule[] = [
  ['Connection_name:VAR_STRING!', ({ channel }) => channel.name],
  ['Slave_SQL_State:VAR_STRING!', applierText],
];
const ALL_TAIL: readonly Rule[] = [
  ['Retried_transactions:LONGu!', () => 0],
  ['Max_relay_log_size:LONGLONGu!', () => 1_073_741_824],
  ['Executed_log_entries:LONGu!', () => 0],
  ['Slave_received_heartbeats:LONGu!', () => 0],
  ['Slave_heartbeat_period:DOUBLE!', ({ channel }) => channel.settings.heartbeatPeriodSeconds ?? 0],
  ['Gtid_Slave_Pos:VAR_STRING!', ({ context }) => variableText(context, 'gtid_slave_pos')],
];

/** From 11.6 [M11]: when the last event was made at the source, and applied here. */
const ALL_EVENT_TIMES: readonly Rule[] = [
  ['Master_last_event_time:DATETIME', ({ channel }) => writtenTime(channel.applier.appliesWrittenAtMs)],
  ['Slave_last_event_time:DATETIME', ({ channel }) => writtenTime(channel.applier.appliesWrittenAtMs)],
  [
    'Master_Slave_time_diff:LONGu',
    ({ context, channel }) => (channel.applier.appliesWrittenAtMs === null ? null : lagOf(context, channel)),
  ],
];

/** The binlog router: MySQL 5.6's columns, its receiver's error in the first pair, and MariaDB's two of GTIDs [?]. */
const BINLOG_ROUTER: readonly Rule[] = [
  ...HEAD.map(([specification, value]): Rule => {
    if (specification.startsWith('Last_Errno:'))
      return [specification, ({ channel }) => errorNumber(channel.receiver.error)];
    if (specification.startsWith('Last_Error:'))
      return [specification, ({ channel }) => errorText(channel.receiver.error)];
    return [specification, value];
  }),
  ...MYSQL_TAIL.slice(0, MYSQL_TAIL.findIndex(([name]) => name.startsWith('Auto_Position')) + 1),
  ['Using_Gtid:VAR_STRING!', usingGtid],
  ['Gtid_IO_Pos:VAR_STRING!', () => ''],
];

function otherOption(name: string): Rule[1] {
  return ({ channel }) => String(channel.otherOptions.get(name) ?? '');
}

function writtenTime(ms: number | null): string | null {
  return ms === null ? null : dateTime(ms);
}

export interface ReplicaStatusShapes {
  /** SHOW REPLICA STATUS. */
  readonly fresh: Shape<ChannelItem>;
  /** SHOW SLAVE STATUS. */
  readonly old: Shape<ChannelItem>;
  /** SHOW ALL SLAVES STATUS. */
  readonly all: Shape<ChannelItem>;
}

export function replicaStatusShapes(generation: Generation): ReplicaStatusShapes {
  switch (generation.family) {
    case 'mysql':
      return mysqlShapes(generation);
    case 'mariadb':
      return mariadbShapes(generation);
    case 'maxscale': {
      const old = shapeOf(worded(BINLOG_ROUTER, OLD_WORDS));
      return { fresh: old, old, all: old };
    }
  }
}

function mysqlShapes({ has }: Generation): ReplicaStatusShapes {
  const rules = [
    ...HEAD,
    ...MYSQL_TAIL,
    ...(has.publicKey ? MYSQL_PUBLIC_KEY : []),
    ...(has.networkNamespace ? MYSQL_NAMESPACE : []),
  ];
  const old = shapeOf(worded(rules, OLD_WORDS));
  return { fresh: shapeOf(worded(rules, NEW_WORDS)), old, all: old };
}

function mariadbShapes({ has, versionNumber }: Generation): ReplicaStatusShapes {
  const rules = [...HEAD, ...MARIADB_TAIL, ...(versionNumber >= 101_100 ? MARIADB_REWRITE : [])];
  const one = shapeOf(worded(rules, OLD_WORDS));
  const all = [...ALL_HEAD, ...rules, ...ALL_TAIL, ...(has.eventTimes ? ALL_EVENT_TIMES : [])];
  return { fresh: one, old: one, all: shapeOf(worded(all, OLD_WORDS)) };
}

interface ColumnWords {
  readonly source: string;
  readonly replica: string;
}

const NEW_WORDS: ColumnWords = { source: 'Source', replica: 'Replica' };
const OLD_WORDS: ColumnWords = { source: 'Master', replica: 'Slave' };

function worded(rules: readonly Rule[], { source, replica }: ColumnWords): readonly Rule[] {
  return rules.map(([specification, value]) => {
    const named = specification.replace(/^R_/, `${replica}_`).replace(/(^|_)S(?=[_:])/, `$1${source}`);
    // The one column whose old name is all in small letters.
    return [source === 'Master' ? named.replace('Get_Master_public', 'Get_master_public') : named, value] as const;
  });
}

/** A channel is shown once it has a source. */
export function channelRows(context: RowContext, name: string | null): readonly ChannelItem[] {
  const items: ChannelItem[] = [];
  for (const channel of context.server.channels.values())
    if (channel.source.host !== '' && (name === null || name === channel.name))
      items.push(channelItem(context, channel));
  return items;
}
