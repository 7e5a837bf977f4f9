/** A replica's channel as the fleet changes it, and how a new one begins. */
import { atLeast, familyOf, MariadbGtidPosition, MysqlGtidSet } from '@topiary/domain';
import type { Address, BinlogCoordinates, ChannelSettings, Product } from '@topiary/domain';
import type { AgendaEntry } from '../model/agenda.ts';
import type { SettingValue } from '../model/server-spec.ts';
import type {
  ApplierThread,
  ChannelState,
  ReceiverThread,
  RelayEntry,
  ReplicationFilters,
} from '../model/server-state.ts';
import type { Server } from '../model/server.ts';
import type { Transaction } from '../model/transaction.ts';
import { isOn, numberSetting, setting } from '../model/settings.ts';
import type { Connection } from './connection.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

export interface Receiver extends Mutable<ReceiverThread> {
  /** The next attempt to connect. */
  retry: AgendaEntry | null;
  /** Where it was told to stop by itself (MariaDB, by GTID); null: it goes on. */
  untilGtids: UntilGtids | null;
}

export interface UntilGtids {
  readonly position: MariadbGtidPosition;
  /** Stop ahead of them. */
  readonly before: boolean;
}

export interface Applier extends Mutable<ApplierThread> {
  /** The end of the transaction that is being applied. */
  busy: AgendaEntry | null;
  /** It waits for its commit: for acknowledgements or for room on the disk. */
  committing: boolean;
  /** MariaDB: what it was told to stop at by GTID ends what its receiver wrote. */
  endIsUntil: boolean;
}

export interface AppliedEntry {
  readonly transaction: Transaction;
  readonly before: BinlogCoordinates;
}

export interface Channel extends Mutable<
  Omit<ChannelState, 'receiver' | 'applier' | 'waiting' | 'retained' | 'otherOptions'>
> {
  readonly replica: Server;
  readonly receiver: Receiver;
  readonly applier: Applier;
  readonly waiting: RelayEntry[];
  readonly retained: RelayEntry[];
  readonly otherOptions: Map<string, SettingValue>;
  connection: Connection | null;
  /** MySQL: RESET REPLICA was the last that was done to it. */
  wasReset: boolean;
  /** Applied since the own log was last synced, with the position before each. */
  readonly unsynced: AppliedEntry[];
  relayNumber: number;
  relaySize: number;
}

export const NO_FILTERS: ReplicationFilters = {
  doDb: '',
  ignoreDb: '',
  doTable: '',
  ignoreTable: '',
  wildDoTable: '',
  wildIgnoreTable: '',
  rewriteDb: '',
  doDomainIds: '',
  ignoreDomainIds: '',
};

const NO_SOURCE: Address = { host: '', port: 3306 };
/** Before a source has named a log: `''` and 4, as the status shows. */
export const NOWHERE: BinlogCoordinates = { file: '', position: 4 };
/** The applier's side of it. */
export const NOTHING_EXECUTED: BinlogCoordinates = { file: '', position: 0 };
const FIRST_RELAY_POSITION = 4;
/** Format description and rotation that a receiver writes before the first transaction. */
export const RELAY_HEAD_BYTES = 369;
/** Received and not applied: then the receiver stops reading, as `relay_log_space_limit` makes it. */
export const MAX_WAITING = 100_000;

export function newChannel(replica: Server, name: string): Channel {
  return {
    name,
    replica,
    source: NO_SOURCE,
    user: '',
    password: '',
    positioning: defaultPositioning(replica.product),
    settings: defaultSettings(replica),
    delaySeconds: 0,
    ignoreServerIds: [],
    otherOptions: new Map(),
    filters: NO_FILTERS,
    receiver: {
      state: 'stopped',
      error: null,
      attempts: 0,
      acknowledges: false,
      connectedAtMs: null,
      retry: null,
      untilGtids: null,
    },
    applier: {
      state: 'stopped',
      error: null,
      appliesWrittenAtMs: null,
      until: null,
      skips: 0,
      busy: null,
      committing: false,
      endIsUntil: false,
    },
    readPosition: NOWHERE,
    executedPosition: NOTHING_EXECUTED,
    waiting: [],
    retained: [],
    relayPosition: { file: relayFileName(replica, name, 1), position: FIRST_RELAY_POSITION },
    relayBytes: FIRST_RELAY_POSITION,
    relayNumber: 1,
    relayFile: relayFileName(replica, name, 1),
    relaySize: FIRST_RELAY_POSITION,
    retrieved: MysqlGtidSet.empty(),
    receivedPosition: MariadbGtidPosition.empty(),
    sourceServerId: null,
    sourceUuid: null,
    connection: null,
    wasReset: false,
    unsynced: [],
  };
}

