import { assert } from '@topiary/domain';
import { openNext } from '../binlog/binary-log.ts';
import { logHead, openLog } from '../binlog/server-log.ts';
import { isBinlogServer } from '../model/binlog-server.ts';
import { countersFrom } from '../model/sequence-counters.ts';
import type { Server } from '../model/server.ts';
import { isOn } from '../model/settings.ts';
import { resetSettings } from '../model/variables/configure.ts';
import type { World } from '../model/world.ts';
import { dropRelayLog, NO_FILTERS } from '../replication/channel.ts';
import type { Channel } from '../replication/channel.ts';
import { enterTables } from '../replication/commit.ts';
import { rejoinOnBoot } from '../replication/group.ts';
import { reviewSemiSync } from '../replication/semi-sync.ts';
import { startThreads } from '../replication/threads.ts';

/**
 * The server comes up: what was set while it ran is forgotten, prepared transactions that the log has are committed, a new
 * log is begun (but for a copied one, which goes on), and replication starts by itself unless `skip_replica_start` says otherwise.
 */
export function restart(world: World, server: Server): void {
  assert(server.power === 'down', 'a server that is started is down', server.id);
  server.power = 'up';
  world.powerChanges.add(server.id);
  server.hostIsUp = true;
  server.incarnation += 1;
  server.startedAtMs = world.nowMs;
  server.nextConnectionId = 10;
  server.bareDefault.isReady = false;
  server.bareDefault.applierRuns = false;
  server.formerDefault = null;
  resetSettings(server);
  if (server.gtid.kind === 'mariadb')
    server.gtid.counters = countersFrom(server.gtid.binlogState, server.gtid.slavePosition);
  recover(server);
  if (!isBinlogServer(server)) openOwnLog(world, server);
  if (isOn(server, 'rpl_semi_sync_source_enabled')) reviewSemiSync(server, 'enabled');
  for (const channel of server.channels.values()) recoverChannel(server, channel);
  rejoinOnBoot(world, server);
  if (isOn(server, 'skip_replica_start')) return;
  for (const channel of server.channels.values())
    if (channel.source.host !== '') startThreads(world, channel, { receiver: true, applier: true });
}

function openOwnLog(world: World, server: Server): void {
  if (!isOn(server, 'log_bin')) server.binlog = null;
  else if (server.binlog === null) server.binlog = openLog(world, server);
  else openNext(server.binlog, logHead(server), world.nowMs);
}

function recover(server: Server): void {
  const prepared = [...server.prepared];
  server.prepared.clear();
  for (const each of prepared) enterTables(server, { ...each, isLogged: true });
}

/** Filters are forgotten. With `relay_log_recovery` the relay log is thrown away and fetched again from where the applier stood. */
function recoverChannel(server: Server, channel: Channel): void {
  channel.unsynced.length = 0;
  channel.receiver.connectedAtMs = null;
  channel.receiver.untilGtids = null;
  const { doDomainIds, ignoreDomainIds } = channel.filters;
  // Only what CHANGE MASTER named is kept with the channel.
  channel.filters = { ...NO_FILTERS, doDomainIds, ignoreDomainIds };
  if (!isOn(server, 'relay_log_recovery') && channel.waiting.length > 0) return;
  dropRelayLog(channel);
  channel.readPosition = channel.executedPosition;
}
