/** Edges of the graph: one per (replica, channel), made from the replica's own status alone. */
import type { Policy } from '../policy/policy.ts';
import { instanceIdOf } from './address.ts';
import type { Address, InstanceId } from './address.ts';
import { healthOf } from './health.ts';
import type { Observation, ReplicationChannel } from './observation.ts';
import type { ServerRecord } from './server-record.ts';
import { edgeIdOf } from './snapshot.ts';
import type { Edge, EdgeState, HealthClass } from './snapshot.ts';

export type Aliases = ReadonlyMap<InstanceId, InstanceId>;

/** A source that orchestrator detached keeps its address behind this, so that it can be put back. */
export const DETACHED_PREFIX = '//';

export function isDetached({ host }: Pick<Address, 'host'>): boolean {
  return host.startsWith(DETACHED_PREFIX);
}

/** Where a detached source is once it is attached again. */
export function attachedAgain(source: Address): Address {
  return isDetached(source) ? { ...source, host: source.host.slice(DETACHED_PREFIX.length) } : source;
}

/** What orchestrator writes where there is no source. */
const NO_SOURCE_HOST = '_';
/** Names that mean another machine on every machine. Other addresses of 127/8 are left alone: test beds give each server one. */
const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);
const LOOPBACK_NETWORK = /^127\.\d+\.\d+\.\d+$/;

/**
 * The address under which we know the source that a replica names; `null` where it names none (a detached or cleared
 * source, the channels of a replication group).
 *
 * `localhost` is meant by the replica, not by us: it is the replica's own host, under the name by which we reach the
 * replica. (A tunnel on the replica's host that leads elsewhere cannot be told from that; its source shows as unreachable.)
 */
export function sourceAddressOf(replica: Address, source: Address): Address | null {
  const host = source.host.toLowerCase();
  if (host === '' || host === NO_SOURCE_HOST || isDetached(source) || source.port === 0) return null;
  return { host: LOOPBACK_NAMES.has(host) ? hostOfReplica(replica.host, host) : host, port: source.port };
}

/** The id that an address is kept under. `aliases` is flat: no id that one leads to is an alias itself. */
export function canonicalId(address: Address, aliases: Aliases): InstanceId {
  const id = instanceIdOf(address);
  return aliases.get(id) ?? id;
}

/** In order of channel name. A channel whose source is the replica itself makes no edge: it could never replicate. */
export function edgesOfRecord(record: ServerRecord, aliases: Aliases, policy: Policy): readonly Edge[] {
  if (record.observation === null) return rememberedEdges(record, aliases);
  const { channels } = record.observation;
  if (channels.length === 0) return NO_EDGES;
  const health = healthOf(record);
  return channels
    .flatMap((channel) => {
      const source = sourceOf(record, channel, aliases);
      if (source === null) return [];
      return [edgeOf(record.id, source, { channel, lagSeconds: lagOf(channel, record.observation), health, policy })];
    })
    .toSorted((left, right) => compareText(left.channel, right.channel));
}

/**
 * So that a server which is dead when Topiary starts, and those below it, stay where they were. Nothing is known of the
 * channel but where it led.
 */
function rememberedEdges(record: ServerRecord, aliases: Aliases): readonly Edge[] {
  if (record.lastSources.length === 0) return NO_EDGES;
  return record.lastSources
    .flatMap((named): readonly Edge[] => {
      const source = sourceOf(record, named, aliases);
      const { channel } = named;
      const id = edgeIdOf(record.id, channel);
      return source === null ? [] : [{ id, replica: record.id, channel, source, state: 'unknown', lagSeconds: null }];
    })
    .toSorted((left, right) => compareText(left.channel, right.channel));
}

export function sourceOf(
  record: ServerRecord,
  channel: Pick<ReplicationChannel, 'source'>,
  aliases: Aliases,
): InstanceId | null {
  const address = sourceAddressOf(record.address, channel.source);
  const source = address === null ? null : canonicalId(address, aliases);
  return source === record.id ? null : source;
}

/** The configured query's word, for all channels of its server; where it has none, the server's own count. */
export function lagOf(channel: ReplicationChannel, observation: Observation | null): number | null {
  return (observation === null ? null : measuredSecondsOf(observation)) ?? channel.lagSeconds;
}

/** `null`: no query is configured, or it told nothing. */
export function measuredSecondsOf({ measuredLag }: Pick<Observation, 'measuredLag'>): number | null {
  return measuredLag?.kind === 'value' ? measuredLag.seconds : null;
}

/** A replica that does not answer now may do anything: its last status is old. */
export function edgeStateOf({ channel, lagSeconds, health, policy }: EdgeFacts): EdgeState {
  const { receiver, applier, receiverError, applierError, delaySeconds } = channel;
  if (health !== 'ok') return 'unknown';
  if (receiver === 'stopped' && receiverError !== null) return 'error';
  if (applier === 'stopped' && applierError !== null) return 'error';
  if (receiver === 'stopped' || applier === 'stopped') return 'stopped';
  if (receiver === 'connecting') return 'connecting';
  if (lagSeconds !== null && lagSeconds > delaySeconds + policy.reasonableLagSeconds) return 'lagging';
  return delaySeconds > 0 ? 'delayed' : 'replicating';
}

/** By code unit, the order of every list in a snapshot. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

export interface EdgeFacts {
  readonly channel: ReplicationChannel;
  readonly lagSeconds: number | null;
  readonly health: HealthClass;
  readonly policy: Policy;
}

function edgeOf(replica: InstanceId, source: InstanceId, facts: EdgeFacts): Edge {
  const { channel, lagSeconds } = facts;
  return {
    id: edgeIdOf(replica, channel.name),
    replica,
    channel: channel.name,
    source,
    state: edgeStateOf(facts),
    lagSeconds,
  };
}

function hostOfReplica(replicaHost: string, loopbackName: string): string {
  if (LOOPBACK_NETWORK.test(replicaHost) && !LOOPBACK_NAMES.has(replicaHost)) {
    return loopbackName === 'localhost' ? '127.0.0.1' : loopbackName;
  }
  return replicaHost;
}

const NO_EDGES: readonly Edge[] = [];
