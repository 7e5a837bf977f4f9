/**
 * What counts as structure: everything about a server that a plan may rest on and that does not change by mere traffic.
 * Positions, lag, thread states, connected clients and times do not count.
 */
import { sameValue } from '../shared/same-value.ts';
import type { GtidState, Observation, ReplicationChannel, SemiSyncState } from './observation.ts';

export function sameStructure(left: Observation | null, right: Observation | null): boolean {
  if (left === right) return true;
  if (left === null || right === null) return false;
  return (
    sameValue(left.product, right.product) &&
    sameValue(left.identity, right.identity) &&
    sameValue(left.settings, right.settings) &&
    sameGtidSettings(left.gtid, right.gtid) &&
    sameValue(left.group, right.group) &&
    sameSemiSyncSettings(left.semiSync, right.semiSync) &&
    sameChannels(left.channels, right.channels)
  );
}

function sameGtidSettings(left: GtidState, right: GtidState): boolean {
  if (left.kind === 'mysql') return right.kind === 'mysql' && left.mode === right.mode;
  if (left.kind === 'none') return right.kind === 'none';
  return right.kind === 'mariadb' && left.strict === right.strict && left.domainId === right.domainId;
}

/** Whether semi-sync is in effect and for how many comes and goes with the clients. */
function sameSemiSyncSettings(left: SemiSyncState, right: SemiSyncState): boolean {
  return (
    left.sourceEnabled === right.sourceEnabled &&
    left.sourceTimeoutMs === right.sourceTimeoutMs &&
    left.sourceWaitForReplicas === right.sourceWaitForReplicas &&
    left.replicaEnabled === right.replicaEnabled
  );
}

function sameChannels(left: readonly ReplicationChannel[], right: readonly ReplicationChannel[]): boolean {
  return left.length === right.length && left.every((channel, index) => sameChannel(channel, right[index]));
}

function sameChannel(left: ReplicationChannel, right: ReplicationChannel | undefined): boolean {
  return (
    right !== undefined &&
    left.name === right.name &&
    left.user === right.user &&
    left.positioning === right.positioning &&
    left.delaySeconds === right.delaySeconds &&
    sameValue(left.source, right.source) &&
    sameValue(left.filters, right.filters) &&
    sameValue(left.settings, right.settings)
  );
}
