import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { Fleet } from '@topiary/fleet';
import { startFakes, type Fakes } from '@topiary/mysql-fake';
import { createConnection, type Connection } from 'mysql2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Secret } from '../secret.ts';
import { releaseHandshake, releaseLastPacket } from './held-buffers.ts';
import { RepeatedText } from './repeated-text.ts';
import { Session } from './session.ts';

const ACCOUNT = { user: 'topiary', password: 'in-its-garden' };
const HOST = '127.32.0.1';
const MAX_OBJECTS = 100_000;
const PLUGINS = ['caching_sha2_password', 'mysql_native_password'] as const;

describe.each(PLUGINS)('a connection that authenticates by %s', (plugin) => {
  let fakes: Fakes;
  let port = 0;
  const open: Connection[] = [];

  beforeEach(async () => {
    port = await freePort();
    const fleet = new Fleet({ startMs: Date.now() });
    const grants = [{ privileges: ['ALL PRIVILEGES'], on: '*.*' }];
    fleet.add({
      address: { host: HOST, port },
      version: '8.4.6',
      serverId: 1,
      accounts: [{ ...ACCOUNT, host: '%', plugin, grants }],
    });
    fakes = await startFakes({ fleet });
  });
  afterEach(async () => {
    for (const connection of open.splice(0)) connection.destroy();
    await fakes.close();
  });

  async function connected(ssl: object | null) {
    const socket = connect({ host: HOST, port });
    const connection = createConnection({
      stream: socket,
      ...ACCOUNT,
      ...(ssl === null ? {} : { ssl: { rejectUnauthorized: false, ...ssl } }),
    });
    open.push(connection);
    await new Promise((resolve, reject) => connection.once('connect', resolve).once('error', reject));
    return { socket, connection };
  }

  test.each([
    ['without TLS', null],
    ['with TLS', {}],
  ] as const)('keeps nothing of what it read, %s', async (_name, ssl) => {
    const { socket, connection } = await connected(ssl);
    expect(piecesHeldBy(connection)).not.toEqual([]);

    const secret = new Secret(ACCOUNT.password);
    const session = new Session({ socket, connection, secret, version: '8.4.6' });
    await Promise.resolve();
    expect(piecesHeldBy(connection)).toEqual([]);
    expect(Reflect.get(connection, '_authPlugin') ?? null).toBeNull();

    const repeated = new RepeatedText('SELECT 1');
    for (const send of [() => session.run(['SELECT 1']), () => session.repeat(repeated)]) {
      for (let round = 0; round < 2; round += 1) {
        const batch = send();
        expect(await batch.end).toEqual({ kind: 'complete' });
        expect(batch.results.map(({ rows }) => rows)).toEqual([[[1]]]);
        await Promise.resolve();
        expect(piecesHeldBy(connection)).toEqual([]);
      }
    }
    const refused = session.run(['SELECT of nonsense']);
    expect((await refused.end).kind).toBe('error');
    await Promise.resolve();
    expect(piecesHeldBy(connection)).toEqual([]);
  });

  test('has the places at which the driver is expected to keep bytes', async () => {
    const { connection } = await connected(null);
    expect([releaseHandshake(connection), releaseLastPacket(connection)]).toEqual([true, true]);
  });
});

describe('what is not as expected', () => {
  test.each([
    {},
    { packetParser: null, _handshakePacket: null },
    { packetParser: {}, _handshakePacket: {} },
    { packetParser: { _reusablePacket: { buffer: 'text' } }, _handshakePacket: { authPluginData1: 1 } },
  ])('is left alone: %j', (connection) => {
    const before = structuredClone(connection);
    expect([releaseHandshake(connection), releaseLastPacket(connection)]).toEqual([false, false]);
    expect(connection).toEqual(before);
  });
});

/** Bytes that fields of the driver's own objects lead to, streams apart: where they are, and the size of their memory. */
function piecesHeldBy(connection: Connection): readonly string[] {
  const seen = new Set<object>();
  const found: string[] = [];
  const waiting: { readonly value: unknown; readonly path: string }[] = [{ value: connection, path: '' }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, path } = next;
    if (typeof value !== 'object' || value === null || seen.has(value) || path.endsWith('.stream')) continue;
    seen.add(value);
    if (seen.size > MAX_OBJECTS) throw new Error('the driver keeps more objects than this test follows');
    if (ArrayBuffer.isView(value)) {
      // What has memory of its own keeps no more than its own bytes: of a handshake that is little.
      const isLittle = value.buffer.byteLength === value.byteLength && path.includes('authPluginData');
      if (value.byteLength > 0 && !isLittle) found.push(`${path}: ${value.buffer.byteLength}`);
      continue;
    }
    for (const key of Reflect.ownKeys(value))
      waiting.push({ value: Reflect.get(value, key), path: `${path}.${String(key)}` });
  }
  return found;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
