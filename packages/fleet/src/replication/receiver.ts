/** The receiver: connects to the source, agrees with it, asks for its log, and tries again when it loses it. */
import { familyOf, sourceAddressOf } from '@topiary/domain';
import { numberSetting } from '../model/settings.ts';
import { after, serverAt } from '../model/world.ts';
import type { World } from '../model/world.ts';
import { openRelayLog } from './channel.ts';
import type { Channel } from './channel.ts';
import { newConnection, sendToSource } from './connection.ts';
import type { Connection } from './connection.ts';
import { isSemiSyncReplica } from './semi-sync.ts';
import { watchQuiet } from './silence.ts';
import { connectFailureText, emptyUserText, receiverFatalNumber } from '../words/wording.ts';

/** Round trips between a TCP connection and the first command: greeting, authentication, a few questions. */
export const HANDSHAKE_ROUND_TRIPS = 4;
/** `SOURCE_RETRY_COUNT` where it is not a channel's setting. */
const MARIADB_RETRIES = 100_000;

export function startReceiver(world: World, channel: Channel): void {
  const { receiver } = channel;
  receiver.state = 'connecting';
  receiver.error = null;
  receiver.attempts = 0;
  receiver.acknowledges = isSemiSyncReplica(channel.replica);
  retryAfter(world, channel, 0);
}

export function stopReceiver(world: World, channel: Channel): void {
  const { receiver } = channel;
  receiver.state = 'stopped';
  receiver.acknowledges = false;
  cancelRetry(channel);
  disconnect(world, channel);
}

/** It stops by itself: no other attempt could end differently. */
export function receiverFails(
  world: World,
  channel: Channel,
  error: { readonly number: number; readonly text: string },
): void {
  stopReceiver(world, channel);
  channel.receiver.error = { ...error, atMs: world.nowMs };
}

/** `closed`: the source's end was closed. `silent`: nothing was heard for the whole net time-out. */
export function receiverLost(world: World, connection: Connection, why: 'closed' | 'silent'): void {
  const { channel } = connection;
  if (!connection.open || channel.connection !== connection) return;
  if (why === 'closed') connection.dump = null;
  disconnect(world, channel);
  if (channel.receiver.state === 'stopped') return;
  channel.receiver.state = 'connecting';
  retryAfter(world, channel, 0);
}

export interface AttemptFailure {
  readonly number: number;
  readonly message: string;
  /** The whole text, where it does not say how often it was tried. */
  readonly text?: string;
}

/** Another attempt follows, unless there were enough. */
export function attemptFailed(world: World, channel: Channel, failure: AttemptFailure): void {
  const { number, message } = failure;
  const { receiver, settings, replica, source } = channel;
  disconnect(world, channel);
  receiver.attempts += 1;
  receiver.state = 'connecting';
  const maxAttempts = settings.retryCount ?? MARIADB_RETRIES;
  const retrySeconds = settings.connectRetrySeconds ?? 60;
  const text = connectFailureText(replica.product, {
    user: channel.user,
    host: source.host,
    port: source.port,
    attempt: receiver.attempts,
    maxAttempts,
    retrySeconds,
    message,
    again: receiver.connectedAtMs !== null,
  });
  receiver.error = { number, text: failure.text ?? text, atMs: world.nowMs };
  if (receiver.attempts >= maxAttempts) receiver.state = 'stopped';
  else retryAfter(world, channel, retrySeconds * 1000);
}

function retryAfter(world: World, channel: Channel, delayMs: number): void {
  cancelRetry(channel);
  channel.receiver.retry = after(world, channel.replica, delayMs, () => {
    channel.receiver.retry = null;
    attempt(world, channel);
  });
}

function cancelRetry({ receiver }: Channel): void {
  if (receiver.retry !== null) receiver.retry.cancelled = true;
  receiver.retry = null;
}

function attempt(world: World, channel: Channel): void {
  const { replica } = channel;
  const address = sourceAddressOf(replica.address, channel.source);
  const source = address === null ? null : serverAt(world, address);
  const { host, port } = channel.source;
  if (channel.user === '') {
    receiverFails(world, channel, {
      number: receiverFatalNumber(replica.product),
      text: emptyUserText(replica.product),
    });
    return;
  }
  if (source === null && isKnownHost(world, host)) {
    attemptFailed(world, channel, { number: 2003, message: refusedText(channel, `${host}:${port}`) });
    return;
  }
  if (source === null) {
    attemptFailed(world, channel, { number: 2005, message: `Unknown MySQL server host '${host}' (-2)` });
    return;
  }
  const connection = newConnection(channel, source, world.nowMs);
  channel.connection = connection;
  connection.silence = after(world, replica, numberSetting(replica, 'replica_net_timeout') * 1000, () =>
    attemptTimedOut(world, connection),
  );
  if (source.power === 'down' && source.hostIsUp) {
    after(world, replica, world.options.linkDelayMs * 2, () => {
      if (connection.open && channel.connection === connection)
        attemptFailed(world, channel, { number: 2003, message: refusedText(channel, `${host}:${port}`) });
    });
    return;
  }
  sendToSource(world, connection, () => world.reactions.greet(world, connection));
}

/** Of a server of the fleet, or an address that needs no name service: nobody listens at that port. */
function isKnownHost({ servers }: World, host: string): boolean {
  return /^[\d.]+$/.test(host) || [...servers.values()].some(({ address }) => address.host === host);
}

function attemptTimedOut(world: World, connection: Connection): void {
  const { channel, source } = connection;
  if (!connection.open || channel.connection !== connection) return;
  const { host, port } = channel.source;
  const isFrozen = source.power === 'frozen';
  attemptFailed(
    world,
    channel,
    isFrozen
      ? {
          number: 2013,
          message: "Lost connection to MySQL server at 'reading initial communication packet', system error: 110",
        }
      : { number: 2003, message: `Can't connect to MySQL server on '${host}:${port}' (110)` },
  );
}

function refusedText(channel: Channel, address: string): string {
  return familyOf(channel.replica.product) === 'mariadb'
    ? `Can't connect to server on '${channel.source.host}' (111 "Connection refused")`
    : `Can't connect to MySQL server on '${address}' (111)`;
}

/** Both ends; the source learns of it when the link lets it. */
function disconnect(world: World, channel: Channel): void {
  const { connection } = channel;
  channel.connection = null;
  if (connection === null) return;
  connection.open = false;
  if (connection.silence !== null) connection.silence.cancelled = true;
  connection.silence = null;
  world.reactions.hangUp(world, connection);
}

export function connected(world: World, connection: Connection): void {
  const { channel } = connection;
  if (connection.silence !== null) connection.silence.cancelled = true;
  connection.silence = null;
  connection.heardAtMs = world.nowMs;
  channel.receiver.state = 'running';
  channel.receiver.error = null;
  channel.receiver.attempts = 0;
  channel.receiver.connectedAtMs = world.nowMs;
  watchQuiet(world, connection);
  openRelayLog(channel);
}
