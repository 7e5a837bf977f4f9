/** From the server's error numbers and the client's codes to `StoreError`. Nothing here reads a message. */
import { StoreError } from '../store-error.ts';
import type { StoreErrorCode } from '../store-error.ts';
import { labelOfDatabase } from '@topiary/engine';
import type { BackendOptions } from './backend-options.ts';

const BY_NUMBER: ReadonlyMap<number, StoreErrorCode> = new Map([
  [1021, 'store-full'], // ER_DISK_FULL
  [1040, 'store-unreachable'], // ER_CON_COUNT_ERROR
  [1044, 'store-denied'], // ER_DBACCESS_DENIED_ERROR
  [1045, 'store-login-refused'], // ER_ACCESS_DENIED_ERROR
  [1053, 'store-unreachable'], // ER_SERVER_SHUTDOWN
  [1077, 'store-unreachable'], // ER_NORMAL_SHUTDOWN
  [1114, 'store-full'], // ER_RECORD_FILE_FULL
  [1129, 'store-unreachable'], // ER_HOST_IS_BLOCKED
  [1130, 'store-login-refused'], // ER_HOST_NOT_PRIVILEGED
  [1142, 'store-denied'], // ER_TABLEACCESS_DENIED_ERROR
  [1143, 'store-denied'], // ER_COLUMNACCESS_DENIED_ERROR
  [1203, 'store-unreachable'], // ER_TOO_MANY_USER_CONNECTIONS
  [1205, 'store-locked'], // ER_LOCK_WAIT_TIMEOUT
  [1213, 'store-locked'], // ER_LOCK_DEADLOCK
  [1226, 'store-unreachable'], // ER_USER_LIMIT_REACHED
  [1227, 'store-denied'], // ER_SPECIFIC_ACCESS_DENIED_ERROR
  [1290, 'store-read-only'], // ER_OPTION_PREVENTS_STATEMENT
  [1698, 'store-login-refused'], // ER_ACCESS_DENIED_NO_PASSWORD_ERROR
  [1792, 'store-read-only'], // ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION
  [1836, 'store-read-only'], // ER_READ_ONLY_MODE
  [1927, 'store-unreachable'], // ER_CONNECTION_KILLED
  [3032, 'store-unreachable'], // ER_SERVER_OFFLINE_MODE
  [3118, 'store-login-refused'], // ER_ACCOUNT_HAS_BEEN_LOCKED
]);

const UNREACHABLE: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'HANDSHAKE_NO_SSL_SUPPORT',
  'HANDSHAKE_SSL_ERROR',
]);

export interface DriverError {
  readonly number: number | null;
  /** A symbol such as `ECONNREFUSED` or `ER_DUP_ENTRY`. */
  readonly symbol: string;
}

export function driverErrorOf(error: unknown): DriverError {
  if (!(error instanceof Error)) return { number: null, symbol: typeof error };
  const number = 'errno' in error && typeof error.errno === 'number' && error.errno > 0 ? error.errno : null;
  return { number, symbol: 'code' in error && typeof error.code === 'string' ? error.code : error.name };
}

/** The connection is of no use any more: lost, silent, or to a server that was made read-only and is a master no longer. */
export function endsConnection(error: unknown): boolean {
  const { number, symbol } = driverErrorOf(error);
  const code = number === null ? null : BY_NUMBER.get(number);
  if (code === 'store-read-only' || code === 'store-unreachable' || UNREACHABLE.has(symbol)) return true;
  return error instanceof Error && 'fatal' in error && error.fatal === true;
}

/** Somebody else was first: what is decided again sees what they wrote. */
export function isConflict(error: unknown): boolean {
  const { number } = driverErrorOf(error);
  return number === 1062 || number === 1205 || number === 1213;
}

/** The values cannot be stored, now or later: too long, not of the column's characters, out of its range. */
export function isRefusedValue(error: unknown): boolean {
  const { number } = driverErrorOf(error);
  return number === 1406 || number === 1366 || number === 1264 || number === 3854;
}

export function backendErrorOf(error: unknown, options: BackendOptions, account = options.user): StoreError {
  if (error instanceof StoreError) return error;
  const { number, symbol } = driverErrorOf(error);
  const known = number === null ? undefined : BY_NUMBER.get(number);
  const code = known ?? (UNREACHABLE.has(symbol) || number === null ? codeOfSymbol(symbol) : 'store-failed');
  const detail = number === null ? symbol : `${symbol} (${number})`;
  const data = {
    file: labelOfDatabase(options),
    detail,
    milliseconds: LOCK_WAIT_SECONDS * 1_000,
    grant: grantFor(options, account),
  };
  return new StoreError(code, data, { cause: error });
}

function codeOfSymbol(symbol: string): StoreErrorCode {
  return UNREACHABLE.has(symbol) ? 'store-unreachable' : 'store-failed';
}

/** Of every session: how long a statement waits for a row that another one holds. */
export const LOCK_WAIT_SECONDS = 5;

/** Everything that Topiary does in its database. `account` is what the server takes the user for, where it said so. */
export function grantFor({ database }: Pick<BackendOptions, 'database'>, account: string): string {
  const to = account.includes('@')
    ? account
        .split('@')
        .map((part) => `'${part.replaceAll("'", "''")}'`)
        .join('@')
    : `'${account.replaceAll("'", "''")}'@'%'`;
  const privileges = 'SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, INDEX, DROP';
  return `GRANT ${privileges} ON \`${database.replaceAll('`', '``').replaceAll(/([_%\\])/g, '\\$1')}\`.* TO ${to};`;
}
