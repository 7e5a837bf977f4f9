/**
 * CHANGE REPLICATION SOURCE, CHANGE MASTER. Everything that is not named is kept, except the heartbeat period, and, when
 * the address changes, the position and what is known of the source. Source: spec/dialects §5.
 */
import { familyOf } from '@topiary/domain';
import type { ChannelSettings } from '@topiary/domain';
import { failed, okWithNotes } from '../model/outcome.ts';
import type { Failed, Note, Outcome } from '../model/outcome.ts';
import type { Server } from '../model/server.ts';
import { isBinlogServer } from '../model/binlog-server.ts';
import { setting } from '../model/settings.ts';
import { binlogPosition } from '../model/variables/read-variable.ts';
import {
  beginRelayLog,
  defaultHeartbeatSeconds,
  newChannel,
  NOTHING_EXECUTED,
  NOWHERE,
} from '../replication/channel.ts';
import type { Channel } from '../replication/channel.ts';
import {
  changeStatement,
  nameTheChannel,
  emptySourceName,
  FILE_OPTION,
  gtidTurnedOff,
  POSITION_OPTION,
  stopThreadsFirst,
} from '../words/statements.ts';
import { wordsOf } from '../words/wording.ts';
import { mistakeOfKeeper, settleKeeper } from './change-kept-log.ts';
import { mustBeNamed } from './channel-choice.ts';
import type { SourceChanges } from './command.ts';
import type { Handler } from './context.ts';

export const changeSourceCommand: Handler<'change-source'> = ({ server }, command, answer) => {
  const { channel: name, changes } = command;
  if (command.unnamed === true && mustBeNamed(server)) return answer(nameTheChannel(server.product));
  const existing = server.channels.get(name);
  const channel = existing ?? { ...newChannel(server, name), ...(name === '' ? leftOver(server) : {}) };
  const takesBareApplier = existing === undefined && name === '' && server.bareDefault.applierRuns;
  if (takesBareApplier) channel.applier.state = 'running';
  const isKeeper = isBinlogServer(server);
  const problem =
    (isKeeper ? mistakeOfKeeper(channel, changes) : null) ??
    (familyOf(server.product) === 'mariadb' ? wordsFirst(channel, changes) : null) ??
    whileRunning(channel, changes) ??
    mistakeIn(channel, changes);
  if (problem !== null) return answer(problem);
  if (existing === undefined) addChannel(server, channel);
  if (takesBareApplier) server.bareDefault.applierRuns = false;
  const outcome = applyChanges(channel, changes);
  if (isKeeper) settleKeeper(channel, changes);
  answer(outcome);
};

function leftOver({ formerDefault, product }: Server): Partial<Channel> {
  return formerDefault === null || familyOf(product) === 'mysql'
    ? {}
    : { settings: formerDefault.settings, sourceServerId: formerDefault.sourceServerId };
}

/** Channels are listed in order of name. */
export function addChannel(server: Server, channel: Channel): void {
  const all = [...server.channels.values(), channel].toSorted((left, right) => (left.name < right.name ? -1 : 1));
  server.channels.clear();
  for (const each of all) server.channels.set(each.name, each);
}

/** MariaDB looks at the words before it looks at the threads. */
function wordsFirst(channel: Channel, changes: SourceChanges): Failed | null {
  return changes.host === '' ? emptySourceName() : connectedTwice(channel, changes);
}

/** MySQL lets receiver options change while the applier runs, and the other way round; MariaDB does not. */
function whileRunning(channel: Channel, changes: SourceChanges): Failed | null {
  const { receiver, applier, replica, name } = channel;
  const receiverRuns = receiver.state !== 'stopped';
  const applierRuns = applier.state === 'running';
  if (!receiverRuns && !applierRuns) return null;
  if (familyOf(replica.product) === 'mariadb') return stopThreadsFirst(replica.product, name);
  const word = wordsOf(replica.product).replica;
  const stop = `STOP ${word.toUpperCase()}`;
  const meansBoth = changes.positioning !== undefined || (hasReceiverOptions(changes) && hasApplierOptions(changes));
  if (meansBoth) return stopThreadsFirst(replica.product, name);
  if (receiverRuns && hasReceiverOptions(changes))
    return failed(
      3021,
      `This operation cannot be performed with a running ${word} io thread; run ${stop} IO_THREAD FOR CHANNEL '${name}' first.`,
    );
  if (applierRuns && hasApplierOptions(changes))
    return failed(
      3085,
      `This operation cannot be performed with a running ${word} sql thread; run ${stop} SQL_THREAD FOR CHANNEL '${name}' first.`,
    );
  return null;
}

