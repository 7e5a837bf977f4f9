/** The driver against a binlog router, which takes one statement per packet. */
import { afterEach, expect, test } from 'vitest';
import type { Servers } from '@topiary/engine';
import { createServers } from '../src/index.ts';
import { startBinlogRouter, type BinlogRouter, type RouterAnswers } from './support/binlog-router.ts';

const STATEMENTS = [
  'SELECT 1',
  'SELECT @@server_id',
  'SHOW SLAVE STATUS',
  "SHOW GLOBAL STATUS LIKE 'Uptime'",
  'SHOW SLAVE HOSTS',
  'SHOW MASTER STATUS',
];
const ANSWERS: RouterAnswers = {
  'SELECT 1': { 1: '1' },
  "SHOW VARIABLES LIKE 'MAXSCALE%'": { Variable_name: 'MAXSCALE_VERSION', Value: '2.3.20' },
  'SELECT @@server_id': { SERVER_ID: '10' },
  'SHOW SLAVE STATUS': {
    Master_Host: 'db-0',
    Master_Port: '3306',
    Slave_IO_Running: 'Yes',
    Slave_SQL_Running: 'Yes',
    Last_Errno: '0',
  },
  "SHOW GLOBAL STATUS LIKE 'Uptime'": { Variable_name: 'Uptime', Value: '321' },
  'SHOW SLAVE HOSTS': { Server_id: '21', Host: 'r-1', Port: '3306', Master_id: '10', Slave_UUID: 'uuid-21' },
  'SHOW MASTER STATUS': { File: 'binlog.000007', Position: '4711' },
};
const DEADLINE = { deadlineMs: 60_000 };

const routers: BinlogRouter[] = [];
const clients: Servers[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map((servers) => servers.close()));
  await Promise.all(routers.splice(0).map((router) => router.close()));
});

async function routerWith(answers: RouterAnswers): Promise<{ router: BinlogRouter; servers: Servers }> {
  const router = await startBinlogRouter(answers);
  routers.push(router);
  const servers = createServers({
    credentials: () => ({ user: 'topiary', password: 'secret' }),
    tls: { mode: 'preferred' },
    monotonicMs: () => performance.now(),
  });
  clients.push(servers);
  return { router, servers };
}

test('a binlog router is observed with one statement per packet, and learned once', async () => {
  const { router, servers } = await routerWith(ANSWERS);
  const result = await servers.observe(router.address, DEADLINE);
  expect(result).toMatchObject({
    kind: 'observed',
    observation: {
      product: { flavor: 'maxscale' },
      uptimeSeconds: 321,
      binlog: { file: 'binlog.000007', position: 4711 },
      channels: [{ source: { host: 'db-0', port: 3306 }, receiver: 'running' }],
      connectedReplicas: [{ host: 'r-1', port: 3306 }],
    },
  });
  expect(router.queries).toEqual(['SELECT 1', "SHOW VARIABLES LIKE 'MAXSCALE%'", ...STATEMENTS]);
  await servers.observe(router.address, DEADLINE);
  expect(router.queries.slice(-STATEMENTS.length)).toEqual(STATEMENTS);
  expect(router.queries).toHaveLength(2 + 2 * STATEMENTS.length);
});

test('what an older router does not know is left out, and the rest is observed', async () => {
  const { 'SHOW SLAVE HOSTS': _, ...fewer } = ANSWERS;
  const { router, servers } = await routerWith(fewer);
  expect(await servers.observe(router.address, DEADLINE)).toMatchObject({
    kind: 'observed',
    observation: { connectedReplicas: null, binlog: { file: 'binlog.000007' } },
  });
});
