/** Asked of a name service on loopback, and of TCP as it is. */
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import type { NameResolver } from '@topiary/engine';
import { decode, encode } from 'dns-packet';
import type { Answer } from 'dns-packet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSystemNames } from './system-names.ts';

const DEADLINE = { deadlineMs: 1_000 };
const NO_SUCH_NAME = 3;
const ZONE: readonly Answer[] = [
  { type: 'CNAME', name: 'writer.test', data: 'db-1.test' },
  { type: 'A', name: 'db-1.test', data: '10.0.0.1' },
  { type: 'AAAA', name: 'db-6.test', data: '2001:db8::6' },
];

let socket: Socket;
let listener: Server;
let names: NameResolver;
const portOf = (server: { address(): AddressInfo | string | null }): number => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

beforeAll(async () => {
  socket = createSocket('udp4');
  socket.on('message', (bytes, from) => {
    const query = decode(bytes);
    const [question] = query.questions ?? [];
    if (question === undefined || question.name === 'silent.test') return;
    const ofName = ZONE.filter(({ name }) => name === question.name);
    const answers = ofName.filter(({ type }) => type === question.type);
    const flags = 0x180 | (ofName.length === 0 ? NO_SUCH_NAME : 0);
    socket.send(
      encode({ type: 'response', id: query.id ?? 0, flags, questions: [question], answers }),
      from.port,
      from.address,
    );
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  names = createSystemNames([`127.0.0.1:${socket.address().port}`]);
  listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  socket.close();
  listener.close();
});

describe('by CNAME', () => {
  test.each([
    ['writer.test', { kind: 'resolved', name: 'db-1.test' }],
    ['db-1.test', { kind: 'resolved', name: 'db-1.test' }],
    ['nobody.test', { kind: 'failed', code: 'ENOTFOUND' }],
  ])('%s', async (host, answer) => {
    expect(await names.resolve(host, 'cname', DEADLINE)).toEqual(answer);
  });
});

describe('by address', () => {
  test.each([
    ['db-1.test', { kind: 'resolved', name: '10.0.0.1' }],
    ['db-6.test', { kind: 'resolved', name: '2001:db8::6' }],
  ])('%s', async (host, answer) => {
    expect(await names.resolve(host, 'ip', DEADLINE)).toEqual(answer);
  });

  test('a name that only the hosts file knows', async () => {
    const answer = await names.resolve('localhost', 'ip', DEADLINE);
    expect(answer).toMatchObject({ kind: 'resolved' });
  });
});

test('a name service that is silent is given up at the deadline', async () => {
  for (const method of ['cname', 'ip'] as const) {
    const startedMs = performance.now();
    expect(await names.resolve('silent.test', method, { deadlineMs: 300 })).toEqual({
      kind: 'failed',
      code: 'ETIMEOUT',
    });
    expect(performance.now() - startedMs).toBeLessThan(2_000);
  }
});

test('a TCP connection is made, refused, or not made for want of a name', async () => {
  const connect: NameResolver['connect'] = (address, options) => names.connect(address, options);
  expect(await connect({ host: '127.0.0.1', port: portOf(listener) }, DEADLINE)).toEqual({ kind: 'connected' });
  expect(await connect({ host: '127.0.0.1', port: 1 }, DEADLINE)).toEqual({ kind: 'failed', code: 'ECONNREFUSED' });
  expect(await connect({ host: 'no-such-host.invalid', port: 1 }, DEADLINE)).toMatchObject({ kind: 'failed' });
});
