import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import express from 'express';
import { afterEach, expect, test } from 'vitest';
import { until } from '../testing/test-server.ts';
import { MAX_WAITING_BYTES, openConnection } from './connection.ts';
import type { Connection } from './connection.ts';

const toClose: (() => void)[] = [];
afterEach(() => {
  for (const close of toClose.splice(0)) close();
});

test('a reader that does not read is dropped at the bound, and nothing waits for it', async () => {
  let connection: Connection | null = null;
  let overrun = 0;
  let isClosed = false;
  const app = express().get('/', (request, response) => {
    connection = openConnection({
      id: '1',
      request,
      response,
      onClose: () => (isClosed = true),
      onOverrun: (bytes) => (overrun = bytes),
    });
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const socket = connect({
    port: typeof address === 'object' && address !== null ? address.port : 0,
    host: '127.0.0.1',
  });
  toClose.push(
    () => socket.destroy(),
    () => server.close(),
  );
  socket.pause();
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await until(() => connection !== null);
  const frame = `data: ${'x'.repeat(1024 * 1024)}\n\n`;
  for (let sent = 0; sent < 3 * MAX_WAITING_BYTES && overrun === 0; sent += frame.length) {
    (connection as Connection | null)?.send(frame);
  }
  expect(overrun).toBeGreaterThan(MAX_WAITING_BYTES);
  await until(() => isClosed);
  (connection as Connection | null)?.send(frame);
});
