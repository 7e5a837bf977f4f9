/**
 * Semi-synchronous replication: how many of a source's replicas acknowledge. A commit there waits for so many, and when too
 * few are left it waits until its time-out turns semi-sync off, and with it what was promised to whoever writes.
 */
import type { InstanceId } from '../topology/address.ts';
import { edgesOf, replicasOf } from '../topology/queries.ts';
import type { TopologySnapshot } from '../topology/snapshot.ts';
import { warn } from './checks.ts';
import { coordinateAnchors } from './coordinates/coordinate-rules.ts';
import { message } from './message.ts';
import type { MoveContext } from './move-context.ts';
import type { Check } from './plan.ts';

export interface Acknowledging {
  readonly left: number;
  readonly wait: number;
  /** Until the source gives it up. */
  readonly milliseconds: number;
}

/** `null`: commits on it wait for nobody, or it does not say. */
export function acknowledgingLeft(
  snapshot: TopologySnapshot,
  source: InstanceId,
  without: ReadonlySet<InstanceId>,
): Acknowledging | null {
  const semiSync = snapshot.instances.get(source)?.observation?.semiSync;
  if (semiSync?.sourceEnabled !== true || semiSync.sourceWaitForReplicas === null) return null;
  const left = acknowledging(snapshot, source).filter((replica) => !without.has(replica)).length;
  return { left, wait: semiSync.sourceWaitForReplicas, milliseconds: semiSync.sourceTimeoutMs ?? 0 };
}

export function acknowledging(snapshot: TopologySnapshot, source: InstanceId): readonly InstanceId[] {
  return replicasOf(snapshot, source)
    .filter(({ health, observation }) => health === 'ok' && observation?.semiSync.replicaEnabled === true)
    .map(({ id }) => id);
}

/** The replica leaves its source, and the servers that it goes by stand for a moment: none of them acknowledges meanwhile. */
export function leavesEnoughAcknowledging(context: MoveContext): readonly Check[] {
  const { snapshot, replica } = context;
  const stopped = new Set([replica.id, ...coordinateAnchors(context)]);
  const sources = new Set(
    [...stopped]
      .filter((id) => snapshot.instances.get(id)?.observation?.semiSync.replicaEnabled === true)
      .flatMap((id) => edgesOf(snapshot, id).map(({ source }) => source)),
  );
  return [...sources].flatMap((source) => {
    const found = acknowledgingLeft(snapshot, source, stopped);
    if (found === null || found.left >= found.wait) return [];
    return [warn(replica.id, message('move-leaves-too-few-acknowledging', { instance: source, ...found }))];
  });
}
