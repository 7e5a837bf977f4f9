/** The driver against a binlog server that really serves its master's log: between a real master and a real replica. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Address, Observation } from '@topiary/domain';
import type { Servers } from '@topiary/engine';
import { startBinlogServer, startSandbox, type BinlogServer, type Sandbox } from '@topiary/sandbox';
import { createServers } from '../src/index.ts';

const BASE_PORT = 24_750;
const DEADLINE = { deadlineMs: 5_000 };

let sandbox: Sandbox;
let binlogServer: BinlogServer;
let servers: Servers;

beforeAll(async () => {
  sandbox = await startSandbox({
    clusters: [{ name: 'main', tree: 'm > a; gtid off; flavor mysql' }],
    basePort: BASE_PORT,
  });
  const { replication, topology } = sandbox.credentials;
  const [master, replica] = [sandbox.server('m'), sandbox.server('a')];
  binlogServer = await startBinlogServer({
    master: { host: master.host, port: master.port, ...replication },
    file: 'binlog.000001',
    accounts: [replication, topology],
    basePort: BASE_PORT,
  });
  await replica.query(replica.sql.stopAll());
  const { host, port, status } = binlogServer;
  const link = { host, port, ...replication, channel: '', delaySeconds: 0, position: status.end };
  await replica.query([replica.sql.pointAt(link), replica.sql.startReplica('')].join('; '));
  servers = createServers({
    credentials: () => topology,
    tls: { mode: 'preferred' },
    monotonicMs: () => performance.now(),
  });
});
afterAll(async () => {
  await servers.close();
  await binlogServer.close();
  await sandbox.stop();
});

async function observed({ host, port }: Address): Promise<Observation> {
  const result = await servers.observe({ host, port }, DEADLINE);
  if (result.kind !== 'observed') throw new Error(`${port} was not observed: ${JSON.stringify(result)}`);
  return result.observation;
}

test('it is known for a binlog server, with its master, its replicas and its master’s coordinates', async () => {
  const [master, replica] = [sandbox.server('m'), sandbox.server('a')];
  const coordinates = (await observed(master)).binlog;
  await expect
    .poll(async () => (await observed(binlogServer)).connectedReplicas)
    .toMatchObject([{ port: replica.port }]);
  expect(await observed(binlogServer)).toMatchObject({
    product: { flavor: 'maxscale' },
    settings: { readOnly: true, logBin: true, logReplicaUpdates: true },
    gtid: { kind: 'none' },
    binlog: coordinates,
    channels: [
      {
        source: { host: master.host, port: master.port },
        receiver: 'running',
        receiverError: null,
        positioning: 'file',
        readPosition: coordinates,
        executedPosition: coordinates,
      },
    ],
    unreadable: [],
  });
  expect((await observed(replica)).channels).toMatchObject([
    {
      source: { host: binlogServer.host, port: binlogServer.port },
      receiver: 'running',
      executedPosition: coordinates,
    },
  ]);
  // The master may still list the replica that has left it.
  const registered = (await observed(master)).connectedReplicas?.map(({ port }) => port);
  expect(registered).toContain(binlogServer.port);
});

test('a master that dies is the binlog server’s error, and the end of the log stays', async () => {
  const { binlog } = await observed(binlogServer);
  await sandbox.server('m').kill();
  await expect.poll(async () => (await observed(binlogServer)).channels[0]?.receiver).toBe('connecting');
  await expect
    .poll(async () => (await observed(binlogServer)).channels[0]?.receiverError)
    .toMatchObject({ number: 2003 });
  expect((await observed(binlogServer)).binlog).toEqual(binlog);
});
