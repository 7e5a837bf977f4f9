/** Errors that belong to the protocol itself, with the servers' numbers and words. */
import type { Login } from '../answerer.ts';
import type { ServerError } from '../protocol/replies.ts';

export function accessDenied({ user, clientHost }: Login, usingPassword: boolean): ServerError {
  const text = `Access denied for user '${user}'@'${clientHost}' (using password: ${usingPassword ? 'YES' : 'NO'})`;
  return { number: 1045, sqlState: '28000', text };
}

export const BAD_HANDSHAKE: ServerError = { number: 1043, sqlState: '08S01', text: 'Bad handshake' };

export const UNKNOWN_COMMAND: ServerError = { number: 1047, sqlState: '08S01', text: 'Unknown command' };

export const PACKET_TOO_LARGE: ServerError = {
  number: 1153,
  sqlState: '08S01',
  text: "Got a packet bigger than 'max_allowed_packet' bytes",
};

export const OLD_AUTHENTICATION: ServerError = {
  number: 1251,
  sqlState: '08004',
  text: 'Client does not support authentication protocol requested by server; consider upgrading MySQL client',
};

export const NO_PREPARED_STATEMENTS: ServerError = {
  number: 1295,
  sqlState: 'HY000',
  text: 'This command is not supported in the prepared statement protocol yet',
};
