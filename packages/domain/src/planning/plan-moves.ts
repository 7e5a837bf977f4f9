/**
 * The relocation planner: intent and snapshot in, plan or refusal out. Pure, so that the same call makes the preview,
 * answers "may I drop it here?" for every server, and is repeated under the cluster's lock before anything is run.
 */
import type { Policy } from '../policy/policy.ts';
import type { InstanceId } from '../topology/address.ts';
import type { ClusterId, TopologySnapshot } from '../topology/snapshot.ts';
import { assemble, isFail, refuse } from './assemble.ts';
import type { PlanQuestion } from './assemble.ts';
import type { CandidateRequest } from './candidates.ts';
import { fail, warn } from './checks.ts';
import { message } from './message.ts';
import type { Message } from './message.ts';
import { resolveMove, resolveReplica } from './move-context.ts';
import type { MoveContext } from './move-context.ts';
import { judgeMove } from './move-rules.ts';
import type { Check, Intent, Plan, Refusal } from './plan.ts';
import { stepsOf } from './relocation-steps.ts';

/** One plan moves at most so many replicas: each is a lane with statements that a person is asked to read. */
export const MAX_MOVES_PER_PLAN = 1000;
/** Why a target is refused, for as many replicas as anybody reads. */
export const MAX_REASONS_PER_TARGET = 10;

export function planMovesOf(question: PlanQuestion, intent: MovingIntent): Plan | Refusal {
  const wanted = movesOf(question.snapshot, intent);
  if ('kind' in wanted) return wanted;
  if (wanted.moves.length > MAX_MOVES_PER_PLAN) {
    return refuse([fail(null, message('too-many-moves', { count: wanted.moves.length, limit: MAX_MOVES_PER_PLAN }))]);
  }
  return planMoves(question, wanted);
}

/** What comes down to moves of replicas. */
export type MovingIntent = Extract<Intent, { kind: 'relocate' | 'relocate-replicas' | 'undo' }>;

interface WantedMove {
  readonly replica: InstanceId;
  readonly channel: string | null;
  readonly target: InstanceId;
}

interface Wanted {
  readonly moves: readonly WantedMove[];
  /** With several replicas, those that cannot move stay and the plan says so; a single one refuses the plan. */
  readonly mayLeaveBehind: boolean;
}

function movesOf(snapshot: TopologySnapshot, intent: MovingIntent): Wanted | Refusal {
  switch (intent.kind) {
    case 'relocate':
      return { moves: [intent], mayLeaveBehind: false };
    case 'undo':
      return { moves: intent.moves, mayLeaveBehind: intent.moves.length > 1 };
    case 'relocate-replicas': {
      const only = intent.only === null ? null : new Set(intent.only);
      const moves = (snapshot.edgesBySource.get(intent.source) ?? [])
        .filter(({ replica }) => replica !== intent.target && (only === null || only.has(replica)))
        .map(({ replica, channel }) => ({ replica, channel, target: intent.target }));
      if (moves.length > 0) return { moves, mayLeaveBehind: true };
      return refuse([fail(null, message('no-replicas-to-move', { source: intent.source, target: intent.target }))]);
    }
  }
}

function planMoves(question: PlanQuestion, { moves, mayLeaveBehind }: Wanted): Plan | Refusal {
  const { snapshot, policy } = question;
  const judged = moves.map((move) => judge({ snapshot, policy, user: question.user ?? null, ...move }));
  const movable = judged.flatMap((one) => (one.context !== null && !one.checks.some(isFail) ? [one.context] : []));
  const first = movable[0];
  if (first === undefined || (!mayLeaveBehind && movable.length < judged.length))
    return refuse(judged.flatMap(({ checks }) => checks));
  const lanes = movable.map(stepsOf);
  const leftBehind = judged
    .filter(({ checks }) => checks.some(isFail))
    .map(({ replica }) => message('replica-left-behind', { replica }));
  return assemble(question, first.replica.cluster, {
    // What failed for one of several replicas does not refuse the plan of the others; there it is a warning.
    checks: judged.flatMap(({ checks }) =>
      checks.map((check) => (isFail(check) ? warn(check.replica, check.message) : check)),
    ),
    notes: [...leftBehind, ...lanes.flatMap(({ notes }) => notes)],
    lanes: lanes.map(({ steps }) => steps),
  });
}

interface Judged {
  readonly replica: InstanceId;
  readonly checks: readonly Check[];
  readonly context: MoveContext | null;
}

interface AskedMove extends WantedMove {
  readonly snapshot: TopologySnapshot;
  readonly policy: Policy;
  readonly user: string | null;
}

function judge(move: AskedMove): Judged {
  const resolved = resolveMove(move);
  if (!resolved.ok) return { replica: move.replica, checks: [fail(move.replica, resolved.reason)], context: null };
  return { replica: move.replica, checks: judgeMove(resolved.context), context: resolved.context };
}

function isWarning(check: Check): boolean {
  return check.verdict === 'warn';
}

export interface TargetVerdict {
  readonly target: InstanceId;
  readonly allowed: boolean;
  /** Failed checks where refused, warnings where allowed. */
  readonly reasons: readonly Message[];
}

export type Candidates =
  | {
      readonly kind: 'candidates';
      readonly cluster: ClusterId;
      readonly revision: number;
      readonly verdicts: readonly TargetVerdict[];
    }
  | { readonly kind: 'unknown-instance'; readonly instance: InstanceId }
  | Refusal;

/** For every member of the cluster: may it be the target? The truth behind the colours while a card is dragged. */
export function judgeTargets(
  question: Omit<PlanQuestion, 'intent'> & { readonly request: CandidateRequest },
): Candidates {
  const { snapshot, request } = question;
  const subject = request.kind === 'relocate' ? request.replica : request.source;
  const instance = snapshot.instances.get(subject);
  if (instance === undefined) return { kind: 'unknown-instance', instance: subject };
  const grabbed = request.kind === 'relocate' ? resolveReplica(snapshot, subject, request.channel) : null;
  if (grabbed !== null && !grabbed.ok) return refuse([fail(subject, grabbed.reason)]);
  const cluster = snapshot.clusters.get(instance.cluster);
  const verdicts = (cluster?.members ?? []).map((target) => judgeTarget(question, { ...request, target }));
  return { kind: 'candidates', cluster: instance.cluster, revision: cluster?.revision ?? 0, verdicts };
}

/**
 * Ends at the first replica that could move: with hundreds of replicas every pair would be too many for the moment in
 * which a card is grabbed. The preview that follows a drop judges them all.
 */
function judgeTarget(
  question: Omit<PlanQuestion, 'intent'>,
  intent: Exclude<MovingIntent, { kind: 'undo' }>,
): TargetVerdict {
  const { snapshot, policy } = question;
  const wanted = movesOf(snapshot, intent);
  if ('kind' in wanted) return { target: intent.target, allowed: false, reasons: wanted.reasons };
  const refusals: Check[] = [];
  for (const move of wanted.moves) {
    const { checks } = judge({ snapshot, policy, user: question.user ?? null, ...move });
    const failed = checks.filter(isFail);
    if (failed.length === 0)
      return { target: intent.target, allowed: true, reasons: distinct(checks.filter(isWarning)) };
    refusals.push(...failed);
  }
  return { target: intent.target, allowed: false, reasons: distinct(refusals).slice(0, MAX_REASONS_PER_TARGET) };
}

function distinct(checks: readonly Check[]): readonly Message[] {
  const byText = new Map(checks.map(({ message: one }) => [JSON.stringify([one.code, one.params]), one]));
  return [...byText.values()];
}
