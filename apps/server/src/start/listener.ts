/** The listening socket. It is bound before anything else is opened, so that a taken port is said first. */
import { existsSync, unlinkSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect } from 'node:net';
import { once } from 'node:events';
import { dirname } from 'node:path';
import type { ListenAddress } from '../config/listen-address.ts';
import { codeOf } from '../runtime/error-code.ts';
import type { HttpTlsTexts } from './files.ts';
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

export interface ListenOptions {
  readonly listen: ListenAddress;
  /** The path of a Unix socket, in place of the address. */
  readonly socket?: string | null;
  /** `null`: plain HTTP. */
  readonly tls?: HttpTlsTexts | null;
}

export async function listen(options: ListenOptions): Promise<Listener> {
  const { promise, resolve } = Promise.withResolvers<RequestListener>();
  const server = createServer(options.tls ?? null, (request, response) => {
    void promise.then((listener) => listener(request, response));
  });
  server.maxConnections = MAX_HTTP_CONNECTIONS;
  await bind(server, options);
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : options.listen.port;
  const closed = once(server, 'close');
  const refuse = () => {
    server.close();
    server.closeIdleConnections();
  };
  return {
    address: { ...options.listen, port },
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

function createServer(tls: HttpTlsTexts | null, listener: RequestListener): Server {
  const timeouts = { requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: KEEP_ALIVE_MS };
  if (tls === null) return createHttpServer(timeouts, listener);
  const { asksClients, ...texts } = tls;
  try {
    // Whose certificate is not good enough is told so by an answer, and not by a connection that closes.
    const clients = { requestCert: asksClients, rejectUnauthorized: false };
    return createHttpsServer({ ...timeouts, ...texts, ...clients, minVersion: 'TLSv1.2' }, listener);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartFailure(
      [
        `SSLPrivateKeyFile and SSLCertFile do not make a TLS server (${why}): give a PEM key without passphrase and its certificate.`,
      ],
      { cause: error },
    );
  }
}

async function bind(server: Server, options: ListenOptions): Promise<void> {
  const { host, port } = options.listen;
  const socket = options.socket ?? null;
  try {
    if (socket !== null) await removeAbandoned(socket);
    server.listen(socket === null ? { port, ...(host !== null && { host }) } : { path: socket });
    await once(server, 'listening');
  } catch (error) {
    const code = codeOf(error);
    const problem = socket === null ? bindProblem(code, `${host ?? ''}:${port}`) : socketProblem(code, socket);
    throw new StartFailure([problem], { cause: error });
  }
}

/** A process that was killed leaves its socket behind, on which nobody listens. */
async function removeAbandoned(path: string): Promise<void> {
  const probe = connect(path);
  try {
    await once(probe, 'connect');
  } catch (error) {
    if (codeOf(error) === 'ECONNREFUSED') unlinkSync(path);
  } finally {
    probe.destroy();
  }
}

function socketProblem(code: string | null, path: string): string {
  // A directory that is missing is reported as EACCES.
  switch (existsSync(dirname(path)) ? code : 'ENOENT') {
    case 'EADDRINUSE':
      return `Something else already listens on ${path}: stop it, or set another ListenSocket.`;
    case 'ENOENT':
      return `ListenSocket ${path} is in a directory that is not there: create it.`;
    default:
      return `Topiary cannot listen on ListenSocket ${path} (${code ?? 'unknown error'}).`;
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
