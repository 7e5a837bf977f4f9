/** Snapshots for tests, from a written topology. */
import { DEFAULT_POLICY } from '../policy/policy.ts';
import type { Policy } from '../policy/policy.ts';
import type { InstanceId } from '../topology/address.ts';
import { buildSnapshot } from '../topology/build-snapshot.ts';
import type { Observation, ReplicationChannel } from '../topology/observation.ts';
import type { ServerRecord } from '../topology/server-record.ts';
import type { SnapshotInput } from '../topology/snapshot-input.ts';
import { asClusterId } from '../topology/snapshot.ts';
import type { ClusterId, HealthClass, Instance, TopologySnapshot } from '../topology/snapshot.ts';
import { recordOfInstance } from '../topology/what-if.ts';
import { recordsOf, TEST_TIME, withHealth } from './records.ts';
import type { TopologyOptions } from './records.ts';
import { id } from './topology-text.ts';

/**
 * A snapshot of healthy servers: `topology('a > b, c; b > d')`. Clusters are `c1`, `c2`, … in order of their smallest
 * member; every revision is 1.
 */
export function topology(text: string, options: TopologyOptions = {}): TopologySnapshot {
  return snapshotOf(recordsOf(text, options), { asOf: options.asOf ?? TEST_TIME });
}

/** A full build, or with `previous` and `changed` an incremental one, with defaults for the rest. */
export function snapshotOf(
  records: ReadonlyMap<InstanceId, ServerRecord>,
  input: Partial<SnapshotInput> = {},
): TopologySnapshot {
  return buildSnapshot({
    asOf: TEST_TIME,
    records,
    aliases: new Map(),
    previous: null,
    changed: null,
    knownClusters: new Map(),
    mintClusterId: countedClusterIds(),
    policy: DEFAULT_POLICY,
    ...input,
  }).snapshot;
}

/** `c1`, `c2`, …: a new counter with every call. */
export function countedClusterIds(prefix = 'c'): () => ClusterId {
  let count = 0;
  return () => {
    count += 1;
    return asClusterId(`${prefix}${count}`);
  };
}

/** `split-1`, `split-2`, …: those that the snapshot has not. */
export function freshClusterIds({ clusters }: TopologySnapshot): () => ClusterId {
  const next = countedClusterIds('split-');
  return () => {
    for (;;) {
      const fresh = next();
      if (!clusters.has(fresh)) return fresh;
    }
  };
}

export interface InstanceChange {
  readonly health?: HealthClass;
  readonly observation?: (observation: Observation) => Observation;
  readonly policy?: Policy;
}

/** The snapshot after one server, named as in the text, was found changed; everything that follows is derived anew. */
export function withInstance(snapshot: TopologySnapshot, name: string, change: InstanceChange): TopologySnapshot {
  const instance = instanceIn(snapshot, name);
  const records = new Map([...snapshot.instances].map(([key, each]) => [key, recordOfInstance(each)]));
  const found =
    instance.observation === null || change.observation === undefined
      ? instance.observation
      : change.observation(instance.observation);
  const record = { ...recordOfInstance(instance), observation: found };
  records.set(instance.id, change.health === undefined ? record : withHealth(record, change.health, snapshot.asOf));
  return snapshotOf(records, {
    asOf: snapshot.asOf,
    aliases: snapshot.aliases,
    previous: snapshot,
    changed: new Set([instance.id]),
    mintClusterId: freshClusterIds(snapshot),
    policy: change.policy ?? DEFAULT_POLICY,
  });
}

/** For `withInstance` and `ServerOptions.change`: changes the only channel, or the one named. */
export function withChannel(
  change: Partial<ReplicationChannel>,
  name?: string,
): (observation: Observation) => Observation {
  return (observation) => ({
    ...observation,
    channels: observation.channels.map((each) =>
      name === undefined || each.name === name ? { ...each, ...change } : each,
    ),
  });
}

/** Throws when there is none, so that a test fails where it is wrong. */
export function instanceIn(snapshot: TopologySnapshot, name: string): Instance {
  const instance = snapshot.instances.get(id(name));
  if (instance === undefined) throw new Error(`no instance ${id(name)} in the snapshot`);
  return instance;
}