/** MariaDB follows GTIDs by itself from 10.10 on. */
function defaultPositioning(product: Product): Channel['positioning'] {
  return familyOf(product) === 'mariadb' && atLeast(product.version, 10, 10) ? 'slave-pos' : 'file';
}

/** Sources: spec/dialects §3 (retries) and §5 (TLS on by default on 9.7 and MariaDB 11.4). */
function defaultSettings(replica: Server): ChannelSettings {
  const { product } = replica;
  const isMariadb = familyOf(product) === 'mariadb';
  const { version } = product;
  const usesTls = isMariadb ? atLeast(version, 11, 4) : atLeast(version, 9, 7);
  const hasPublicKey = !isMariadb && atLeast(version, 8, 0, 4);
  return {
    heartbeatPeriodSeconds: defaultHeartbeatSeconds(replica),
    connectRetrySeconds: 60,
    retryCount: isMariadb ? null : atLeast(version, 8, 4) ? 10 : 86_400,
    tls: {
      enabled: usesTls,
      ca: '',
      caPath: '',
      cert: '',
      key: '',
      cipher: '',
      crl: '',
      crlPath: '',
      version: '',
      verifyServerCert: isMariadb && usesTls,
    },
    publicKeyPath: hasPublicKey ? '' : null,
    getPublicKey: hasPublicKey ? false : null,
    compression: !isMariadb && atLeast(version, 8, 0, 18) ? 'uncompressed' : null,
  };
}

export function defaultHeartbeatSeconds(replica: Server): number {
  return numberSetting(replica, 'replica_net_timeout') / 2;
}

export function relayFileName(replica: Server, channel: string, number: number): string {
  const suffix = channel === '' ? '' : `-${channel}`;
  const named = String(setting(replica, 'relay_log'));
  const base = named === '' ? `${replica.hostname}-relay-bin` : (named.split('/').at(-1) ?? named);
  return `${base}${suffix}.${String(number).padStart(6, '0')}`;
}

/** A receiver opens a relay log of its own with every connection. */
export function openRelayLog(channel: Channel): void {
  nextRelayFile(channel);
  channel.relaySize = RELAY_HEAD_BYTES;
  if (channel.waiting.length === 0) standAtRelayEnd(channel);
}

/** Everything received and not applied is thrown away. */
export function dropRelayLog(channel: Channel): void {
  channel.waiting.length = 0;
  channel.retained.length = 0;
  channel.retrieved = MysqlGtidSet.empty();
  nextRelayFile(channel);
  channel.relaySize = FIRST_RELAY_POSITION;
  standAtRelayEnd(channel);
}

/** The applier has read all of the relay log. */
export function standAtRelayEnd(channel: Channel): void {
  channel.relayPosition = { file: channel.relayFile, position: channel.relaySize };
  channel.relayBytes = channel.relaySize;
  purgeAppliedRelayLogs(channel);
}

/** What the applier has passed stays in the relay log, as far as the model keeps it. */
export function retainApplied(channel: Channel, entry: RelayEntry, most: number): void {
  channel.retained.push(entry);
  if (channel.retained.length > most) channel.retained.shift();
}

/** `relay_log_purge`: files go once the applier has left them. */
export function purgeAppliedRelayLogs({ replica, retained, relayPosition }: Channel): void {
  if (retained.length === 0 || !isOn(replica, 'relay_log_purge')) return;
  const kept = retained.findIndex(({ relayFile }) => relayFile === relayPosition.file);
  retained.splice(0, kept < 0 ? retained.length : kept);
}

/** A new relay log, counted from the first again: what a change of source with both threads stopped leaves. */
export function beginRelayLog(channel: Channel): void {
  dropRelayLog(channel);
  channel.relayNumber = 1;
  channel.relayFile = relayFileName(channel.replica, channel.name, 1);
  standAtRelayEnd(channel);
}

function nextRelayFile(channel: Channel): void {
  channel.relayNumber += 1;
  channel.relayFile = relayFileName(channel.replica, channel.name, channel.relayNumber);
}
