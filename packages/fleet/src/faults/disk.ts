/**
 * A full disk: commits wait for room while they hold the log's lock, receivers wait with what they have read, and
 * statements that need the lock hang behind them. Observed on MySQL 9.7 (design §7).
 */
import type { Server } from '../model/server.ts';
import type { World } from '../model/world.ts';

export function fillDisk(server: Server): void {
  server.diskFull = true;
}

export function freeDisk(world: World, server: Server): void {
  if (!server.diskFull) return;
  server.diskFull = false;
  server.logIsStuck = false;
  for (const resume of server.stuck.splice(0)) resume();
  for (const resume of server.lockQueue.splice(0)) resume();
  for (const { connection } of server.channels.values()) {
    if (connection === null) continue;
    for (const message of connection.held.splice(0)) world.reactions.receiveLog(world, connection, message);
  }
}
