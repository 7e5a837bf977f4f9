/**
 * Binlog servers keep their master's log byte for byte: a place in it is the same place on every one of them, and on the
 * server that wrote it. Source: spec/refactoring §18.
 */
import { edgesOf } from '../../topology/queries.ts';
import type { InstanceId } from '../../topology/address.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';

export function isBinlogServer(snapshot: TopologySnapshot, id: InstanceId): boolean {
  return snapshot.instances.get(id)?.observation?.product.flavor === 'maxscale';
}

/** The server that wrote the log which this one serves: itself, unless it is a binlog server; `null`: not known. */
export function writerOfLog(snapshot: TopologySnapshot, id: InstanceId): InstanceId | null {
  const passed = new Set<InstanceId>();
  for (let at = id; !passed.has(at);) {
    if (!isBinlogServer(snapshot, at)) return at;
    passed.add(at);
    const [edge] = edgesOf(snapshot, at);
    if (edge === undefined) return null;
    at = edge.source;
  }
  return null;
}
