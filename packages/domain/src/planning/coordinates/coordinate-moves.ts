/** Moves by file and position as lanes beside those of other moves: the replicas' own, and those of the anchors. */
import { assert } from '../../shared/assert.ts';
import type { InstanceId } from '../../topology/address.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import type { MoveContext } from '../move-context.ts';
import type { Step } from '../plan.ts';
import type { WantedMove } from '../wanted-moves.ts';
import { pathBetween } from './coordinate-path.ts';
import { coordinateStages } from './coordinate-stages.ts';
import { writerOfLog } from './log-family.ts';

/** Step n of it is run in stage n; `null`: it waits for others. */
export type Lane = readonly (Step | null)[];

/**
 * Moves with the same key go together, along one path, so that every anchor stands once. `null`: it is no move by file and
 * position. Two keys in one phase might use one anchor, and do not run together.
 */
export function coordinateKeyOf(snapshot: TopologySnapshot, { replica, channel, target }: WantedMove): string | null {
  const found = snapshot.instances
    .get(replica)
    ?.observation?.channels.find(({ name }) => channel === null || name === channel);
  const edge = snapshot.edgesByReplica.get(replica)?.find((one) => one.channel === found?.name);
  if (found?.positioning !== 'file' || edge === undefined) return null;
  return `${writerOfLog(snapshot, edge.source) ?? edge.source} ${target}`;
}

/** By server, the replicas first. Of moves with one key. */
export function coordinateLanes(moves: readonly MoveContext[]): ReadonlyMap<InstanceId, Lane> {
  const [first] = moves;
  if (first === undefined) return new Map();
  const path = pathBetween(first.snapshot, first.edge.source, first.target.id);
  assert(path.kind === 'path', 'only what has a way is moved', first.replica.id);
  const stages = coordinateStages(moves, path.hops);
  const servers = new Set(stages.flatMap((steps) => steps.map(({ lane }) => lane)));
  return new Map(
    [...servers].map((server) => [server, stages.map((steps) => steps.find(({ lane }) => lane === server) ?? null)]),
  );
}