const APPLIER_OPTIONS: ReadonlySet<keyof SourceChanges> = new Set(['delaySeconds', 'relayFile', 'relayPosition']);

function hasReceiverOptions(changes: SourceChanges): boolean {
  return keysOf(changes).some((key) => !APPLIER_OPTIONS.has(key));
}

function hasApplierOptions(changes: SourceChanges): boolean {
  return keysOf(changes).some((key) => APPLIER_OPTIONS.has(key));
}

function keysOf(changes: SourceChanges): readonly (keyof SourceChanges)[] {
  return Object.entries(changes).flatMap(([key, value]) => (value === undefined ? [] : [key as keyof SourceChanges]));
}

function mistakeIn(channel: Channel, changes: SourceChanges): Failed | null {
  const { replica } = channel;
  const positioning = changes.positioning ?? channel.positioning;
  const { source } = wordsOf(replica.product);
  const SOURCE = source.toUpperCase();
  if (changes.host === '') return failed(1210, `Incorrect arguments to ${SOURCE}_HOST`);
  const namesPosition = changes.file !== undefined || changes.position !== undefined;
  if (familyOf(replica.product) === 'mariadb') return null;
  if (changes.positioning === 'auto-position' && setting(replica, 'gtid_mode') === 'OFF')
    return failed(
      1777,
      `${changeStatement(replica.product)} ${SOURCE}_AUTO_POSITION = 1 cannot be executed because @@GLOBAL.GTID_MODE = OFF.`,
    );
  if ((changes.ignoreServerIds ?? []).length > 0 && setting(replica, 'gtid_mode') === 'ON')
    return failed(
      3139,
      `${changeStatement(replica.product)} ... IGNORE_SERVER_IDS='...' when @@GLOBAL.GTID_MODE = ON cannot be performed on channel '${channel.name}'.`,
    );
  if (namesPosition && positioning === 'auto-position')
    return failed(
      1776,
      `Parameters ${SOURCE}_LOG_FILE, ${SOURCE}_LOG_POS, RELAY_LOG_FILE and RELAY_LOG_POS cannot be set when ${SOURCE}_AUTO_POSITION is active.`,
    );
  return null;
}

/** MariaDB has one connection to a source. */
function connectedTwice({ replica, name, source }: Channel, { host, port }: SourceChanges): Failed | null {
  const wanted = { host: host ?? source.host, port: port ?? source.port };
  const other = [...replica.channels.values()].find(
    (each) => each.name !== name && each.source.host === wanted.host && each.source.port === wanted.port,
  );
  if (other === undefined || wanted.host === '') return null;
  return failed(1934, `Connection '${name}' conflicts with existing connection '${other.name}'`);
}

function applyChanges(channel: Channel, changes: SourceChanges): Outcome {
  const notes: Note[] = [];
  const { source, replica } = channel;
  channel.wasReset = false;
  channel.receiver.untilGtids = null;
  const address = { host: changes.host ?? source.host, port: changes.port ?? source.port };
  const moves = changes.host !== undefined || changes.port !== undefined;
  channel.source = address;
  channel.user = changes.user ?? channel.user;
  channel.password = changes.password ?? channel.password;
  channel.delaySeconds = changes.delaySeconds ?? channel.delaySeconds;
  channel.ignoreServerIds = changes.ignoreServerIds ?? channel.ignoreServerIds;
  for (const [name, value] of Object.entries(changes.other ?? {})) channel.otherOptions.set(name, value);
  channel.settings = changedSettings(channel, changes);
  changeFilters(channel, changes);
  notes.push(...changePositioning(channel, changes));
  if (moves) forgetSource(channel);
  if (changes.demote === true && replica.gtid.kind === 'mariadb')
    replica.gtid.slavePosition = replica.gtid.slavePosition.union(binlogPosition(replica));
  settlePosition(channel, changes, moves);
  if (changes.user !== undefined && changes.password !== undefined && familyOf(replica.product) === 'mysql')
    notes.push(PASSWORD_NOTE);
  return okWithNotes(notes);
}

