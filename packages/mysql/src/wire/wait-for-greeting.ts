/**
 * Reads the greeting and puts its bytes back for the driver. MySQL servers speak first; HTTP and the like wait for
 * their client, which looks the same as a frozen MySQL server. Where no MySQL server was ever seen, one line of HTTP,
 * to which such programs answer, tells them apart.
 */
import type { Socket } from 'node:net';
import type { ProbeFailure } from '@topiary/domain';
import { failure, failureOfFault, faultOf } from '../errors.ts';
import { POKE_AFTER_MS } from '../limits.ts';
import { readGreeting, type Greeting } from './greeting.ts';

const POKE = 'GET / HTTP/1.0\r\n\r\n';

export type Greeted =
  | {
      readonly kind: 'greeted';
      readonly greeting: Extract<Greeting, { kind: 'server' | 'error' }>;
      readonly poked: boolean;
    }
  | { readonly kind: 'failed'; readonly failure: ProbeFailure };

export function waitForGreeting(socket: Socket, mayPoke: boolean): Promise<Greeted> {
  return new Promise((resolve) => {
    let received: Buffer = Buffer.alloc(0);
    let poked = false;
    const poke = (): void => {
      poked = true;
      socket.write(POKE);
    };
    const timer = mayPoke ? setTimeout(poke, POKE_AFTER_MS) : undefined;
    const finish = (result: Greeted): void => {
      clearTimeout(timer);
      socket.off('data', onData);
      socket.off('error', onError);
      socket.off('close', onClose);
      resolve(result);
    };
    const onData = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      const greeting = readGreeting(received);
      if (greeting.kind === 'incomplete') return;
      if (greeting.kind === 'not-mysql') return finish({ kind: 'failed', failure: notMysql(greeting.quoted) });
      // Paused before the bytes go back, so that they are delivered to the driver's listener and to no one else.
      socket.pause();
      socket.unshift(received);
      finish({ kind: 'greeted', greeting, poked });
    };
    const onError = (error: unknown): void => finish({ kind: 'failed', failure: failureOfFault(faultOf(error)) });
    const onClose = (): void => finish({ kind: 'failed', failure: closedWithoutGreeting(poked) });
    socket.on('data', onData);
    socket.once('error', onError);
    socket.once('close', onClose);
  });
}

function notMysql(quoted: string): ProbeFailure {
  const detail = `what answers there is not a MySQL server: its first words were "${quoted}"; check host and port`;
  return failure({ kind: 'not-mysql', code: 'NOT_MYSQL', detail });
}

function closedWithoutGreeting(poked: boolean): ProbeFailure {
  if (poked)
    return failure({
      kind: 'not-mysql',
      code: 'NOT_MYSQL',
      detail: 'what answers there sent no MySQL greeting and hung up when spoken to; check host and port',
    });
  return failure({
    kind: 'connection-lost',
    code: 'CLOSED_BEFORE_GREETING',
    detail:
      'the connection was accepted and closed without a greeting: a proxy without a server behind it, or a server that is stopping',
  });
}
