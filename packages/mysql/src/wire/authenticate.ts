/** From a greeted socket to a session: the driver does the handshake, TLS and the password exchange. */
import type { Socket } from 'node:net';
import type { ProbeFailure } from '@topiary/domain';
import { createConnection, type SslOptions } from 'mysql2';
import { codeOf, failure, faultOf, kindOfFault } from '../errors.ts';
import type { Credentials } from '../secret.ts';
import { Session } from './session.ts';

export interface AuthenticateParts {
  readonly socket: Socket;
  readonly host: string;
  readonly port: number;
  /** From the greeting. */
  readonly version: string;
  readonly credentials: Credentials;
  /** `null` without TLS; then caching_sha2_password exchanges the password under the server's RSA key. */
  readonly ssl: SslOptions | null;
}

export type Authenticated =
  | { readonly kind: 'session'; readonly session: Session }
  | { readonly kind: 'failed'; readonly failure: ProbeFailure };

export function authenticate(parts: AuthenticateParts): Promise<Authenticated> {
  const { credentials, socket } = parts;
  const connection = createConnection({
    stream: socket,
    // Read by the driver for TLS only: the socket is connected already.
    host: parts.host,
    port: parts.port,
    user: credentials.user,
    password: credentials.password.reveal(),
    ...(parts.ssl === null ? {} : { ssl: parts.ssl }),
    // The attempt has a deadline of its own, which also covers the look-up and the greeting.
    connectTimeout: 0,
    multipleStatements: true,
    rowsAsArray: true,
    // The driver's default of 16,000 costs 600 kB per connection.
    maxPreparedStatements: 10,
    supportBigNumbers: true,
    dateStrings: true,
    connectAttributes: { program_name: 'topiary' },
  });
  // The greeting was put back into a paused socket; the driver listens now.
  socket.resume();
  return new Promise((resolve) => {
    const failed = (error: unknown): void => {
      socket.destroy();
      resolve({ kind: 'failed', failure: handshakeFailure(error, credentials) });
    };
    const closed = (): void =>
      failed(
        Object.assign(new Error('the server closed the connection during authentication'), {
          code: 'PROTOCOL_CONNECTION_LOST',
        }),
      );
    // An error without a listener would end the process: this one stays until the session brings its own.
    connection.on('error', failed);
    socket.once('close', closed);
    connection.once('connect', () => {
      connection.off('error', failed);
      socket.off('close', closed);
      resolve({
        kind: 'session',
        session: new Session({ socket, connection, secret: credentials.password, version: parts.version }),
      });
    });
  });
}

function handshakeFailure(error: unknown, credentials: Credentials): ProbeFailure {
  const fault = faultOf(error);
  return failure({ kind: kindOfFault(fault), code: codeOf(fault), detail: credentials.password.scrub(fault.text) });
}
