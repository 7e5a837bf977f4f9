import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { PassThrough } from 'node:stream';
import { Fleet } from '@topiary/fleet';
import { startFakes, type Fakes } from '@topiary/mysql-fake';
import { createConnection } from 'mysql2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Secret } from '../secret.ts';
import { authenticate } from './authenticate.ts';
import { inside, skipsPackets } from './driver-query.ts';
import { RepeatedTexts, type RepeatedText } from './repeated-text.ts';
import type { Batch, Session } from './session.ts';

const ACCOUNT = { user: 'topiary', password: 'in-its-garden' };
const HOST = '127.32.0.2';
const SEVERAL = [
  "SELECT 'topiary'",
  'SELECT @@global.server_id, @@global.gtid_executed, @@global.log_bin',
  'SHOW REPLICA STATUS',
  "SHOW GLOBAL STATUS WHERE Variable_name IN ('Slow_queries', 'Rpl_semi_sync_source_clients')",
  'SELECT CHANNEL_NAME, HEARTBEAT_INTERVAL FROM performance_schema.replication_connection_configuration',
];

let fakes: Fakes;
let port = 0;
let texts: RepeatedTexts;
const sockets: Socket[] = [];
const closing: (() => void)[] = [];

beforeEach(async () => {
  port = await freePort();
  const fleet = new Fleet({ startMs: Date.now() });
  const grants = [{ privileges: ['ALL PRIVILEGES'], on: '*.*' }];
  fleet.add({
    address: { host: HOST, port },
    version: '8.4.6',
    serverId: 1,
    accounts: [{ ...ACCOUNT, host: '%', plugin: 'mysql_native_password', grants }],
  });
  fakes = await startFakes({ fleet });
  texts = new RepeatedTexts();
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const close of closing.splice(0)) close();
  await fakes.close();
});

async function session(at = port): Promise<Session> {
  const socket = connect({ host: HOST, port: at });
  sockets.push(socket);
  const outcome = await authenticate({
    socket,
    host: HOST,
    port: at,
    version: '8.4.6',
    credentials: { user: ACCOUNT.user, password: new Secret(ACCOUNT.password) },
    ssl: null,
  });
  if (outcome.kind === 'failed') throw new Error(outcome.failure.detail);
  return outcome.session;
}

async function resultsOf(batch: Batch): Promise<Batch['results']> {
  expect(await batch.end).toEqual({ kind: 'complete' });
  return batch.results;
}

const several = (): RepeatedText => texts.of(SEVERAL.join('; '));

describe('a text that is sent again', () => {
  test('brings what it brings as any other, the first time and later, from this connection and others', async () => {
    const [one, other] = [await session(), await session()];
    const plain = await resultsOf(one.run(SEVERAL));
    for (const each of [one, one, other, one]) expect(await resultsOf(each.repeat(several()))).toEqual(plain);
    expect(await resultsOf(one.run(SEVERAL))).toEqual(plain);
  });

  test('has its columns read once for all connections', async () => {
    const [one, other] = [await session(), await session()];
    await resultsOf(one.repeat(several()));
    const [again, elsewhere] = [await resultsOf(one.repeat(several())), await resultsOf(other.repeat(several()))];
    expect(again).toHaveLength(SEVERAL.length);
    again.forEach(({ names }, index) => expect(elsewhere[index]?.names).toBe(names));
  });

  test('may bring no results, and an error after some', async () => {
    const one = await session();
    const setting = texts.of('SET SESSION sql_mode = @@session.sql_mode; SELECT 2');
    const failing = texts.of('SELECT 1; SELECT of nonsense; SELECT 3');
    for (let round = 0; round < 3; round += 1) {
      expect((await resultsOf(one.repeat(setting))).map(({ rows }) => rows)).toEqual([[], [[2]]]);
      const refused = one.repeat(failing);
      expect((await refused.end).kind).toBe('error');
      expect(refused.results.map(({ rows }) => rows)).toEqual([[[1]]]);
    }
  });

  test.each([1, 7, 61, 500])('brings the same in pieces of %i bytes', async (size) => {
    const whole = await session();
    const plain = await resultsOf(whole.run(SEVERAL));
    const pieces = await session(await inPieces(size));
    // Remembered of an answer that came as a whole, and of none.
    for (const before of [whole, pieces]) {
      texts = new RepeatedTexts();
      await resultsOf(before.repeat(several()));
      for (let round = 0; round < 3; round += 1) expect(await resultsOf(pieces.repeat(several()))).toEqual(plain);
    }
  });
});

test('the driver goes on behind what it is told to be the end of a packet', () => {
  const connection = createConnection({ stream: new PassThrough() });
  expect(skipsPackets(inside(connection))).toBe(true);
  connection.destroy();
});

/** A way to the fake that hands on what it says in pieces of so many bytes, each read by itself. */
async function inPieces(size: number): Promise<number> {
  const proxy = createServer((client) => {
    const server = connect({ host: HOST, port, noDelay: true });
    client.setNoDelay(true);
    sockets.push(client, server);
    client.on('data', (bytes) => server.write(bytes));
    void handOn(server, client, size);
  }).listen(0, HOST);
  await once(proxy, 'listening');
  closing.push(() => proxy.close());
  return (proxy.address() as AddressInfo).port;
}

async function handOn(from: Socket, to: Socket, size: number): Promise<void> {
  try {
    for await (const bytes of from as AsyncIterable<Buffer>) {
      for (let at = 0; at < bytes.length; at += size) {
        to.write(bytes.subarray(at, at + size));
        await new Promise(setImmediate);
      }
    }
  } catch {
    // The test is over.
    to.destroy();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const { port: free } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return free;
}
