/** Who is connected and what runs: clients, senders of logs, replication threads. Source: columns and states [97][M10]. */
import { familyOf } from '@topiary/domain';
import { hasPrivilege } from '../../model/account.ts';
import type { Session } from '../../model/session.ts';
import type { Generation } from '../generation.ts';
import type { Cell } from '../results.ts';
import { channelItem, applierText, receiverText } from './channel-item.ts';
import type { RowContext } from './context.ts';
import { shapeOf, type ColumnRule, type Shape } from './table.ts';

export interface Process {
  readonly id: number;
  readonly user: string;
  readonly host: string;
  readonly schema: string | null;
  readonly command: string;
  readonly seconds: number;
  readonly state: string;
  readonly info: string | null;
}

/** Threads of the server itself get ids that no client has. */
const FIRST_THREAD_ID = 1_000_000_000;
/** Clients' ports are not part of the model: each connection has one of its own. */
const FIRST_CLIENT_PORT = 32_768;
const CLIENT_PORTS = 28_000;

/** Without PROCESS an account sees its own connections, and no error says that there are others. */
export function processes(context: RowContext): readonly Process[] {
  const { server, session } = context;
  const seesAll = hasPrivilege(session.account, 'PROCESS') || hasPrivilege(session.account, 'SUPER');
  const rows = [...clients(context), ...(seesAll ? [...dumps(context), ...threads(context)] : [])];
  const own = rows.filter(({ user, id }) => seesAll || user === session.account.user || id === session.id);
  return server.sessions.size === 0 ? own : own.toSorted((one, other) => one.id - other.id);
}

function clients(context: RowContext): readonly Process[] {
  return [...context.server.sessions.values()].map((client) => clientProcess(context, client));
}

function clientProcess({ fleet, activity }: RowContext, client: Session): Process {
  const { statement, schema, sinceMs } = activity(client);
  return {
    id: client.id,
    user: client.account.user,
    host: clientAddress(client.clientHost, client.id),
    schema,
    command: statement === null ? 'Sleep' : 'Query',
    seconds: secondsSince(fleet.nowMs, Math.max(sinceMs, client.openedAtMs)),
    state: statement === null ? '' : 'executing',
    info: statement,
  };
}

function clientAddress(host: string, id: number): string {
  return `${host}:${FIRST_CLIENT_PORT + (id % CLIENT_PORTS)}`;
}

function secondsSince(nowMs: number, thenMs: number): number {
  return Math.max(0, Math.floor((nowMs - thenMs) / 1_000));
}

function dumps({ fleet, server, generation }: RowContext): readonly Process[] {
  const [source, replica] = generation.has.newThreadStates ? ['Source', 'replica'] : ['Master', 'slave'];
  return server.dumps.map((dump) => ({
    id: dump.connectionId,
    user: dump.user,
    host: clientAddress(hostOf(dump.replica), dump.connectionId),
    schema: null,
    command: dump.usesGtid && familyOf(server.product) === 'mysql' ? 'Binlog Dump GTID' : 'Binlog Dump',
    seconds: secondsSince(fleet.nowMs, dump.startedAtMs),
    state: `${source} has sent all binlog to ${replica}; waiting for more updates`,
    info: null,
  }));
}

/** An instance's id is its address. */
function hostOf(id: string): string {
  return id.slice(0, id.lastIndexOf(':'));
}

function threads(context: RowContext): readonly Process[] {
  const mariadb = context.generation.family === 'mariadb';
  const rows: Process[] = [];
  for (const channel of context.server.channels.values()) {
    const item = channelItem(context, channel);
    const id = FIRST_THREAD_ID + rows.length;
    const thread = { user: 'system user', host: '', schema: null, seconds: 0, info: null };
    if (channel.receiver.state !== 'stopped')
      rows.push({ ...thread, id, command: mariadb ? 'Slave_IO' : 'Connect', state: receiverText(item) });
    if (channel.applier.state !== 'stopped')
      rows.push({ ...thread, id: id + 1, command: mariadb ? 'Slave_SQL' : 'Query', state: applierText(item) });
  }
  return rows;
}

export interface ProcessShapes {
  readonly show: Shape<Process>;
  readonly showFull: Shape<Process>;
  readonly informationSchema: Shape<Process>;
  readonly performanceSchema: Shape<Process>;
}

/** SHOW PROCESSLIST cuts the statement. */
const SHOWN_STATEMENT = 100;

export function processShapes({ family, versionNumber }: Generation): ProcessShapes {
  const show = (info: (process: Process) => Cell): readonly ColumnRule<Process>[] => [
    ['Id:LONGLONG!', ({ id }) => id],
    ['User:VAR_STRING!', ({ user }) => user],
    ['Host:VAR_STRING!', ({ host }) => host],
    ['db:VAR_STRING', ({ schema }) => schema],
    ['Command:VAR_STRING!', ({ command }) => command],
    ['Time:LONG!', ({ seconds }) => seconds],
    ['State:VAR_STRING', ({ state }) => state],
    ['Info:VAR_STRING', info],
    ...(family === 'mariadb' ? ([['Progress:DOUBLE!', () => 0]] as const) : []),
  ];
  return {
    show: shapeOf(show(({ info }) => info?.slice(0, SHOWN_STATEMENT) ?? null)),
    showFull: shapeOf(show(({ info }) => info)),
    informationSchema: shapeOf([...TABLE_RULES, ...(family === 'mariadb' ? mariadbRules(versionNumber) : [])]),
    performanceSchema: shapeOf([...TABLE_RULES, ['EXECUTION_ENGINE:STRING', () => 'PRIMARY']]),
  };
}

const TABLE_RULES: readonly ColumnRule<Process>[] = [
  ['ID:LONGLONGu!', ({ id }) => id],
  ['USER:VAR_STRING!', ({ user }) => user],
  ['HOST:VAR_STRING!', ({ host }) => host],
  ['DB:VAR_STRING', ({ schema }) => schema],
  ['COMMAND:VAR_STRING!', ({ command }) => command],
  ['TIME:LONG!', ({ seconds }) => seconds],
  ['STATE:VAR_STRING', ({ state }) => state],
  ['INFO:BLOB', ({ info }) => info],
];

/** [M10]; two more columns from 11 on [M11], first versions [?]. */
function mariadbRules(versionNumber: number): readonly ColumnRule<Process>[] {
  const newer = (rule: ColumnRule<Process>): readonly ColumnRule<Process>[] => (versionNumber >= 110_500 ? [rule] : []);
  const rows = versionNumber >= 110_500 ? 'LONGLONG!' : 'LONG!';
  return [
    ['TIME_MS:NEWDECIMAL!', ({ seconds }) => `${seconds}.000`],
    ['STAGE:TINY!', () => 0],
    ['MAX_STAGE:TINY!', () => 0],
    ['PROGRESS:NEWDECIMAL!', () => '0.000'],
    ['MEMORY_USED:LONGLONG!', () => 0],
    ['MAX_MEMORY_USED:LONGLONG!', () => 0],
    [`EXAMINED_ROWS:${rows}`, () => 0],
    ...newer(['SENT_ROWS:LONGLONG!', () => 0]),
    ['QUERY_ID:LONGLONG!', () => 0],
    ['INFO_BINARY:BLOB', ({ info }) => info],
    ['TID:LONGLONG!', ({ id }) => id],
    ...newer(['TMP_SPACE_USED:LONGLONG!', () => 0]),
  ];
}
