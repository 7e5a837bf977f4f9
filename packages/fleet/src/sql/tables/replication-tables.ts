/**
 * performance_schema's replication tables and mysql.slave_master_info. Source: columns and types [97]; MariaDB's reduced
 * set, which is there and empty while performance_schema is off, as it is by default [M10]; what older MySQL versions
 * lack [D].
 */
import type { ChannelState, GroupMemberView } from '../../model/server-state.ts';
import type { Transaction } from '../../model/transaction.ts';
import type { Generation } from '../generation.ts';
import type { Cell } from '../results.ts';
import { errorNumber, errorText, remainingDelay } from './channel-item.ts';
import { dateTime, gtidSetText, type RowContext } from './context.ts';
import { shapeOf, type ColumnRule, type Shape } from './table.ts';

export interface ChannelRow {
  readonly context: RowContext;
  readonly channel: ChannelState;
}

type Rule = ColumnRule<ChannelRow>;
const yesNo = (value: boolean): string => (value ? 'YES' : 'NO');
const onOff = (value: boolean): string => (value ? 'ON' : 'OFF');

function other(name: string, otherwise: Cell): Rule[1] {
  return ({ channel }) => channel.otherOptions.get(name) ?? otherwise;
}

export function connectionConfiguration({ versionNumber }: Generation): Shape<ChannelRow> {
  const since = (version: number, ...rules: readonly Rule[]): readonly Rule[] =>
    versionNumber >= version ? rules : [];
  return shapeOf<ChannelRow>([
    ['CHANNEL_NAME:STRING!', ({ channel }) => channel.name],
    ['HOST:STRING!', ({ channel }) => channel.source.host],
    ['PORT:LONG!', ({ channel }) => channel.source.port],
    ['USER:STRING!', ({ channel }) => channel.user],
    ['NETWORK_INTERFACE:STRING!', other('BIND', '')],
    ['AUTO_POSITION:STRING!', ({ channel }) => (channel.positioning === 'auto-position' ? '1' : '0')],
    ['SSL_ALLOWED:STRING!', ({ channel }) => yesNo(channel.settings.tls.enabled)],
    ['SSL_CA_FILE:VAR_STRING!', ({ channel }) => channel.settings.tls.ca],
    ['SSL_CA_PATH:VAR_STRING!', ({ channel }) => channel.settings.tls.caPath],
    ['SSL_CERTIFICATE:VAR_STRING!', ({ channel }) => channel.settings.tls.cert],
    ['SSL_CIPHER:VAR_STRING!', ({ channel }) => channel.settings.tls.cipher],
    ['SSL_KEY:VAR_STRING!', ({ channel }) => channel.settings.tls.key],
    ['SSL_VERIFY_SERVER_CERTIFICATE:STRING!', ({ channel }) => yesNo(channel.settings.tls.verifyServerCert)],
    ['SSL_CRL_FILE:VAR_STRING!', ({ channel }) => channel.settings.tls.crl],
    ['SSL_CRL_PATH:VAR_STRING!', ({ channel }) => channel.settings.tls.crlPath],
    ['CONNECTION_RETRY_INTERVAL:LONG!', ({ channel }) => channel.settings.connectRetrySeconds ?? 60],
    ['CONNECTION_RETRY_COUNT:LONGLONGu!', ({ channel }) => channel.settings.retryCount ?? 0],
    ['HEARTBEAT_INTERVAL:DOUBLE!', ({ channel }) => channel.settings.heartbeatPeriodSeconds ?? 0],
    ['TLS_VERSION:VAR_STRING!', ({ channel }) => channel.settings.tls.version],
    ...since(
      80_004,
      ['PUBLIC_KEY_PATH:VAR_STRING!', ({ channel }) => channel.settings.publicKeyPath ?? ''],
      ['GET_PUBLIC_KEY:STRING!', ({ channel }) => yesNo(channel.settings.getPublicKey === true)],
    ),
    ...since(80_022, ['NETWORK_NAMESPACE:VAR_STRING!', other('NETWORK_NAMESPACE', '')]),
    ...since(
      80_018,
      ['COMPRESSION_ALGORITHM:STRING!', ({ channel }) => channel.settings.compression ?? 'uncompressed'],
      ['ZSTD_COMPRESSION_LEVEL:LONG!', other('ZSTD_COMPRESSION_LEVEL', 3)],
    ),
    ...since(80_019, ['TLS_CIPHERSUITES:BLOB', other('TLS_CIPHERSUITES', null)]),
    ...since(80_022, ['SOURCE_CONNECTION_AUTO_FAILOVER:STRING!', other('SOURCE_CONNECTION_AUTO_FAILOVER', '0')]),
    ...since(80_027, ['GTID_ONLY:STRING!', other('GTID_ONLY', '0')]),
  ]);
}

