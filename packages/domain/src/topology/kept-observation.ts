/**
 * An observation put together from the parts of the one before that are equal. Most probes find a server as it was: its
 * hundred facts are then the same objects as before, the new ones are gone before the collector has to move them, and
 * whoever compares two observations compares references first.
 */
import { sameValue } from '../shared/same-value.ts';
import type { Observation, ReplicationChannel } from './observation.ts';

/** Equal to `next`; `next` itself where it shares these parts already, as what the driver hands on does. */
export function keptObservation(before: Observation | null, next: Observation): Observation {
  if (before === null || sharesParts(before, next)) return next;
  return {
    ...next,
    product: kept(before.product, next.product),
    identity: kept(before.identity, next.identity),
    settings: kept(before.settings, next.settings),
    gtid: kept(before.gtid, next.gtid),
    binlog: kept(before.binlog, next.binlog),
    channels: keptChannels(before.channels, next.channels),
    connectedReplicas: kept(before.connectedReplicas, next.connectedReplicas),
    semiSync: kept(before.semiSync, next.semiSync),
    group: kept(before.group, next.group),
    unreadable: kept(before.unreadable, next.unreadable),
    ...(next.binlogFilters !== undefined && { binlogFilters: kept(before.binlogFilters ?? [], next.binlogFilters) }),
    ...(next.ndbSqlNodes !== undefined && { ndbSqlNodes: kept(before.ndbSqlNodes ?? null, next.ndbSqlNodes) }),
  };
}

function sharesParts(before: Observation, next: Observation): boolean {
  return (
    before.product === next.product &&
    before.identity === next.identity &&
    before.settings === next.settings &&
    before.gtid === next.gtid &&
    before.binlog === next.binlog &&
    before.channels === next.channels &&
    before.connectedReplicas === next.connectedReplicas &&
    before.semiSync === next.semiSync &&
    before.group === next.group &&
    before.unreadable === next.unreadable &&
    before.binlogFilters === next.binlogFilters &&
    before.ndbSqlNodes === next.ndbSqlNodes
  );
}

function keptChannels(
  before: readonly ReplicationChannel[],
  next: readonly ReplicationChannel[],
): readonly ReplicationChannel[] {
  if (before === next) return next;
  const channels = next.map((channel, index) => keptChannel(before[index], channel));
  return before.length === channels.length && channels.every((channel, index) => channel === before[index])
    ? before
    : channels;
}

function keptChannel(before: ReplicationChannel | undefined, next: ReplicationChannel): ReplicationChannel {
  if (before === undefined || before === next || before.name !== next.name) return next;
  const source = kept(before.source, next.source);
  const settings = kept(before.settings, next.settings);
  const filters = kept(before.filters, next.filters);
  const channel = { ...next, source, settings, filters };
  return kept(before, channel);
}

function kept<Value>(before: Value, next: Value): Value {
  return sameValue(before, next) ? before : next;
}
