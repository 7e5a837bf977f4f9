/** START and STOP of replication threads. */
import { familyOf, MariadbGtidPosition } from '@topiary/domain';
import { isBinlogServer } from '../model/binlog-server.ts';
import { okWithNotes } from '../model/outcome.ts';
import type { Note } from '../model/outcome.ts';
import type { UntilCondition } from '../model/server-state.ts';
import type { Server } from '../model/server.ts';
import { addWaiter } from '../model/waiters.ts';
import type { Channel } from '../replication/channel.ts';
import { startThreads, stopThreads } from '../replication/threads.ts';
import { nameTheChannel, notConfigured, notInitialised, untilNeedsGtids } from '../words/statements.ts';
import { routerIsStopped, routerRunsAlready } from '../words/router.ts';
import { initialisationNumber } from '../words/wording.ts';
import { startBare, stopBare } from './bare-default.ts';
import { chooseChannels, mustBeNamed } from './channel-choice.ts';
import type { CommandOf, Handler } from './context.ts';

export const startThreadsCommand: Handler<'start-threads'> = ({ world, server }, command, answer) => {
  const chosen = chooseChannels(server, command.channel);
  if (chosen.kind === 'error') return answer(chosen.error);
  if (command.until !== undefined && command.channel === null && mustBeNamed(server))
    return answer(nameTheChannel(server.product));
  if (isMysql(server) && chosen.channels.length === 0) return answer(startBare(server, command.threads));
  const alone = isMysql(server) && !command.threads.receiver;
  const unready = alone ? chosen.channels.find(({ wasReset }) => wasReset) : undefined;
  if (unready !== undefined) {
    const refusal = notInitialised(server.product);
    unready.receiver.error = { number: initialisationNumber(server.product), text: refusal.text, atMs: world.nowMs };
    return answer(refusal);
  }
  // An applier needs no source.
  const configured = chosen.channels.filter(({ source }) => alone || source.host !== '');
  if (configured.length === 0) return answer(notConfigured(server.product));
  const byFile = configured.some(({ positioning }) => positioning === 'file');
  if (command.until?.kind === 'gtids' && byFile && familyOf(server.product) === 'mariadb')
    return answer(untilNeedsGtids());
  const running = configured.filter((channel) => runs(channel, command));
  if (running.length > 0 && isBinlogServer(server)) return answer(routerRunsAlready());
  const outcome = okWithNotes(running.map(alreadyRunning));
  for (const channel of configured) {
    if (command.threads.applier) setUntil(channel, command.until ?? null);
    channel.wasReset = false;
    startThreads(world, channel, command.threads);
  }
  answer(outcome);
};

/** MariaDB's receivers keep to it until an applier is started without it. */
function setUntil({ applier, receiver, replica }: Channel, until: UntilCondition | null): void {
  if (applier.state !== 'stopped') return;
  applier.until = until;
  if (isMysql(replica)) return;
  receiver.untilGtids =
    until?.kind === 'gtids' ? { position: MariadbGtidPosition.of(until.gtids), before: until.before } : null;
}

export const stopThreadsCommand: Handler<'stop-threads'> = ({ world, server }, command, answer) => {
  const chosen = chooseChannels(server, command.channel);
  if (chosen.kind === 'error') return answer(chosen.error);
  if (chosen.channels.length === 0)
    return answer(isMysql(server) ? stopBare(server, command.threads) : okWithNotes([STOPPED_ALREADY]));
  const standing = chosen.channels.filter(
    ({ receiver, applier }) =>
      (!command.threads.receiver || receiver.state === 'stopped') &&
      (!command.threads.applier || applier.state !== 'running'),
  );
  if (standing.length > 0 && isBinlogServer(server)) return answer(routerIsStopped());
  for (const channel of chosen.channels) stopThreads(world, channel, command.threads);
  const outcome = okWithNotes(standing.map(alreadyStopped));
  return whenCommitted(server, command.threads.applier ? chosen.channels : [], () => answer(outcome));
};

/** A transaction that is being committed is waited for, however long its disk is full. */
function whenCommitted(server: Server, channels: readonly Channel[], then: () => void): (() => void) | void {
  const isDone = (): boolean => channels.every(({ applier }) => !applier.committing);
  if (isDone()) return then();
  const waiter = addWaiter(server, () => {
    if (!isDone()) return false;
    server.waiters.delete(waiter);
    then();
    return true;
  });
  return () => void server.waiters.delete(waiter);
}

function runs({ receiver, applier }: Channel, { threads }: CommandOf<'start-threads'>): boolean {
  return (!threads.receiver || receiver.state !== 'stopped') && (!threads.applier || applier.state === 'running');
}

function alreadyRunning({ replica, name }: Channel): Note {
  return isMysql(replica)
    ? { number: 3083, text: `Replication thread(s) for channel '${name}' are already runnning.` }
    : { number: 1254, text: 'Slave is already running' };
}

function alreadyStopped({ replica, name }: Channel): Note {
  return isMysql(replica)
    ? { number: 3084, text: `Replication thread(s) for channel '${name}' are already stopped.` }
    : STOPPED_ALREADY;
}

const STOPPED_ALREADY: Note = { number: 1255, text: 'Slave already has been stopped' };

function isMysql({ product }: Server): boolean {
  return familyOf(product) === 'mysql';
}
