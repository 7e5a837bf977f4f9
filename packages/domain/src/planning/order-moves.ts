/**
 * Moves that depend on each other, in an order in which no circle closes, not even for a moment, however far each of them
 * has come. Moves of one phase run side by side, so all of them must be safe whichever of them is done first: a phase takes
 * moves as long as the tree with both the old and the new source of every mover has no circle. What does not fit waits for
 * the next phase, and is judged on the tree as the phases before it leave it.
 */
import type { InstanceId } from '../topology/address.ts';
import { ancestorsOf, edgesOf } from '../topology/queries.ts';
import type { TopologySnapshot } from '../topology/snapshot.ts';
import { isFail } from './assemble.ts';
import { coordinateKeyOf, coordinateLanes } from './coordinates/coordinate-moves.ts';
import type { Lane } from './coordinates/coordinate-moves.ts';
import type { Message } from './message.ts';
import { methodOf } from './methods.ts';
import type { MoveMethod } from './methods.ts';
import { resolveMove } from './move-context.ts';
import type { MoveContext } from './move-context.ts';
import { predictSteps } from './predict.ts';
import type { Step } from './plan.ts';
import { matchSteps } from './pseudo-gtid/match-steps.ts';
import { stepsOf } from './relocation-steps.ts';
import { judge } from './wanted-moves.ts';
import type { AskedMove, Judged } from './wanted-moves.ts';

export interface OrderedMove {
  /** What is moved, or stands for a moment for those that are. */
  readonly instance: InstanceId;
  readonly steps: Lane;
  readonly notes: readonly Message[];
  /** Moved replicas of earlier phases without whose moves this one might close a circle. */
  readonly after: readonly InstanceId[];
}

export interface OrderedMoves {
  /** Of every move, in the order in which they were asked for. */
  readonly judged: readonly Judged[];
  /** Of those that may be made; no phase is empty. */
  readonly phases: readonly (readonly OrderedMove[])[];
}

type Question = Pick<AskedMove, 'snapshot' | 'policy' | 'user' | 'acceptsLoss'>;

export function orderMoves(question: Question, moves: readonly Judged['move'][]): OrderedMoves {
  const { policy, user, acceptsLoss } = question;
  const judged = new Map<Judged['move'], Judged>();
  const phases: (readonly OrderedMove[])[] = [];
  const moved = new Set<InstanceId>();
  let snapshot = question.snapshot;
  let pending = moves;
  while (pending.length > 0) {
    const safe = sideBySide(snapshot, pending, moved);
    // Where none is safe, every one of them closes a circle, and its rules say so.
    const batch = ofOneKey({ ...question, snapshot }, safe.length === 0 ? pending : safe);
    const ready = batch.flatMap((move): readonly Ready[] => {
      const one = judge({ snapshot, policy, user, acceptsLoss, ...move });
      judged.set(move, one);
      if (one.context === null || one.checks.some(isFail)) return [];
      const above = [
        move.target,
        ...ancestorsOf(snapshot, move.target),
        ...(move.after === undefined ? [] : [move.after]),
      ];
      return [{ context: one.context, after: [...new Set(above)].filter((id) => moved.has(id)) }];
    });
    const phase = lanesOf(ready);
    pending = pending.filter((move) => !batch.includes(move));
    if (phase.length === 0) continue;
    phases.push(phase);
    for (const { context } of ready) moved.add(context.replica.id);
    if (pending.length > 0) snapshot = predictSteps(stepsIn(phase), snapshot, policy);
  }
  return { judged: moves.flatMap((move) => judged.get(move) ?? []), phases };
}

interface Ready {
  readonly context: MoveContext;
  readonly after: readonly InstanceId[];
}

/**
 * Moves through anchors that go together; the others wait for a phase of their own, as a server may be an anchor of one and
 * move in another. So do moves by pseudo-GTID to a server that moves itself: its log would stand while it is read.
 */
function ofOneKey(question: Question, moves: readonly Judged['move'][]): readonly Judged['move'][] {
  const methods = moves.map((move) => methodOfMove(question, move));
  const keys = moves.map((move, index) =>
    isThroughAnchors(methods[index]) ? coordinateKeyOf(question.snapshot, move) : null,
  );
  const first = keys.find((key) => key !== null);
  if (first !== undefined) return moves.filter((_, index) => keys[index] === first);
  const movers = new Set(moves.map(({ replica }) => replica));
  const ready = moves.filter(({ target }, index) => methods[index] !== 'pseudo-gtid' || !movers.has(target));
  return ready.length === 0 ? moves : ready;
}

function methodOfMove(question: Question, move: Judged['move']): MoveMethod | undefined {
  const resolved = resolveMove({ ...question, ...move, method: move.method ?? null });
  return resolved.ok ? methodOf(resolved.context) : undefined;
}

function isThroughAnchors(method: MoveMethod | undefined): boolean {
  return method === 'coordinates' || method === 'binlog-server';
}

function lanesOf(ready: readonly Ready[]): readonly OrderedMove[] {
  const byAnchors = ready.filter(({ context }) => isThroughAnchors(methodOf(context)));
  const afterOf = new Map(byAnchors.map(({ context, after }) => [context.replica.id, after]));
  const anchored = coordinateLanes(byAnchors.map(({ context }) => context));
  return [
    ...ready
      .filter((one) => !byAnchors.includes(one))
      .map(({ context, after }) => ({
        ...(methodOf(context) === 'pseudo-gtid' ? matchSteps(context) : stepsOf(context)),
        instance: context.replica.id,
        after,
      })),
    ...[...anchored].map(([instance, steps]) => ({ steps, notes: [], instance, after: afterOf.get(instance) ?? [] })),
  ];
}

function stepsIn(phase: readonly OrderedMove[]): readonly Step[] {
  return phase.flatMap(({ steps }) => steps.filter((step) => step !== null));
}

/** The first ones of `moves` that may run together. */
function sideBySide(
  snapshot: TopologySnapshot,
  moves: readonly Judged['move'][],
  moved: ReadonlySet<InstanceId>,
): readonly Judged['move'][] {
  const added = new Map<InstanceId, readonly InstanceId[]>();
  const movers = new Set(moves.map(({ replica }) => replica));
  return moves.filter(({ replica, target, after }) => {
    if (after !== undefined && movers.has(after) && !moved.has(after)) return false;
    if (leadsTo({ snapshot, added }, target, replica)) return false;
    added.set(replica, [...(added.get(replica) ?? []), target]);
    return true;
  });
}

/** Whether data of `goal` would come to `start`, by the sources that servers have and by those that they are given. */
function leadsTo(
  {
    snapshot,
    added,
  }: { readonly snapshot: TopologySnapshot; readonly added: ReadonlyMap<InstanceId, readonly InstanceId[]> },
  start: InstanceId,
  goal: InstanceId,
): boolean {
  const reached = new Set([start]);
  const open = [start];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (at === goal) return true;
    for (const next of [...edgesOf(snapshot, at).map(({ source }) => source), ...(added.get(at) ?? [])]) {
      if (!reached.has(next)) open.push(next);
      reached.add(next);
    }
  }
  return false;
}
