/**
 * How addresses are listened on. Only loopback is served, in two ways:
 *
 * `own`: a listener per address, bound to it. A server that is down refuses, as real ones do. Each takes a file handle.
 *
 * `shared`: one listener per port for all of 127.0.0.0/8. No socket can be bound to a network, so it is bound to every
 * address of the machine, and connections that did not come in through loopback are reset before a byte is read or sent;
 * the kernel drops what claims such an address and comes from outside. A server that is down resets its connections, since
 * one socket cannot refuse for one address and accept for another. For fleets of thousands, where a handle for each
 * listener besides one for each connection would pass the usual limit.
 */
import { createServer, type Server, type Socket } from 'node:net';
import type { ListenAddress } from '../answerer.ts';
import { LISTEN_BACKLOG } from '../limits.ts';
import type { Endpoint } from './endpoint.ts';

export type ListeningKind = 'own' | 'shared';

export interface Listening<Session> {
  /** Resolves when clients can connect. Rejects where the address cannot be had. */
  open(endpoint: Endpoint<Session>): Promise<void>;
  /** The address refuses, or resets, from now on. */
  close(endpoint: Endpoint<Session>): void;
  stop(): Promise<void>;
}

const EVERY_ADDRESS = '0.0.0.0';
const LOOPBACK = /^127\.\d+\.\d+\.\d+$/;

export function isLoopback(host: string | undefined): boolean {
  return host !== undefined && LOOPBACK.test(host);
}

export class OwnListeners<Session> implements Listening<Session> {
  readonly #servers = new Map<Endpoint<Session>, Server>();

  async open(endpoint: Endpoint<Session>): Promise<void> {
    const server = createServer({ pauseOnConnect: true }, (socket) => endpoint.accept(socket));
    this.#servers.set(endpoint, server);
    try {
      await listen(server, endpoint.address);
    } catch (error) {
      this.#servers.delete(endpoint);
      throw error;
    }
    // It was closed again while it was opened.
    if (this.#servers.get(endpoint) !== server) server.close();
  }

  close(endpoint: Endpoint<Session>): void {
    this.#servers.get(endpoint)?.close();
    this.#servers.delete(endpoint);
  }

  async stop(): Promise<void> {
    const servers = [...this.#servers.values()];
    this.#servers.clear();
    await Promise.all(servers.map(closed));
  }
}

export class SharedListeners<Session> implements Listening<Session> {
  readonly #endpoints = new Map<string, Endpoint<Session>>();
  readonly #servers = new Map<number, { readonly server: Server; readonly listening: Promise<void> }>();

  async open(endpoint: Endpoint<Session>): Promise<void> {
    const { host, port } = endpoint.address;
    this.#endpoints.set(keyOf(host, port), endpoint);
    const known = this.#servers.get(port);
    if (known !== undefined) {
      await known.listening;
      return;
    }
    const server = createServer({ pauseOnConnect: true }, (socket) => this.#accept(socket));
    const listening = listen(server, { host: EVERY_ADDRESS, port });
    this.#servers.set(port, { server, listening });
    await listening;
  }

  close(): void {
    // The endpoint itself resets what comes while it is down.
  }

  async stop(): Promise<void> {
    const servers = [...this.#servers.values()];
    this.#servers.clear();
    this.#endpoints.clear();
    await Promise.all(servers.map(({ server }) => closed(server)));
  }

  #accept(socket: Socket): void {
    const { localAddress, localPort } = socket;
    const endpoint = isLoopback(localAddress)
      ? this.#endpoints.get(keyOf(localAddress ?? '', localPort ?? 0))
      : undefined;
    if (endpoint === undefined) socket.resetAndDestroy();
    else endpoint.accept(socket);
  }
}

function keyOf(host: string, port: number): string {
  return `${host}:${port}`;
}

function listen(server: Server, { host, port }: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(cannotListen({ host, port }, cause)));
    // One that is closed before it listens never says that it does.
    server.once('close', resolve);
    server.listen({ host, port, backlog: LISTEN_BACKLOG, exclusive: true }, resolve);
  });
}

function cannotListen({ host, port }: ListenAddress, cause: NodeJS.ErrnoException): Error {
  const advice =
    cause.code === 'EADDRNOTAVAIL'
      ? 'this system has no such address on its loopback: use 127.0.0.1 with a port for each server'
      : cause.code === 'EADDRINUSE'
        ? 'something else listens there: choose another port or address'
        : cause.code === 'EMFILE'
          ? 'this process may not open more files: raise the limit (ulimit -n), or use shared listeners'
          : 'check the address';
  return new Error(`a fake server cannot listen on ${host}:${port} (${cause.code ?? cause.message}); ${advice}`, {
    cause,
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
