import { familyOf, hasAppliedAll } from '@topiary/domain';
import type { BinlogCoordinates, ReplicationChannel, ReplicationError } from '@topiary/domain';
import type { ReplicationFilters, ThreadError } from '../model/server-state.ts';
import type { World } from '../model/world.ts';
import type { Channel } from '../replication/channel.ts';

export function observeChannel(world: World, channel: Channel): ReplicationChannel {
  const { replica, receiver, applier, positioning, source } = channel;
  const isMariadb = familyOf(replica.product) === 'mariadb';
  const retrieved = isMariadb ? channel.receivedPosition.toText() : channel.retrieved.toText();
  const { gtid } = replica;
  const executed = gtid.kind === 'mysql' ? gtid.executed.toText() : '';
  const isDone = hasAppliedAll({ positioning, receiver: receiver.state, retrieved }, executed);
  return {
    name: channel.name,
    source: { host: source.host.toLowerCase(), port: source.port },
    sourceServerId: channel.sourceServerId,
    sourceUuid: channel.sourceUuid,
    user: channel.user,
    receiver: receiver.state,
    applier: applier.state,
    receiverError: errorOf(receiver.error),
    applierError: errorOf(applier.error),
    lagSeconds: lagSeconds(world, channel),
    delaySeconds: channel.delaySeconds,
    positioning,
    retrieved,
    ...(isDone ? { appliedAll: true } : {}),
    readPosition: coordinates(channel.readPosition),
    executedPosition: coordinates(channel.executedPosition),
    relayLog: coordinates(channel.relayPosition),
    filters: filterTexts(channel.filters, channel.ignoreServerIds, isMariadb),
    settings: channel.settings,
  };
}

/**
 * `Seconds_Behind_Source`: null while the applier stands, or while it has executed all that was read and nothing more
 * comes; 0 when all is applied; else the age of what is being applied. After a change of source MySQL's positions differ
 * though nothing is left to apply: that is 0 (seen on 9.7.4; not on MariaDB).
 */
export function lagSeconds(world: World, channel: Channel): number | null {
  const { applier, receiver, waiting } = channel;
  if (applier.state === 'stopped') return null;
  const next = waiting[0];
  const isAtEnd = familyOf(channel.replica.product) === 'mariadb' || hasExecutedAll(channel);
  if (next === undefined) return receiver.state === 'running' || !isAtEnd ? 0 : null;
  return Math.max(0, Math.floor((world.nowMs - next.transaction.writtenAtMs) / 1000));
}

function hasExecutedAll({ readPosition, executedPosition }: Channel): boolean {
  return readPosition.file === executedPosition.file && readPosition.position === executedPosition.position;
}

const FILTER_NAMES: readonly (readonly [string, keyof ReplicationFilters])[] = [
  ['Replicate_Do_DB', 'doDb'],
  ['Replicate_Ignore_DB', 'ignoreDb'],
  ['Replicate_Do_Table', 'doTable'],
  ['Replicate_Ignore_Table', 'ignoreTable'],
  ['Replicate_Wild_Do_Table', 'wildDoTable'],
  ['Replicate_Wild_Ignore_Table', 'wildIgnoreTable'],
  ['Replicate_Rewrite_DB', 'rewriteDb'],
];
const DOMAIN_FILTER_NAMES: readonly (readonly [string, keyof ReplicationFilters])[] = [
  ['Replicate_Do_Domain_Ids', 'doDomainIds'],
  ['Replicate_Ignore_Domain_Ids', 'ignoreDomainIds'],
];
const IGNORED_SERVERS = 'Replicate_Ignore_Server_Ids';

/** `Replicate_Do_DB=shop`, in the order of the status. */
export function filterTexts(
  filters: ReplicationFilters,
  ignoreServerIds: readonly number[],
  isMariadb: boolean,
): readonly string[] {
  const named: readonly (readonly [string, string])[] = [
    ...FILTER_NAMES.map(([name, key]) => [name, filters[key]] as const),
    [IGNORED_SERVERS, ignoreServerIds.join(isMariadb ? ', ' : ',')],
    ...DOMAIN_FILTER_NAMES.map(([name, key]) => [name, filters[key]] as const),
  ];
  return named.flatMap(([name, value]) => (value === '' ? [] : [`${name}=${value}`]));
}

export interface SeenFilters {
  readonly filters: Partial<ReplicationFilters>;
  readonly ignoreServerIds: readonly number[];
}

/** What `filterTexts` made; names that are none of these are left out. */
export function filtersSeen(texts: readonly string[]): SeenFilters {
  const values = new Map(texts.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)]));
  const known = [...FILTER_NAMES, ...DOMAIN_FILTER_NAMES].flatMap(([name, key]) => {
    const value = values.get(name);
    return value === undefined ? [] : [[key, value] as const];
  });
  const ids = values.get(IGNORED_SERVERS)?.split(',') ?? [];
  return { filters: Object.fromEntries(known), ignoreServerIds: ids.map(Number) };
}

function errorOf(error: ThreadError | null): ReplicationError | null {
  return error === null ? null : { number: error.number, text: error.text };
}

function coordinates(position: BinlogCoordinates): BinlogCoordinates | null {
  return position.file === '' ? null : position;
}
