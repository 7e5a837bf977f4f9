/** Reading logs event by event, in the words of each family. Source: spec/dialects §2 and §11. */
import {
  atLeast,
  familyOf,
  grantForMarker,
  type LogEvent,
  type LogName,
  type MatchPositionStep,
  type Product,
} from '@topiary/domain';
import type { LogReadRequest } from '@topiary/engine';
import { quoteAccount, quoteText } from '../sql/quote.ts';
import { columnsOf, isYes, numberOf, RowReader, textOf, type ResultSet } from './result-set.ts';

export const LIST_BINARY_LOGS = 'SHOW BINARY LOGS';

/** What tells whether parallel appliers commit in the order of the source. */
export const COMMIT_ORDER_VARIABLES =
  "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('replica_parallel_workers', 'replica_preserve_commit_order', 'slave_parallel_workers', 'slave_preserve_commit_order')";

/** MariaDB's appliers keep it in every mode, and it has no variable to say otherwise. */
export function keepsCommitOrder(variables: ResultSet): boolean {
  const values = new Map(variables.rows.map(([name, value]) => [textOf(name).toLowerCase(), value]));
  const workers = values.get('replica_parallel_workers') ?? values.get('slave_parallel_workers');
  const order = values.get('replica_preserve_commit_order') ?? values.get('slave_preserve_commit_order');
  return order === undefined || isYes(order) || (numberOf(workers) ?? 0) <= 1;
}

/** `asked`: rows at most. Without a name, servers show the first file of their index. */
export function eventsStatement(product: Product, request: LogReadRequest, asked: number): string {
  const { log, channel, file, from } = request;
  const isMariadb = familyOf(product) === 'mariadb';
  const name = channel === '' ? '' : quoteText(channel);
  const what =
    log === 'binary' ? 'BINLOG EVENTS' : isMariadb && name !== '' ? `RELAYLOG ${name} EVENTS` : 'RELAYLOG EVENTS';
  const range = [
    ...(file === null ? [] : [`IN ${quoteText(file)}`]),
    ...(from === null ? [] : [`FROM ${from}`]),
    `LIMIT ${asked}`,
  ].join(' ');
  const end = log === 'relay' && !isMariadb && name !== '' ? ` FOR CHANNEL ${name}` : '';
  return `SHOW ${what} ${range}${end}`;
}

/** What a match reads by, for people: which files, and from where, shows while they are read. */
export function eventsPreview(product: Product, { instance, target, channel }: MatchPositionStep): string {
  const request: LogReadRequest = { log: 'binary', channel, file: '<file>', from: null, limit: 0 };
  const statement = eventsStatement(product, request, 0).replace(/ LIMIT 0.*$/, ' FROM <position> LIMIT <events>');
  return `${statement} -- on ${instance} and ${target}, from the last marker on, as far as the proof needs`;
}

export function readEvents(result: ResultSet): readonly LogEvent[] {
  const reader = new RowReader(columnsOf(result));
  return result.rows.map((row) => {
    reader.at(row);
    return {
      position: reader.integer('pos') ?? 0,
      type: reader.text('event_type'),
      serverId: reader.integer('server_id') ?? 0,
      endPosition: reader.integer('end_log_pos') ?? 0,
      info: reader.text('info'),
    };
  });
}

export function readLogList(result: ResultSet): readonly { readonly name: string; readonly size: number }[] {
  const reader = new RowReader(columnsOf(result));
  return result.rows.map((row) => {
    reader.at(row);
    return { name: reader.text('log_name'), size: numberOf(reader.integer('file_size')) ?? 0 };
  });
}

/** What reading a log, or the list of them, needs. */
export function grantForLog(product: Product, what: LogName | 'list', account: string): string {
  return `GRANT ${privilegeFor(product, what)} ON *.* TO ${quoteAccount(account)}`;
}

export function grantToMark(account: string): string {
  return grantForMarker(quoteAccount(account));
}

function privilegeFor(product: Product, what: LogName | 'list'): string {
  // MariaDB split these in 10.5.2.
  const isSplit = familyOf(product) === 'mariadb' && atLeast(product.version, 10, 5, 2);
  if (!isSplit) return what === 'list' ? 'REPLICATION CLIENT' : 'REPLICATION SLAVE';
  return what === 'relay' ? 'REPLICA MONITOR' : 'BINLOG MONITOR';
}
