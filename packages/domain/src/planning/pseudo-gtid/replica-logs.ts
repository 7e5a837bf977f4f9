/** Which logs of a stopped replica can be matched with the target's, and how far they are to be read. */
import { compareVersions, sameFamily } from '../../replication/product.ts';
import type { BinlogCoordinates, Observation, ReplicationChannel } from '../../topology/observation.ts';
import type { ComparisonRules } from './compare-groups.ts';
import type { ReplicaLog } from './log-request.ts';
import { refused, type Refused } from './refusal.ts';

export interface StoppedReplica {
  readonly observation: Observation;
  /** As they are now; the replica's threads are stopped. */
  readonly channels: readonly ReplicationChannel[];
  /** Which of them is to be pointed elsewhere. */
  readonly channel: string;
  /** Where its own binary log ends; `null`: it has none. */
  readonly binlogEnd: BinlogCoordinates | null;
  /** What it applies enters its binary log in the order of its source. */
  readonly keepsOrder: boolean;
}

export interface MatchTarget {
  readonly observation: Observation;
  readonly keepsOrder: boolean;
}

export type LogsOrRefusal = { readonly kind: 'logs'; readonly logs: readonly ReplicaLog[] } | Refused;

export function logsOf(replica: StoppedReplica, { observation: target, keepsOrder }: MatchTarget): LogsOrRefusal {
  if (replica.channels.length > 1) return refused({ kind: 'several-sources', side: 'replica' });
  if (target.channels.length > 1) return refused({ kind: 'several-sources', side: 'target' });
  if (!target.settings.logBin) return refused({ kind: 'no-log', side: 'target' });
  if (target.channels.length > 0 && !target.settings.logReplicaUpdates)
    return refused({ kind: 'no-log', side: 'target' });
  // What a master logged while it was a replica is in its log too.
  if (!keepsOrder) return refused({ kind: 'commit-order', side: 'target' });
  const channel = replica.channels.find(({ name }) => name === replica.channel);
  if (channel === undefined) return refused({ kind: 'no-log', side: 'replica' });
  if (channel.applier !== 'stopped') return refused({ kind: 'applier-runs' });
  if (channel.applierError !== null)
    return refused({ kind: 'applier-failed', errorNumber: channel.applierError.number });
  const logs = [...binaryLog(replica, target), ...relayLog(channel)];
  if (logs.length > 0) return { kind: 'logs', logs };
  return refused({ kind: replica.keepsOrder ? 'no-log' : 'commit-order', side: 'replica' });
}

/** Where formats differ, what the one logs as a statement the other logs as rows. */
function binaryLog({ observation, binlogEnd, keepsOrder }: StoppedReplica, target: Observation): readonly ReplicaLog[] {
  const { logBin, logReplicaUpdates, binlogFormat } = observation.settings;
  const isComparable = keepsOrder && logBin && logReplicaUpdates && binlogFormat === target.settings.binlogFormat;
  return isComparable && binlogEnd !== null ? [{ log: 'binary', until: binlogEnd }] : [];
}

function relayLog({ relayLog: until }: ReplicationChannel): readonly ReplicaLog[] {
  return until === null || until.file === '' ? [] : [{ log: 'relay', until }];
}

/** Servers of one version that write rows in full, or alike, give the same row the same size. */
export function rowSizesOf(replica: Observation, target: Observation): ComparisonRules['rowSizes'] {
  const isAlike =
    sameFamily(replica.product, target.product) &&
    compareVersions(replica.product.version, target.product.version) === 0 &&
    replica.settings.binlogRowImage === target.settings.binlogRowImage;
  return isAlike ? 'compared' : 'ignored';
}
