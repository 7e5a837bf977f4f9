/** A TCP proxy that counts and keeps what clients send: the only witness of round trips and of what is in clear. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Address } from '@topiary/domain';

const HEADER_BYTES = 4;
const QUERY = 3;
/** With query attributes negotiated, the statement follows their number, which is none, in one set. */
const NO_ATTRIBUTES = '\0\u0001';

export class RecordingProxy {
  readonly address: Address;
  readonly #server: Server;
  readonly #sent: Buffer[] = [];
  readonly #sockets = new Set<Socket>();
  /** Clients whose greeting and authentication are over speak in packets that begin with number 0. */
  readonly #queries: string[] = [];
  connections = 0;
  /** Changes statements on their way to the server; what it gives must be as long as what it got. */
  rewrite: (packet: string) => string = (packet) => packet;

  private constructor(server: Server, target: Address) {
    this.#server = server;
    this.address = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
    server.on('connection', (client) => this.#relay(client, target));
  }

  static async to(target: Address): Promise<RecordingProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return new RecordingProxy(server, target);
  }

  /** Every packet of statements that clients sent without TLS, in order. */
  get queries(): readonly string[] {
    return this.#queries;
  }

  /** All bytes that clients sent. */
  get sent(): Buffer {
    return Buffer.concat(this.#sent);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  #relay(client: Socket, target: Address): void {
    this.connections += 1;
    const upstream = connect(target.port, target.host);
    for (const socket of [client, upstream]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
    }
    client.on('data', (chunk: Buffer) => this.#record(chunk));
    client.on('data', (chunk: Buffer) => upstream.write(this.#rewritten(chunk)));
    upstream.pipe(client);
    client.on('end', () => upstream.end());
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  }

  #rewritten(chunk: Buffer): Buffer {
    const changed = Buffer.from(this.rewrite(chunk.toString('latin1')), 'latin1');
    if (changed.length !== chunk.length) throw new Error('a rewritten packet must keep its length');
    return changed;
  }

  /** Statements of these tests fit one chunk. */
  #record(chunk: Buffer): void {
    this.#sent.push(chunk);
    if (chunk.length <= HEADER_BYTES || chunk[3] !== 0 || chunk[HEADER_BYTES] !== QUERY) return;
    this.#queries.push(chunk.toString('utf8', HEADER_BYTES + 1).replace(NO_ATTRIBUTES, ''));
  }
}

/** Listens and does with each connection what `behave` does; for peers that are not MySQL servers. */
export async function listenWith(
  behave: (socket: Socket) => void,
): Promise<{ address: Address; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    behave(socket);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    address: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
