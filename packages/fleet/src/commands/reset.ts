/** RESET REPLICA, RESET BINARY LOGS, FLUSH and PURGE of logs. */
import { familyOf, MariadbBinlogState } from '@topiary/domain';
import { fileNamed } from '../binlog/binary-log.ts';
import { firstFileName, openLog, purgeFiles, rotateLog } from '../binlog/server-log.ts';
import { failed, noted, OK } from '../model/outcome.ts';
import { emptyHistory } from '../model/empty-history.ts';
import type { Server } from '../model/server.ts';
import type { BinlogFileState } from '../model/server-state.ts';
import { isOn } from '../model/settings.ts';
import { beginRelayLog, newChannel, openRelayLog } from '../replication/channel.ts';
import type { Channel } from '../replication/channel.ts';
import { leaveResetLog } from '../replication/log-reset.ts';
import { gtidTurnedOn, noBinlogToReset, stopThreadsFirst } from '../words/statements.ts';
import { resetBare } from './bare-default.ts';
import { chooseChannels } from './channel-choice.ts';
import { afterLog } from './log-lock.ts';
import { commitAs } from './write.ts';
import type { Handler } from './context.ts';

export const resetReplicaCommand: Handler<'reset-replica'> = ({ server }, command, answer) => {
  const chosen = chooseChannels(server, command.channel);
  if (chosen.kind === 'error') return answer(chosen.error);
  const running = chosen.channels.find(
    ({ receiver, applier }) => receiver.state !== 'stopped' || applier.state === 'running',
  );
  if (running !== undefined) return answer(stopThreadsFirst(server.product, running.name));
  if (familyOf(server.product) === 'mysql' && chosen.channels.length === 0) return answer(resetBare(server));
  const other = chosen.channels.find(({ positioning }) => positioning !== 'slave-pos')?.positioning;
  for (const channel of chosen.channels) {
    if (command.all) forgetChannel(server, channel);
    else resetChannel(server, channel);
  }
  if (other === undefined || familyOf(server.product) === 'mysql') return answer(OK);
  answer(gtidTurnedOn(other === 'file' ? 'No' : 'Current_Pos'));
};

function forgetChannel(server: Server, channel: Channel): void {
  server.channels.delete(channel.name);
  if (channel.name !== '') return;
  server.formerDefault = channel;
  server.bareDefault.isReady = false;
}

/** The source and its account stay; positions and the relay log go. */
function resetChannel(server: Server, channel: Channel): void {
  const fresh = newChannel(server, channel.name);
  beginRelayLog(channel);
  channel.wasReset = familyOf(server.product) === 'mysql';
  channel.readPosition = fresh.readPosition;
  channel.executedPosition = fresh.executedPosition;
  channel.receiver.error = null;
  channel.applier.error = null;
  channel.sourceUuid = null;
  channel.receivedPosition = fresh.receivedPosition;
  if (familyOf(server.product) !== 'mariadb') return;
  channel.positioning = fresh.positioning;
  channel.settings = { ...channel.settings, heartbeatPeriodSeconds: fresh.settings.heartbeatPeriodSeconds };
}

/** Everything that was logged and executed is forgotten. */
export const resetBinaryLogsCommand: Handler<'reset-binary-logs'> = ({ world, server }, command, answer) => {
  const before = server.binlog;
  if (before === null) return answer(noBinlogToReset());
  return afterLog(server, () => {
    const firstNumber = command.startNumber ?? 1;
    for (const dump of Array.from(server.dumps)) leaveResetLog(world, dump, before, firstNumber);
    if (server.gtid.kind === 'mysql') server.gtid = emptyHistory(server.product);
    else {
      server.gtid.binlogState = MariadbBinlogState.empty();
      server.gtid.counters.clear();
      // Semi-sync that had given up begins again.
      if (isOn(server, 'rpl_semi_sync_source_enabled')) server.semi.active = true;
    }
    server.semi.acknowledgements.clear();
    server.semi.lastCommit = null;
    server.binlog = openLog(world, server, firstNumber);
    answer(OK);
  });
};

/** MySQL writes FLUSH RELAY LOGS into its own binary log, read-only or not; not the other two. [97] */
export const flushLogsCommand: Handler<'flush-logs'> = (context, command, answer) => {
  const { world, server } = context;
  if (command.which === 'relay') {
    const chosen = chooseChannels(server, command.channel ?? null);
    if (chosen.kind === 'error') return answer(chosen.error);
    for (const channel of chosen.channels) openRelayLog(channel);
    if (command.logged !== true || familyOf(server.product) === 'mariadb') return answer(OK);
    return commitAs(context, { kind: 'ddl', rows: [], schema: '', statement: 'FLUSH RELAY LOGS' }, answer);
  }
  return afterLog(server, () => {
    const { binlog } = server;
    if (binlog !== null) {
      rotateLog(world, server, binlog);
      world.reactions.wakeDumps(world, server);
    }
    answer(OK);
  });
};

/** A file was written last when the next one was opened. */
function countBefore(files: readonly BinlogFileState[], beforeMs: number): number {
  return files.filter((_, place) => {
    const next = files[place + 1];
    return next !== undefined && next.openedAtMs < beforeMs;
  }).length;
}

/** Files from the one that a replica is reading on are kept, with a warning. */
export const purgeLogsCommand: Handler<'purge-logs'> = ({ world, server }, command, answer) => {
  const { binlog } = server;
  if (binlog === null) return answer(OK);
  return afterLog(server, () => {
    const { until } = command;
    if ('toFile' in until && fileNamed(binlog, until.toFile) === null)
      return answer(failed(1373, 'Target log not found in binlog index'));
    const wanted =
      'toFile' in until
        ? binlog.files.findIndex(({ name }) => name === until.toFile)
        : countBefore(binlog.files, 'beforeMs' in until ? until.beforeMs : world.nowMs - until.olderThanMs);
    const oldest = binlog.files[0]?.number ?? 0;
    const inUse = Math.min(...server.dumps.map(({ cursor }) => cursor.file - oldest), binlog.files.length - 1);
    purgeFiles(server, binlog, Math.min(wanted, inUse));
    answer(
      wanted > inUse && server.dumps.length > 0
        ? noted(
            1867,
            `file ${firstFileName(server, oldest + inUse)} was not purged because it was being read by thread number ${server.dumps[0]?.connectionId ?? 0}`,
          )
        : OK,
    );
  });
};
