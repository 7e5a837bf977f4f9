/** What is known of a replica, as seen from the server that it replicates from. */
import { allOf, every, some } from '../shared/kleene.ts';
import type { Tri } from '../shared/tri.ts';
import { triOf } from '../shared/tri.ts';
import { majorSeries } from '../replication/product.ts';
import type { Observation, ReplicationChannel } from '../topology/observation.ts';
import { hearsNothing } from '../topology/silence.ts';
import type { Edge, Instance, TopologySnapshot } from '../topology/snapshot.ts';
import type { ReplicaFacts } from './facts.ts';
import type { AnalysisSettings } from './finding.ts';
import { answersOf } from './server-contact.ts';

/**
 * What a receiver is told when it cannot connect: by the network (2002, 2003, 2005, 2013), or by the source, which turns it
 * away (1040 and 1203 connections, 1044 and 1045 account, 1129 and 1130 host, 1226 quota, 2026 and 3159 TLS, 2059 and 2061
 * authentication). Source: spec/dialects §12.
 */
const CONNECT_ERRORS: ReadonlySet<number> = new Set([
  1040, 1044, 1045, 1129, 1130, 1203, 1226, 2002, 2003, 2005, 2006, 2012, 2013, 2026, 2055, 2059, 2061, 3159,
]);

export function replicaFacts(
  replica: Instance,
  edges: readonly Edge[],
  { asOf }: Pick<TopologySnapshot, 'asOf'>,
  settings: AnalysisSettings,
): ReplicaFacts {
  const { observation } = replica;
  const answers = answersOf(replica, asOf, settings.staleAfterMs);
  const channels = edges.flatMap(({ channel }) => channelNamed(observation, channel));
  const isDowntimed = replica.registered.downtime !== null;
  const isUnheard = answers === 'yes' && edges.some((edge) => hearsNothing(replica, edge));
  // What the threads did when it was looked at last says nothing of now.
  const fresh = (holds: (channel: ReplicationChannel) => Tri): Tri =>
    answers === 'yes' && channels.length > 0 ? every(channels, holds) : 'unknown';
  return {
    id: replica.id,
    answers,
    receives: isUnheard ? 'no' : fresh(({ receiver }) => triOf(receiver === 'running')),
    hearsNothing: isUnheard ? 'yes' : 'unknown',
    applies: fresh(({ applier }) => triOf(applier === 'running')),
    connectError: fresh(hasConnectError),
    lags: answers === 'yes' ? every(edges, ({ lagSeconds }) => lagsBy(lagSeconds, settings)) : 'unknown',
    isDelayed: channels.length === 0 ? 'unknown' : some(channels, ({ delaySeconds }) => triOf(delaySeconds > 0)),
    isDowntimed,
    ...settingFacts(observation, channels),
    hasErrant: isDowntimed ? 'no' : errantIn(replica),
  };
}

export function hasConnectError({ receiver, receiverError }: ReplicationChannel): Tri {
  return triOf(receiver !== 'running' && receiverError !== null && CONNECT_ERRORS.has(receiverError.number));
}

/** `OFF` to `ON`; '' where a server has no such setting. */
export function gtidModeOf(observation: Observation | null): string | null {
  if (observation === null) return null;
  return observation.gtid.kind === 'mysql' ? observation.gtid.mode : '';
}

export function isBinlogServer(observation: Observation | null): Tri {
  return triOf(observation === null ? null : observation.product.flavor === 'maxscale');
}

export function channelNamed(observation: Observation | null, name: string): readonly ReplicationChannel[] {
  return observation?.channels.filter((channel) => channel.name === name) ?? [];
}

/** A lag that the server does not know is not known. */
function lagsBy(seconds: number | null, { reasonableLagSeconds }: AnalysisSettings): Tri {
  return triOf(seconds === null ? null : seconds > reasonableLagSeconds);
}

type SettingFacts = Pick<
  ReplicaFacts,
  | 'logs'
  | 'binlogFormat'
  | 'majorVersion'
  | 'gtidMode'
  | 'usesOracleGtid'
  | 'usesMariadbGtid'
  | 'isBinlogServer'
  | 'semiSyncEnabled'
>;

/** How a server is set up is believed as it was seen last. */
function settingFacts(observation: Observation | null, channels: readonly ReplicationChannel[]): SettingFacts {
  const positionedBy = (...words: readonly string[]): Tri =>
    channels.length === 0 ? 'unknown' : every(channels, ({ positioning }) => triOf(words.includes(positioning)));
  const settings = observation?.settings ?? null;
  return {
    logs: allOf(triOf(settings?.logBin), triOf(settings?.logReplicaUpdates)),
    binlogFormat: settings?.binlogFormat.toUpperCase() ?? null,
    majorVersion: observation === null ? null : majorSeries(observation.product.version),
    gtidMode: gtidModeOf(observation),
    usesOracleGtid: positionedBy('auto-position'),
    usesMariadbGtid: positionedBy('slave-pos', 'current-pos'),
    isBinlogServer: isBinlogServer(observation),
    semiSyncEnabled: triOf(observation === null ? null : observation.semiSync.replicaEnabled === true),
  };
}

/** Of which somebody should hear: what is meant to be there is none. */
function errantIn({ errant, observation, registered }: Instance): Tri {
  if (registered.ownWrites !== null) return 'no';
  if (errant.found !== null) return 'yes';
  return errant.pending || observation === null ? 'unknown' : 'no';
}