/** The newest transaction that was received, and the one that is being applied: the model receives and applies at once. */
function lastQueued({ channel }: ChannelRow): Transaction | null {
  return channel.waiting.at(-1)?.transaction ?? null;
}

function applying({ channel }: ChannelRow): Transaction | null {
  const error = channel.applier.error !== null;
  return error || channel.applier.state === 'running' ? (channel.waiting[0]?.transaction ?? null) : null;
}

function gtidText(transaction: Transaction | null): string {
  const gtid = transaction?.gtid;
  if (transaction === null) return '';
  if (gtid?.family !== 'mysql') return 'ANONYMOUS';
  return `${gtid.uuid}${gtid.tag === '' ? '' : `:${gtid.tag}`}:${gtid.last}`;
}

function writtenAt(transaction: Transaction | null): Cell {
  return transaction === null ? null : dateTime(transaction.writtenAtMs, 6);
}

const NO_TIME: Rule[1] = () => null;

/** A transaction's four or two columns of time, of which the model knows when it was written. */
function timed(
  prefix: string,
  which: (row: ChannelRow) => Transaction | null,
  more: readonly string[],
): readonly Rule[] {
  const written: Rule[1] = (row) => writtenAt(which(row));
  return [
    [`${prefix}:STRING`, (row) => gtidText(which(row))],
    [`${prefix}_ORIGINAL_COMMIT_TIMESTAMP:TIMESTAMP!`, written],
    [`${prefix}_IMMEDIATE_COMMIT_TIMESTAMP:TIMESTAMP!`, written],
    ...more.map((name): Rule => [`${prefix}_${name}_TIMESTAMP:TIMESTAMP!`, NO_TIME]),
  ];
}

function errorColumns(thread: 'receiver' | 'applier'): readonly Rule[] {
  return [
    ['LAST_ERROR_NUMBER:LONG!', ({ channel }) => errorNumber(channel[thread].error)],
    ['LAST_ERROR_MESSAGE:VAR_STRING!', ({ channel }) => errorText(channel[thread].error)],
    [
      'LAST_ERROR_TIMESTAMP:TIMESTAMP!',
      ({ channel }) => {
        const { error } = channel[thread];
        return error === null ? null : dateTime(error.atMs, 6);
      },
    ],
  ];
}

const isDetailed = ({ versionNumber }: Generation): boolean => versionNumber >= 80_001;

export function connectionStatus(generation: Generation): Shape<ChannelRow> {
  return shapeOf<ChannelRow>([
    ['CHANNEL_NAME:STRING!', ({ channel }) => channel.name],
    ['GROUP_NAME:STRING!', () => ''],
    ['SOURCE_UUID:STRING!', ({ channel }) => channel.sourceUuid ?? ''],
    ['THREAD_ID:LONGLONGu', ({ channel }) => (channel.receiver.state === 'stopped' ? null : 40)],
    [
      'SERVICE_STATE:STRING!',
      ({ channel }) =>
        channel.receiver.state === 'connecting' ? 'CONNECTING' : onOff(channel.receiver.state === 'running'),
    ],
    ['COUNT_RECEIVED_HEARTBEATS:LONGLONGu!', () => 0],
    ['LAST_HEARTBEAT_TIMESTAMP:TIMESTAMP!', NO_TIME],
    ['RECEIVED_TRANSACTION_SET:BLOB!', ({ channel }) => gtidSetText(channel.retrieved.toString())],
    ...errorColumns('receiver'),
    ...(isDetailed(generation)
      ? [
          ...timed('LAST_QUEUED_TRANSACTION', lastQueued, ['START_QUEUE', 'END_QUEUE']),
          ...timed('QUEUEING_TRANSACTION', () => null, ['START_QUEUE']),
        ]
      : []),
  ]);
}

