/** Errors in the servers' own words, where the words are the SQL face's own: the model's commands bring theirs. [97][M10] */
import type { Generation } from './generation.ts';
import type { ServerError } from './results.ts';

const MAX_NEAR_LENGTH = 80;

function error(number: number, sqlState: string, text: string): ServerError {
  return { kind: 'error', number, sqlState, text };
}

/** `packet` is the whole text that was sent: the servers quote to its end, not to the statement's. */
export function syntaxError(generation: Generation, packet: string, at: number): ServerError {
  if (generation.family === 'maxscale')
    return error(
      1064,
      '42000',
      'You have an error in your SQL syntax; Check the syntax the MaxScale binlog router accepts.',
    );
  const line = packet.slice(0, at).split('\n').length;
  const near = nearText(generation, packet.slice(at).trimEnd());
  return error(
    1064,
    '42000',
    `You have an error in your SQL syntax; check the manual that corresponds to your ${generation.serverName} server version for the right syntax to use near '${near}' at line ${line}`,
  );
}

function nearText({ family }: Generation, rest: string): string {
  if (rest.length <= MAX_NEAR_LENGTH) return rest;
  return family === 'mariadb' ? `${rest.slice(0, MAX_NEAR_LENGTH - 3)}...` : rest.slice(0, MAX_NEAR_LENGTH);
}

export const emptyQuery = error(1065, '42000', 'Query was empty');

export function unknownVariable(name: string): ServerError {
  return error(1193, 'HY000', `Unknown system variable '${name}'`);
}

export function globalOnly(name: string): ServerError {
  return error(1238, 'HY000', `Variable '${name}' is a GLOBAL variable`);
}

export function sessionOnly(name: string): ServerError {
  return error(1238, 'HY000', `Variable '${name}' is a SESSION variable`);
}

/** `clause` in MySQL's words; MariaDB names clauses by their keyword. */
export function unknownColumn(
  { family }: Generation,
  name: string,
  clause: 'field list' | 'where clause',
): ServerError {
  const mariadb = clause === 'field list' ? 'SELECT' : 'WHERE';
  return error(1054, '42S22', `Unknown column '${name}' in '${family === 'mariadb' ? mariadb : clause}'`);
}

export function unknownFunction({ family }: Generation, name: string, schema: string | null): ServerError {
  if (family !== 'mariadb' && schema === null) return noDatabase;
  const prefix = family === 'mariadb' || schema === null ? '' : `${schema}.`;
  return error(1305, '42000', `FUNCTION ${prefix}${name} does not exist`);
}

export const noDatabase = error(1046, '3D000', 'No database selected');

export function unknownDatabase(name: string): ServerError {
  return error(1049, '42000', `Unknown database '${name}'`);
}

export function unknownTable(schema: string, table: string): ServerError {
  return schema.toLowerCase() === 'information_schema'
    ? error(1109, '42S02', `Unknown table '${table}' in information_schema`)
    : error(1146, '42S02', `Table '${schema}.${table}' doesn't exist`);
}

/** `needed` is the list as the server prints it. */
export function privilegeNeeded(needed: string): ServerError {
  return error(
    1227,
    '42000',
    `Access denied; you need (at least one of) the ${needed} privilege(s) for this operation`,
  );
}

export interface DeniedTable {
  readonly action: string;
  readonly user: string;
  readonly host: string;
  readonly schema: string;
  readonly table: string;
}

export function tableDenied({ family }: Generation, { action, user, host, schema, table }: DeniedTable): ServerError {
  const object = family === 'mariadb' ? `\`${schema}\`.\`${table}\`` : `'${table}'`;
  return error(1142, '42000', `${action} command denied to user '${user}'@'${host}' for table ${object}`);
}

export function unknownChannel({ family }: Generation, name: string): ServerError {
  return family === 'mariadb'
    ? error(1617, 'HY000', `There is no master connection '${name}'`)
    : error(3074, 'HY000', `Replica channel '${name}' does not exist.`);
}

export function unknownLog(log: 'binlog' | 'relaylog', { family }: Generation): ServerError {
  const statement = log === 'relaylog' && family !== 'mariadb' ? 'RELAYLOG' : 'BINLOG';
  return error(1220, 'HY000', `Error when executing command SHOW ${statement} EVENTS: Could not find target log`);
}

export const wrongPosition = error(
  1220,
  'HY000',
  'Error when executing command SHOW BINLOG EVENTS: Wrong offset or I/O error',
);

export function malformedGtidSet(text: string): ServerError {
  return error(1772, 'HY000', `Malformed GTID set specification '${text}'.`);
}

/** MariaDB. */
export const unreadableGtidList = error(1941, 'HY000', 'Could not parse GTID list');

export function wrongArgumentCount(name: string): ServerError {
  return error(1582, '42000', `Incorrect parameter count in the call to native function '${name}'`);
}

/** What a real server would understand and this one does not: said openly, so that nobody takes it for an answer. */
export function notModelled(what: string): ServerError {
  return error(1235, '42000', `This version of the fleet doesn't yet support '${what}'`);
}
