/** Asked of a name service on loopback, and of TCP as it is. */
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import type { NameResolver } from '@topiary/engine';
import type { Answer } from 'dns-packet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDnsServer } from '../testing/dns-server.ts';
import type { DnsServer } from '../testing/dns-server.ts';
import { createSystemNames } from './system-names.ts';

const DEADLINE = { deadlineMs: 30_000 };
const ZONE: readonly Answer[] = [
  { type: 'CNAME', name: 'writer.test', data: 'db-1.test' },
  { type: 'A', name: 'db-1.test', data: '10.0.0.1' },
  { type: 'AAAA', name: 'db-6.test', data: '2001:db8::6' },
];

let dns: DnsServer;
let listener: Server;
let names: NameResolver;
const portOf = (server: Server): number => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

beforeAll(async () => {
  dns = await startDnsServer(ZONE);
  names = createSystemNames([dns.address]);
  listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  listener.close();
  await dns.close();
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
  dns.behaviour = 'silent';
  for (const method of ['cname', 'ip'] as const) {
    expect(await names.resolve('silent.test', method, { deadlineMs: 300 })).toEqual({
      kind: 'failed',
      code: 'ETIMEOUT',
    });
  }
  dns.behaviour = 'answers';
});

test('a TCP connection is made, refused, or not made for want of a name', async () => {
  const connect: NameResolver['connect'] = (address, options) => names.connect(address, options);
  expect(await connect({ host: '127.0.0.1', port: portOf(listener) }, DEADLINE)).toEqual({ kind: 'connected' });
  expect(await connect({ host: '127.0.0.1', port: 1 }, DEADLINE)).toEqual({ kind: 'failed', code: 'ECONNREFUSED' });
  expect(await connect({ host: 'no-such-host.invalid', port: 1 }, DEADLINE)).toMatchObject({ kind: 'failed' });
});