export function applierConfiguration({ versionNumber }: Generation): Shape<ChannelRow> {
  const since = (version: number, ...rules: readonly Rule[]): readonly Rule[] =>
    versionNumber >= version ? rules : [];
  return shapeOf<ChannelRow>([
    ['CHANNEL_NAME:STRING!', ({ channel }) => channel.name],
    ['DESIRED_DELAY:LONG!', ({ channel }) => channel.delaySeconds],
    ...since(80_018, ['PRIVILEGE_CHECKS_USER:BLOB', other('PRIVILEGE_CHECKS_USER', null)]),
    ...since(80_019, ['REQUIRE_ROW_FORMAT:STRING!', () => 'NO']),
    ...since(80_020, ['REQUIRE_TABLE_PRIMARY_KEY_CHECK:STRING!', other('REQUIRE_TABLE_PRIMARY_KEY_CHECK', 'STREAM')]),
    ...since(
      80_023,
      ['ASSIGN_GTIDS_TO_ANONYMOUS_TRANSACTIONS_TYPE:STRING!', other('ASSIGN_GTIDS_TO_ANONYMOUS_TRANSACTIONS', 'OFF')],
      ['ASSIGN_GTIDS_TO_ANONYMOUS_TRANSACTIONS_VALUE:BLOB', () => null],
    ),
  ]);
}

export function applierStatus(): Shape<ChannelRow> {
  return shapeOf<ChannelRow>([
    ['CHANNEL_NAME:STRING!', ({ channel }) => channel.name],
    ['SERVICE_STATE:STRING!', ({ channel }) => onOff(channel.applier.state === 'running')],
    ['REMAINING_DELAY:LONGu', ({ context, channel }) => remainingDelay(context, channel)],
    ['COUNT_TRANSACTIONS_RETRIES:LONGLONGu!', () => 0],
  ]);
}

export function applierByCoordinator(generation: Generation): Shape<ChannelRow> {
  return shapeOf<ChannelRow>([
    ['CHANNEL_NAME:STRING!', ({ channel }) => channel.name],
    ['THREAD_ID:LONGLONGu', ({ channel }) => (channel.applier.state === 'stopped' ? null : 41)],
    ['SERVICE_STATE:STRING!', ({ channel }) => onOff(channel.applier.state === 'running')],
    ...errorColumns('applier'),
    ...(isDetailed(generation)
      ? [
          ...timed('LAST_PROCESSED_TRANSACTION', applying, ['START_BUFFER', 'END_BUFFER']),
          ...timed('PROCESSING_TRANSACTION', () => null, ['START_BUFFER']),
        ]
      : []),
  ]);
}

/** The model applies in one thread, which is worker 1. */
export function applierByWorker(generation: Generation): Shape<ChannelRow> {
  const retries = (prefix: string): readonly Rule[] => [
    [`${prefix}_RETRIES_COUNT:LONGLONGu!`, () => 0],
    [`${prefix}_LAST_TRANSIENT_ERROR_NUMBER:LONG!`, () => 0],
    [`${prefix}_LAST_TRANSIENT_ERROR_MESSAGE:VAR_STRING`, () => ''],
    [`${prefix}_LAST_TRANSIENT_ERROR_TIMESTAMP:TIMESTAMP!`, NO_TIME],
  ];
  const detailed = isDetailed(generation);
  return shapeOf<ChannelRow>([
    ['CHANNEL_NAME:STRING!', ({ channel }) => channel.name],
    ['WORKER_ID:LONGLONGu!', () => 1],
    ['THREAD_ID:LONGLONGu', ({ channel }) => (channel.applier.state === 'stopped' ? null : 42)],
    ['SERVICE_STATE:STRING!', ({ channel }) => onOff(channel.applier.state === 'running')],
    // 5.7 has one column for what was seen last [D].
    ...(detailed ? [] : ([['LAST_SEEN_TRANSACTION:STRING!', (row: ChannelRow) => gtidText(applying(row))]] as const)),
    ...errorColumns('applier'),
    ...(detailed
      ? [
          ...timed('LAST_APPLIED_TRANSACTION', () => null, ['START_APPLY', 'END_APPLY']),
          ...timed('APPLYING_TRANSACTION', applying, ['START_APPLY']),
        ]
      : []),
    ...(generation.versionNumber >= 80_013
      ? [...retries('LAST_APPLIED_TRANSACTION'), ...retries('APPLYING_TRANSACTION')]
      : []),
  ]);
}

