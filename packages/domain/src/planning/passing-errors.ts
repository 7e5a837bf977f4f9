/** The errors that pass by themselves: the same statement may work a moment later although nobody mended anything. */
import type { Message } from './message.ts';

/** How often a plan may begin what it does on one server, the first time among them. */
export const MOST_ATTEMPTS = 3;

type Passing =
  /** Somebody else held what the statement needed. */
  | 'lock'
  /** The connection ended; whether the server is there is for the next look to tell. */
  | 'connection'
  /** The server, or the source of a replica, had no place or was on its way up or down. */
  | 'busy';

/**
 * By the number that a server, a receiver or an applier tells, or the code of the connection. What is not here does not
 * pass. Sources: `share/messages_to_clients.txt` of MySQL 9.7, `errmsg-utf8.txt` of MariaDB 11.8, `errmsg.h` of both, errno(3).
 */
const PASSING: ReadonlyMap<string, Passing> = new Map([
  ['1205', 'lock'], // ER_LOCK_WAIT_TIMEOUT
  ['1213', 'lock'], // ER_LOCK_DEADLOCK
  ['1614', 'lock'], // ER_XA_RBDEADLOCK
  ['3572', 'lock'], // ER_LOCK_NOWAIT
  ['1040', 'busy'], // ER_CON_COUNT_ERROR
  ['1053', 'busy'], // ER_SERVER_SHUTDOWN
  ['1135', 'busy'], // ER_CANT_CREATE_THREAD
  ['1203', 'busy'], // ER_TOO_MANY_USER_CONNECTIONS
  ['1226', 'busy'], // ER_USER_LIMIT_REACHED
  ['1927', 'connection'], // MariaDB: ER_CONNECTION_KILLED
  ['1158', 'connection'], // ER_NET_READ_ERROR
  ['1159', 'connection'], // ER_NET_READ_INTERRUPTED
  ['1160', 'connection'], // ER_NET_ERROR_ON_WRITE
  ['1161', 'connection'], // ER_NET_WRITE_INTERRUPTED
  ['2002', 'connection'], // CR_CONNECTION_ERROR
  ['2003', 'connection'], // CR_CONN_HOST_ERROR
  ['2006', 'connection'], // CR_SERVER_GONE_ERROR
  ['2013', 'connection'], // CR_SERVER_LOST
  ['2055', 'connection'], // CR_SERVER_LOST_EXTENDED
  ['ECONNREFUSED', 'connection'],
  ['ECONNRESET', 'connection'],
  ['EPIPE', 'connection'],
  ['ETIMEDOUT', 'connection'],
  ['NO_ANSWER', 'connection'],
  ['PROTOCOL_CONNECTION_LOST', 'connection'],
  ['CLOSED_BEFORE_GREETING', 'connection'],
]);

/** How a step's failure passes; `null`: it does not, as far as anybody knows. */
export function passingOf({ code, params }: Message): Passing | null {
  switch (code) {
    case 'statement-failed':
    case 'receiver-error':
    case 'receiver-kept-out':
    case 'applier-error':
      return PASSING.get(String(params['errorNumber'])) ?? null;
    case 'server-lost':
      return PASSING.get(String(params['code'])) ?? null;
    default:
      return null;
  }
}
