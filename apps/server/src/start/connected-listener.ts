/** A listener without a socket: who holds it connects within the process, and nobody else can. */
import { createServer } from 'node:http';
import { duplexPair } from 'node:stream';
import type { Duplex } from 'node:stream';
import type { Listener, RequestListener } from './listener.ts';

export interface ConnectedListener extends Listener {
  connect(): Duplex;
}

export function createConnectedListener(): ConnectedListener {
  const { promise, resolve } = Promise.withResolvers<RequestListener>();
  const open = new Set<Duplex>();
  const server = createServer((request, response) => {
    void promise.then((listener) => listener(request, response));
  });
  return {
    address: { host: '127.0.0.1', port: 0 },
    serve: resolve,
    refuse: () => undefined,
    connect: () => {
      const [client, served] = duplexPair();
      open.add(served);
      served.on('close', () => open.delete(served));
      server.emit('connection', served);
      return client;
    },
    close: () => {
      for (const connection of open) connection.destroy();
      return Promise.resolve();
    },
  };
}