export interface FilterRow {
  readonly channel: string;
  readonly name: string;
  readonly rule: string;
}

export function applierFilters(): Shape<FilterRow> {
  return shapeOf<FilterRow>([
    ['CHANNEL_NAME:STRING!', ({ channel }) => channel],
    ['FILTER_NAME:STRING!', ({ name }) => name],
    ['FILTER_RULE:BLOB!', ({ rule }) => rule],
    ['CONFIGURED_BY:STRING!', () => 'CHANGE_REPLICATION_FILTER'],
    ['ACTIVE_SINCE:TIMESTAMP!', () => null],
    ['COUNTER:LONGLONGu!', () => 0],
  ]);
}

export function filterRows({ server }: RowContext): readonly FilterRow[] {
  return [...server.channels.values()].flatMap(({ name: channel, filters }) =>
    (
      [
        ['REPLICATE_DO_DB', filters.doDb],
        ['REPLICATE_IGNORE_DB', filters.ignoreDb],
        ['REPLICATE_DO_TABLE', filters.doTable],
        ['REPLICATE_IGNORE_TABLE', filters.ignoreTable],
        ['REPLICATE_WILD_DO_TABLE', filters.wildDoTable],
        ['REPLICATE_WILD_IGNORE_TABLE', filters.wildIgnoreTable],
        ['REPLICATE_REWRITE_DB', filters.rewriteDb],
      ] as const
    ).flatMap(([name, rule]) => (rule === '' ? [] : [{ channel, name, rule }])),
  );
}

export interface MemberRow {
  readonly context: RowContext;
  readonly member: GroupMemberView;
}

export function groupMembers({ has }: Generation): Shape<MemberRow> {
  return shapeOf<MemberRow>([
    ['CHANNEL_NAME:STRING!', () => 'group_replication_applier'],
    ['MEMBER_ID:STRING!', ({ member }) => member.uuid],
    ['MEMBER_HOST:STRING!', ({ member }) => member.address.host],
    ['MEMBER_PORT:LONG', ({ member }) => (member.address.host === '' ? null : member.address.port)],
    ['MEMBER_STATE:STRING!', ({ member }) => member.state],
    ...(has.groupMemberRole
      ? ([
          ['MEMBER_ROLE:STRING!', ({ member }: MemberRow) => member.role],
          [
            'MEMBER_VERSION:STRING!',
            ({ context, member }: MemberRow) =>
              member.state === 'OFFLINE' ? '' : (context.server.product.version.text.split('-')[0] ?? ''),
          ],
        ] as const)
      : []),
    ...(has.communicationStack ? ([['MEMBER_COMMUNICATION_STACK:STRING!', () => 'XCom']] as const) : []),
  ]);
}

/** With the plugin loaded and the group not started there is one row without an address [97]. */
export function memberRows(context: RowContext): readonly MemberRow[] {
  const { server } = context;
  if (!server.plugins.has('group_replication')) return [];
  if (server.group !== null) return server.group.members.map((member) => ({ context, member }));
  const address = { host: '', port: 0 };
  return [{ context, member: { id: server.id, uuid: '', address, state: 'OFFLINE', role: '' } }];
}