const PASSWORD_NOTE: Note = {
  number: 1760,
  text: 'Storing MySQL user name or password information in the connection metadata repository is not secure and is therefore not recommended. Please consider using the USER and PASSWORD connection options for START REPLICA; see the START REPLICA Syntax in the MySQL Manual for more information.',
};

function changedSettings(channel: Channel, changes: SourceChanges): ChannelSettings {
  const before = channel.settings;
  return {
    heartbeatPeriodSeconds: changes.heartbeatPeriodSeconds ?? unstatedHeartbeat(channel, changes),
    connectRetrySeconds: changes.connectRetrySeconds ?? before.connectRetrySeconds,
    retryCount: changes.retryCount ?? before.retryCount,
    tls: { ...before.tls, ...changes.tls },
    publicKeyPath: changes.publicKeyPath ?? before.publicKeyPath,
    getPublicKey: changes.getPublicKey ?? before.getPublicKey,
    compression: changes.compression ?? before.compression,
  };
}

/** MySQL keeps it unless the address is named; MariaDB goes back to the default at every CHANGE. */
function unstatedHeartbeat({ replica, settings }: Channel, { host, port }: SourceChanges): number | null {
  const isKept = familyOf(replica.product) === 'mysql' && host === undefined && port === undefined;
  return isKept ? settings.heartbeatPeriodSeconds : defaultHeartbeatSeconds(replica);
}

function changeFilters(channel: Channel, { doDomainIds, ignoreDomainIds }: SourceChanges): void {
  channel.filters = {
    ...channel.filters,
    doDomainIds: doDomainIds ?? channel.filters.doDomainIds,
    ignoreDomainIds: ignoreDomainIds ?? channel.filters.ignoreDomainIds,
  };
}

/** On MariaDB naming a position without saying how turns GTIDs off, with a note. */
function changePositioning(channel: Channel, changes: SourceChanges): readonly Note[] {
  const namesPosition = changes.file !== undefined || changes.position !== undefined;
  const { positioning } = channel;
  const isMariadb = familyOf(channel.replica.product) === 'mariadb';
  if (changes.positioning !== undefined) {
    channel.positioning = changes.positioning;
    if (!isMariadb || changes.positioning === 'file') return [];
    return [
      ...(changes.file === undefined ? [] : [optionIgnored(FILE_OPTION)]),
      ...(changes.position === undefined ? [] : [optionIgnored(POSITION_OPTION)]),
    ];
  }
  if (!isMariadb || !namesPosition || positioning === 'file') return [];
  channel.positioning = 'file';
  return [gtidTurnedOff(positioning === 'slave-pos' ? 'Slave_Pos' : 'Current_Pos')];
}

function optionIgnored(option: string): Note {
  return { number: 1618, text: `${option} option ignored` };
}

/** MariaDB goes on showing the former source's id until it is connected to the new one. */
function forgetSource(channel: Channel): void {
  if (familyOf(channel.replica.product) === 'mysql') channel.sourceServerId = null;
  channel.sourceUuid = null;
  channel.receiver.connectedAtMs = null;
}

/** With both threads stopped the relay log goes, and the receiver begins again where the applier stands. */
function settlePosition(channel: Channel, changes: SourceChanges, moves: boolean): void {
  const { applier, receiver, executedPosition } = channel;
  const oneRuns = applier.state === 'running' || receiver.state !== 'stopped';
  const keepsRelayLog = oneRuns || changes.relayFile !== undefined;
  if (applier.state === 'stopped') applier.error = null;
  if (!keepsRelayLog) {
    channel.readPosition = executedPosition.file === '' ? NOWHERE : executedPosition;
    applier.skips = 0;
    beginRelayLog(channel);
  }
  if (moves) channel.readPosition = NOWHERE;
  if (changes.file !== undefined || changes.position !== undefined) {
    channel.readPosition = {
      file: changes.file ?? channel.readPosition.file,
      position: changes.position ?? 4,
    };
  }
  if (!keepsRelayLog)
    channel.executedPosition = channel.readPosition.file === '' ? NOTHING_EXECUTED : channel.readPosition;
}
