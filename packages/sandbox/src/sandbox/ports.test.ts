import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { findFreePorts } from './ports.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

function occupy(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    servers.push(server);
    server.listen({ port, host: '127.0.0.1' }, resolve);
  });
}

test('ports in use, and ports of stopped servers, are passed over', async () => {
  const basePort = 31_400;
  const free = await findFreePorts({ count: 4, basePort, taken: new Set() });
  const [first = 0, second = 0, third = 0] = free;
  await occupy(first);
  expect(await findFreePorts({ count: 2, basePort, taken: new Set([second]) })).toEqual([third, free[3]]);
});

test('the range from which the kernel takes outgoing ports is left out, and running out is said', async () => {
  const [from = 0, to = 0] = (await readFile('/proc/sys/net/ipv4/ip_local_port_range', 'utf8'))
    .trim()
    .split(/\s+/)
    .map(Number);
  const ports = await findFreePorts({ count: 3, basePort: from - 2, taken: new Set() });
  expect(ports.every((port) => port < from || port > to)).toBe(true);
  await expect(findFreePorts({ count: 3, basePort: 65_534, taken: new Set() })).rejects.toMatchObject({
    code: 'no-free-port',
  });
});
