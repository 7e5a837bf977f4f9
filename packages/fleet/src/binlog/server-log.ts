/** The binary log together with its server: what is written at the head of files, and what purging does to GTIDs. */
import { formatBinlogFileName } from '@topiary/domain';
import type { Server } from '../model/server.ts';
import { numberSetting } from '../model/settings.ts';
import type { World } from '../model/world.ts';
import { isFull, newBinaryLog, oldestFile, removeOldest, rotate } from './binary-log.ts';
import type { BinaryLog, LogHead, LogRules } from './binary-log.ts';

export function logRules(world: World, server: Server): LogRules {
  return {
    maxFileBytes: numberSetting(server, 'max_binlog_size'),
    syncEvery: numberSetting(server, 'sync_binlog'),
    maxTransactions: world.options.maxLoggedTransactions,
  };
}

/** MySQL names in Previous_gtids what was logged before; what is purged and was never logged here is not among it. */
export function logHead(server: Server): LogHead {
  return server.gtid.kind === 'mysql'
    ? { kind: 'mysql', product: server.product, executed: server.gtid.executed.union(server.gtid.owned) }
    : { kind: 'mariadb', state: server.gtid.binlogState };
}

export function openLog(world: World, server: Server, firstNumber = 1): BinaryLog {
  return newBinaryLog({ base: logBase(server), firstNumber, head: logHead(server), nowMs: world.nowMs });
}

/** Both vendors' packages and this project's sandbox name it so. */
export function logBase(server: Server): string {
  const basename = String(server.settings.get('log_bin_basename') ?? '');
  return basename === '' ? 'binlog' : (basename.split('/').at(-1) ?? 'binlog');
}

export function rotateLog(world: World, server: Server, log: BinaryLog): void {
  rotate(log, logHead(server), world.nowMs);
  purgeExcess(world, server, log);
}

/** The oldest files go when there are too many transactions in all of them. */
export function purgeExcess(world: World, server: Server, log: BinaryLog): void {
  const excess = log.count - world.options.maxLoggedTransactions;
  if (excess <= 0) return;
  let files = 0;
  for (let left = excess; left > 0 && files < log.files.length - 1; files += 1)
    left -= log.files[files]?.entries.length ?? 0;
  purgeFiles(server, log, files);
}

export function rotateWhenFull(world: World, server: Server, log: BinaryLog): void {
  if (isFull(log, logRules(world, server))) rotateLog(world, server, log);
}

/** MySQL: what only the removed files held counts as purged. */
export function purgeFiles(server: Server, log: BinaryLog, howMany: number): void {
  if (removeOldest(log, howMany).length === 0 || server.gtid.kind !== 'mysql') return;
  const before = oldestFile(log).previousGtids;
  if (before !== null) server.gtid.purged = server.gtid.purged.union(before);
}

export function firstFileName(server: Server, number: number): string {
  return formatBinlogFileName({ base: logBase(server), number });
}
