/**
 * Many fakes in one process, each held by one connection of another process, which sends every one of them a probe's batch
 * of eight statements every five seconds. Prints processor time and memory of both, and how late probes were.
 *
 *     node packages/mysql-fake/bench/many.ts [servers, 10000] [seconds, 20] [interval in ms, 5000]
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startFakes } from '../src/index.ts';
import { fleetOf } from './fleet-of.ts';
import type { ClientOrder, ClientReport, Percentiles } from './orders.ts';

const COUNT = Number(process.argv[2] ?? 10_000);
const SECONDS = Number(process.argv[3] ?? 20);
const INTERVAL_MS = Number(process.argv[4] ?? 5_000);
const WARM_UP_MS = INTERVAL_MS * 2;
/** Connecting ten thousand clients takes a while on a busy machine. */
const CONNECT_WITHIN_MS = 120_000;
const PORT = 13_306;
const ACCOUNT = { user: 'bench', password: 'of-the-garden' };

/** What a probe of MySQL 8.4 asks (packages/mysql/src/dialects). */
const BATCH = [
  "SELECT 'topiary'",
  'SELECT @@global.server_id, @@global.read_only, @@global.super_read_only, @@global.gtid_mode, @@global.enforce_gtid_consistency, @@global.binlog_format, @@global.binlog_row_image, @@global.gtid_executed, @@global.gtid_purged, @@global.sync_binlog, @@global.innodb_flush_log_at_trx_commit, @@global.replica_net_timeout, @@global.relay_log_recovery, @@global.replica_parallel_workers, @@global.offline_mode, @@global.max_connections',
  'SHOW REPLICA STATUS',
  "SHOW GLOBAL STATUS WHERE Variable_name IN ('Uptime', 'Rpl_semi_sync_source_status', 'Rpl_semi_sync_source_clients', 'Rpl_semi_sync_replica_status', 'Rpl_semi_sync_master_status', 'Rpl_semi_sync_master_clients', 'Rpl_semi_sync_slave_status')",
  'SELECT CHANNEL_NAME, HEARTBEAT_INTERVAL, COMPRESSION_ALGORITHM FROM performance_schema.replication_connection_configuration',
  "SELECT HOST FROM performance_schema.processlist WHERE COMMAND IN ('Binlog Dump GTID', 'Binlog Dump')",
  'SHOW REPLICAS',
  'SHOW BINARY LOG STATUS',
].join('; ');

const began = performance.now();
const fleet = fleetOf({ count: COUNT, port: PORT, ...ACCOUNT });
const fakes = await startFakes({ fleet, listening: 'shared' });
console.log(
  `${COUNT} fakes listen after ${seconds(performance.now() - began)}, ${megabytes(process.memoryUsage().rss)}`,
);

const clients = fork(fileURLToPath(new URL('clients.ts', import.meta.url)));
const limit = setTimeout(
  () => {
    console.error('the clients took too long');
    clients.kill();
  },
  CONNECT_WITHIN_MS + WARM_UP_MS + SECONDS * 1_000,
);
const order: ClientOrder = {
  count: COUNT,
  port: PORT,
  ...ACCOUNT,
  batch: BATCH,
  intervalMs: INTERVAL_MS,
  warmUpMs: WARM_UP_MS,
  measureMs: SECONDS * 1_000,
};
let before = process.cpuUsage();
clients.on('message', (message: 'measuring' | ClientReport) => {
  if (message === 'measuring') before = process.cpuUsage();
  else print(message);
});
clients.send(order);
await new Promise((resolve) => {
  clients.once('exit', resolve);
});
clearTimeout(limit);
await fakes.close();

function print(report: ClientReport): void {
  const { user, system } = process.cpuUsage(before);
  const cpuMs = (user + system) / 1_000;
  const share = (ms: number): string => `${((ms / (SECONDS * 1_000)) * 100).toFixed(1)} % of a core`;
  const each = (ms: number): string => `${(ms / report.probes).toFixed(3)} ms per probe`;
  console.log(`connected after ${seconds(report.connectedMs)}, ${fakes.connectionCount} connections`);
  console.log(`${(report.probes / SECONDS).toFixed(0)} probes per second, ${report.failed} failed`);
  console.log(`fakes:   ${share(cpuMs)}, ${each(cpuMs)}, ${megabytes(process.memoryUsage().rss)}`);
  console.log(`clients: ${share(report.cpuMs)}, ${each(report.cpuMs)}, ${megabytes(report.rssBytes)}`);
  console.log(`probes took ${spread(report.tookMs)}; were late by ${spread(report.lateMs)}`);
}

function spread({ p50, p99, max }: Percentiles): string {
  return `${p50.toFixed(1)} ms (p99 ${p99.toFixed(1)}, most ${max.toFixed(1)})`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_048_576)} MB`;
}
