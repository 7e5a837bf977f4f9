import { createServer, type AddressInfo } from 'node:net';
import { createConnection, type Connection, type ConnectionOptions, type QueryError, type RowDataPacket } from 'mysql2';
import type { ListenAddress } from '../../src/index.ts';

/** A port of 127.0.0.1 that was free a moment ago. */
export async function freeAddress(): Promise<ListenAddress> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  return { host: '127.0.0.1', port };
}

export type Connected =
  | { readonly kind: 'connected'; readonly connection: Connection }
  | { readonly kind: 'failed'; readonly error: QueryError };

/** Never rejects. */
export function connect(address: ListenAddress, options: ConnectionOptions): Promise<Connected> {
  const connection = createConnection({ ...address, connectTimeout: 60_000, ...options });
  return new Promise((resolve) => {
    connection.on('error', () => undefined);
    connection.connect((error) => {
      resolve(error === null ? { kind: 'connected', connection } : { kind: 'failed', error });
    });
  });
}

/** Rows, or an array of them and of headers for several statements. */
export function ask(connection: Connection, sql: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    connection.query<RowDataPacket[]>({ sql, rowsAsArray: true }, (error, rows) => {
      if (error === null) resolve(rows);
      else reject(error);
    });
  });
}

export function closedSoon(connection: Connection): Promise<void> {
  return new Promise((resolve) => {
    connection.on('end', () => resolve());
    connection.end();
  });
}