export function groupMemberStats(): Shape<MemberRow> {
  const zero = (): number => 0;
  return shapeOf<MemberRow>([
    ['CHANNEL_NAME:STRING!', () => 'group_replication_applier'],
    ['VIEW_ID:STRING!', () => ''],
    ['MEMBER_ID:STRING!', ({ member }) => member.uuid],
    ['COUNT_TRANSACTIONS_IN_QUEUE:LONGLONGu!', zero],
    ['COUNT_TRANSACTIONS_CHECKED:LONGLONGu!', zero],
    ['COUNT_CONFLICTS_DETECTED:LONGLONGu!', zero],
    ['COUNT_TRANSACTIONS_ROWS_VALIDATING:LONGLONGu!', zero],
    ['TRANSACTIONS_COMMITTED_ALL_MEMBERS:BLOB!', () => ''],
    ['LAST_CONFLICT_FREE_TRANSACTION:BLOB!', () => ''],
    ['COUNT_TRANSACTIONS_REMOTE_IN_APPLIER_QUEUE:LONGLONGu!', zero],
    ['COUNT_TRANSACTIONS_REMOTE_APPLIED:LONGLONGu!', zero],
    ['COUNT_TRANSACTIONS_LOCAL_PROPOSED:LONGLONGu!', zero],
    ['COUNT_TRANSACTIONS_LOCAL_ROLLBACK:LONGLONGu!', zero],
  ]);
}

/** mysql.slave_master_info: the one place that shows passwords. [97] */
export function slaveMasterInfo(): Shape<ChannelRow> {
  const bit = (value: boolean): number => (value ? 1 : 0);
  return shapeOf<ChannelRow>([
    ['Number_of_lines:LONGu!', () => 33],
    ['Master_log_name:BLOB!', ({ channel }) => channel.readPosition.file],
    ['Master_log_pos:LONGLONGu!', ({ channel }) => channel.readPosition.position],
    ['Host:VAR_STRING', ({ channel }) => channel.source.host],
    ['User_name:BLOB', ({ channel }) => channel.user],
    ['User_password:BLOB', ({ channel }) => channel.password],
    ['Port:LONGu!', ({ channel }) => channel.source.port],
    ['Connect_retry:LONGu!', ({ channel }) => channel.settings.connectRetrySeconds ?? 60],
    ['Enabled_ssl:TINY!', ({ channel }) => bit(channel.settings.tls.enabled)],
    ['Ssl_ca:BLOB', ({ channel }) => channel.settings.tls.ca],
    ['Ssl_capath:BLOB', ({ channel }) => channel.settings.tls.caPath],
    ['Ssl_cert:BLOB', ({ channel }) => channel.settings.tls.cert],
    ['Ssl_cipher:BLOB', ({ channel }) => channel.settings.tls.cipher],
    ['Ssl_key:BLOB', ({ channel }) => channel.settings.tls.key],
    ['Ssl_verify_server_cert:TINY!', ({ channel }) => bit(channel.settings.tls.verifyServerCert)],
    ['Heartbeat:FLOAT!', ({ channel }) => channel.settings.heartbeatPeriodSeconds ?? 0],
    ['Bind:BLOB', other('BIND', '')],
    ['Ignored_server_ids:BLOB', ({ channel }) => `${channel.ignoreServerIds.length}`],
    ['Uuid:BLOB', ({ channel }) => channel.sourceUuid ?? ''],
    ['Retry_count:LONGLONGu!', ({ channel }) => channel.settings.retryCount ?? 0],
    ['Ssl_crl:BLOB', ({ channel }) => channel.settings.tls.crl],
    ['Ssl_crlpath:BLOB', ({ channel }) => channel.settings.tls.crlPath],
    ['Enabled_auto_position:TINY!', ({ channel }) => bit(channel.positioning === 'auto-position')],
    ['Channel_name:VAR_STRING!', ({ channel }) => channel.name],
    ['Tls_version:BLOB', ({ channel }) => channel.settings.tls.version],
    ['Public_key_path:BLOB', ({ channel }) => channel.settings.publicKeyPath ?? ''],
    ['Get_public_key:TINY!', ({ channel }) => bit(channel.settings.getPublicKey === true)],
    ['Network_namespace:BLOB', other('NETWORK_NAMESPACE', '')],
    ['Master_compression_algorithm:VAR_STRING!', ({ channel }) => channel.settings.compression ?? 'uncompressed'],
    ['Master_zstd_compression_level:LONGu!', other('ZSTD_COMPRESSION_LEVEL', 3)],
    ['Tls_ciphersuites:BLOB', other('TLS_CIPHERSUITES', null)],
    ['Source_connection_auto_failover:TINY!', other('SOURCE_CONNECTION_AUTO_FAILOVER', 0)],
    ['Gtid_only:TINY!', other('GTID_ONLY', 0)],
  ]);
}
