import { createConnection, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { LATE, within } from './deadline.ts';

const never = new Promise<never>(() => undefined);

describe('a wait with an end', () => {
  test('gives the value that comes in time', async () => {
    expect(await within(Promise.resolve('value'), 1_000)).toBe('value');
  });

  test('is late when nothing comes, also when there was no time at all', async () => {
    expect(await within(never, 20)).toBe(LATE);
    expect(await within(never, -5)).toBe(LATE);
  });

  test('passes an error on', async () => {
    await expect(within(Promise.reject(new Error('broken')), 1_000)).rejects.toThrow('broken');
  });

  test('counts what a socket brought while the process was busy past the deadline', async () => {
    const server = createServer((socket) => socket.end('answer')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = createConnection({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
    try {
      await once(socket, 'readable');
      const second = createConnection({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
      await once(second, 'connect');
      const answered = within(once(second, 'data'), 20);
      const until = performance.now() + 200;
      // The other side of the connection is this process too: it needs a turn to write, then nobody reads for a while.
      await new Promise((resolve) => setImmediate(resolve));
      while (performance.now() < until);
      expect(await answered).not.toBe(LATE);
      second.destroy();
    } finally {
      socket.destroy();
      server.close();
    }
  });
});
