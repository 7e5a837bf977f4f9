/** The servers' own words, by generation: tools show them and people search for them. */
import { atLeast, familyOf, type Product } from '@topiary/domain';

export interface Words {
  readonly source: 'source' | 'master';
  readonly replica: 'replica' | 'slave';
}

export function wordsOf(product: Product): Words {
  return familyOf(product) === 'mysql' && atLeast(product.version, 8, 0, 26)
    ? { source: 'source', replica: 'replica' }
    : { source: 'master', replica: 'slave' };
}

/**
 * Under which number the status shows that a source refused: 8.0 moved texts of the error log to numbers of their own.
 * Observed on 9.7.4: Last_IO_Errno 13114 with "Got fatal error 1236 …".
 */
export function sourceRefusalNumber(product: Product): number {
  return familyOf(product) === 'mysql' && atLeast(product.version, 8) ? 13_114 : 1236;
}

/** The same for what a receiver finds wrong itself: 1593 before 8.0. */
export function receiverFatalNumber(product: Product): number {
  return familyOf(product) === 'mysql' && atLeast(product.version, 8) ? 13_117 : 1593;
}

/** The same for a command that the source refuses: 1597 before 8.0. Observed on 9.7.4 and MariaDB 10.11. */
export function sourceCommandNumber(product: Product): number {
  return familyOf(product) === 'mysql' && atLeast(product.version, 8) ? 13_120 : 1597;
}

/** The same for what a receiver cannot queue: 1595 before 8.0. Observed on 9.7.4. */
export function relayWriteNumber(product: Product): number {
  return familyOf(product) === 'mysql' && atLeast(product.version, 8) ? 13_122 : 1595;
}

export function relayWriteText(product: Product): string {
  return `Relay log write failure: could not queue event from ${wordsOf(product).source}`;
}

/** Under which the status shows that metadata could not be read: 1872 before 8.0. Observed on 9.7.4. */
export function initialisationNumber(product: Product): number {
  return familyOf(product) === 'mysql' && atLeast(product.version, 8) ? 13_123 : 1872;
}

/** No account was named, or it went with RESET … ALL. */
export function emptyUserText(product: Product): string {
  return `Fatal error: Invalid (empty) username when attempting to connect to the ${wordsOf(product).source} server. Connection attempt terminated.`;
}

/** The account may log in and not replicate. */
export function registrationRefused(product: Product, account: string): string {
  const { source, replica } = wordsOf(product);
  const Source = `${source.charAt(0).toUpperCase()}${source.slice(1)}`;
  return `${Source} command COM_REGISTER_${replica.toUpperCase()} failed: Access denied for user ${account} (using password: YES) (Errno: 1045)`;
}

export function sourceRefusalText(product: Product, reason: string): string {
  return `Got fatal error 1236 from ${wordsOf(product).source} when reading data from binary log: '${reason}'`;
}

export interface ConnectFailure {
  readonly user: string;
  readonly host: string;
  readonly port: number;
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly retrySeconds: number;
  readonly message: string;
  readonly again: boolean;
}

export function connectFailureText(product: Product, failure: ConnectFailure): string {
  const { user, host, port, attempt, maxAttempts, retrySeconds, message, again } = failure;
  const verb = again ? 'reconnecting' : 'connecting';
  const who = `'${user}@${host}:${port}'`;
  if (familyOf(product) === 'mariadb')
    return `error ${verb} to master ${who} - retry-time: ${retrySeconds}  maximum-retries: ${maxAttempts}  message: ${message}`;
  const { source } = wordsOf(product);
  if (!atLeast(product.version, 8))
    return `error ${verb} to ${source} ${who} - retry-time: ${retrySeconds}  retries: ${attempt}`;
  return `Error ${verb} to ${source} ${who}. This was attempt ${attempt}/${maxAttempts}, with a delay of ${retrySeconds} seconds between attempts. Message: ${message}`;
}
