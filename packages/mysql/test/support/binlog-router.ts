/**
 * A binlog router on a socket: it knows the statements of MaxScale 2.x by their exact words, one per packet, and answers
 * anything else with its one error (1064).
 */
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';
import type { Address } from '@topiary/domain';
import { createServer, type Connection } from 'mysql2';

export type RouterAnswers = Readonly<Record<string, Readonly<Record<string, string | null>>>>;

const TEXT_COLUMN = { catalog: 'def', schema: '', table: '', orgTable: '', characterSet: 33, columnLength: 40 };
const VAR_STRING = 253;

export interface BinlogRouter {
  readonly address: Address;
  /** As they came, one per packet. */
  readonly queries: readonly string[];
  close(): Promise<void>;
}

/** One row per statement; greets as MaxScale does. */
export async function startBinlogRouter(answers: RouterAnswers): Promise<BinlogRouter> {
  const queries: string[] = [];
  const open = new Set<Connection>();
  const server = createServer((connection) => {
    open.add(connection);
    // An answer is many small writes: without this each waits for the acknowledgement of the one before.
    socketOf(connection).setNoDelay(true);
    connection.serverHandshake({
      protocolVersion: 10,
      serverVersion: '5.5.5-10.2.12 2.3.20-maxscale',
      connectionId: 1,
      statusFlags: 2,
      characterSet: 8,
      // Everything but TLS, compression and the newer authentication.
      capabilityFlags: 0x00_00_ff_ff & ~0x08_20,
      authCallback: (_account: unknown, done: (error: null) => void) => {
        done(null);
        countAnew(connection);
      },
    } as Parameters<Connection['serverHandshake']>[0]);
    connection.on('error', () => undefined);
    connection.on('query', (sql: string) => {
      queries.push(sql);
      answer(connection, answers[sql]);
      countAnew(connection);
    });
    connection.on('quit', () => connection.end());
  });
  const net = netServerOf(server);
  await new Promise<void>((resolve) => {
    net.listen(0, '127.0.0.1', () => resolve());
  });
  const { port } = net.address() as AddressInfo;
  return {
    address: { host: '127.0.0.1', port },
    queries,
    close: () => {
      for (const connection of open) connection.destroy();
      return new Promise((resolve) => {
        net.close(() => resolve());
      });
    },
  };
}

/** What the driver's types leave out of its server side. */
function netServerOf(server: object): NetServer {
  return Reflect.get(server, '_server') as NetServer;
}

function socketOf(connection: object): Socket {
  return Reflect.get(connection, 'stream') as Socket;
}

/** Packets are counted per command; the driver's server side goes on counting unless it is told. */
function countAnew(connection: Connection): void {
  (connection as unknown as { _resetSequenceId(): void })._resetSequenceId();
}

function answer(connection: Connection, row: RouterAnswers[string] | undefined): void {
  if (row === undefined) {
    connection.writeError({ code: 1064, message: 'You have an error in your SQL syntax' });
    return;
  }
  const columns = Object.keys(row).map((name) => ({
    ...TEXT_COLUMN,
    name,
    orgName: name,
    columnType: VAR_STRING,
    flags: 0,
    decimals: 0,
  }));
  connection.writeTextResult([row], columns);
}
