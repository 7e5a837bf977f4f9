/** The listening socket. It is bound before anything else is opened, so that a taken port is said first. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { ListenAddress } from '../config/listen-address.ts';
import { codeOf } from '../runtime/error-code.ts';
import { StartFailure } from './start-failure.ts';

export const MAX_HTTP_CONNECTIONS = 2_000;
const REQUEST_TIMEOUT_MS = 120_000;
const KEEP_ALIVE_MS = 65_000;

export type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

export interface Listener {
  /** With the port that was given where any free one was asked for. */
  readonly address: ListenAddress;
  /** Requests that arrive earlier wait for this. */
  serve(listener: RequestListener): void;
  /** Takes no new connections from now on. */
  refuse(): void;
  /** Lets requests end until the deadline, then cuts what is left. */
  close(deadlineMs: number): Promise<void>;
}

export async function listen(wanted: ListenAddress): Promise<Listener> {
  const { promise, resolve } = Promise.withResolvers<RequestListener>();
  const server = createServer(
    { requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS },
    (request, response) => {
      void promise.then((listener) => listener(request, response));
    },
  );
  server.maxConnections = MAX_HTTP_CONNECTIONS;
  await bind(server, wanted);
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : wanted.port;
  const closed = once(server, 'close');
  const refuse = () => {
    server.close();
    server.closeIdleConnections();
  };
  return {
    address: { ...wanted, port },
    serve: resolve,
    refuse,
    close: async (deadlineMs) => {
      refuse();
      const cut = setTimeout(() => server.closeAllConnections(), deadlineMs);
      await closed;
      clearTimeout(cut);
    },
  };
}

async function bind(server: Server, { host, port }: ListenAddress): Promise<void> {
  try {
    server.listen({ port, ...(host !== null && { host }) });
    await once(server, 'listening');
  } catch (error) {
    throw new StartFailure([bindProblem(codeOf(error), `${host ?? ''}:${port}`)], { cause: error });
  }
}

function bindProblem(code: string | null, address: string): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Something else already listens on ${address}: stop it, or set another ListenAddress.`;
    case 'EACCES':
      return `This user may not listen on ${address}: choose a port above 1023 in ListenAddress.`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `ListenAddress ${address} is no address of this machine.`;
    default:
      return `Topiary cannot listen on ${address} (${code ?? 'unknown error'}).`;
  }
}
