/** "May I drop it here?", for every server of the cluster. */
import { assert } from '../shared/assert.ts';
import type { InstanceId } from '../topology/address.ts';
import type { ClusterId } from '../topology/snapshot.ts';
import { isFail, refuse } from './assemble.ts';
import type { PlanQuestion } from './assemble.ts';
import type { CandidateRequest } from './candidates.ts';
import { fail } from './checks.ts';
import type { Message } from './message.ts';
import { resolveReplica } from './move-context.ts';
import { movesOf } from './plan-moves.ts';
import type { MovingIntent } from './plan-moves.ts';
import type { Check, Plan, Refusal } from './plan.ts';
import { possibleDrops } from './reshape/drops.ts';
import type { PossibleDrop } from './reshape/drops.ts';
import { planReshape } from './reshape/plan-reshape.ts';
import type { Reshape, ReshapeKind } from './reshape/reshape.ts';
import { judge } from './wanted-moves.ts';

/** Why a target is refused, for as many replicas as anybody reads. */
export const MAX_REASONS_PER_TARGET = 10;

/**
 * Of servers that were picked out each is judged for itself, on every target, while a person holds them (a pair takes about
 * 20 µs). Beyond so many pairs as many of them are judged as that allows: a target is refused only where all are, and the plan
 * says who stays.
 */
export const MAX_PAIRS_JUDGED = 2_500;

export interface TargetVerdict {
  readonly target: InstanceId;
  readonly allowed: boolean;
  /** Failed checks where refused, warnings where allowed. */
  readonly reasons: readonly Message[];
  /** What a drop here can mean beside the plain move, or which name that has here. */
  readonly operations: readonly DropVerdict[];
  /** Of several servers that were picked out, those that stay where they are, and why. */
  readonly stays: readonly Staying[];
}

export interface Staying {
  readonly replica: InstanceId;
  readonly reasons: readonly Message[];
}

export interface DropVerdict {
  readonly operation: ReshapeKind;
  /** What asks for it. */
  readonly shape: Reshape;
  readonly allowed: boolean;
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

type Question = Omit<PlanQuestion, 'intent'>;
type Judgement = Pick<TargetVerdict, 'allowed' | 'reasons'>;

/** For every member of the cluster: may it be the target? The truth behind the colours while a card is dragged. */
export function judgeTargets(question: Question & { readonly request: CandidateRequest }): Candidates {
  const { snapshot, request } = question;
  const subject = subjectOf(request);
  const instance = snapshot.instances.get(subject);
  if (instance === undefined) return { kind: 'unknown-instance', instance: subject };
  const grabbed = request.kind === 'relocate' ? resolveReplica(snapshot, subject, request.channel) : null;
  if (grabbed !== null && !grabbed.ok) return refuse([fail(subject, grabbed.reason)]);
  const cluster = snapshot.clusters.get(instance.cluster);
  const drops = possibleDrops(snapshot, request);
  const members = cluster?.members ?? [];
  const verdicts = members.map((target): TargetVerdict => {
    if (request.kind === 'move-many') return judgePicked(question, { ...request, target, targets: members.length });
    const move = judgeTarget(question, { ...request, target });
    const operations = (drops.get(target) ?? []).map((drop) => judgeDrop(question, drop, move));
    return { target, ...move, operations, stays: [] };
  });
  return { kind: 'candidates', cluster: instance.cluster, revision: cluster?.revision ?? 0, verdicts };
}

function subjectOf(request: CandidateRequest): InstanceId {
  if (request.kind === 'relocate') return request.replica;
  if (request.kind === 'relocate-replicas') return request.source;
  const [first] = request.replicas;
  assert(first !== undefined, 'at least one server is picked out');
  return first.replica;
}

function judgeDrop(question: Question, { shape, isTheMove }: PossibleDrop, move: Judgement): DropVerdict {
  const judged = isTheMove
    ? move
    : judgePlan(planReshape({ ...question, intent: { kind: 'reshape', shape } }, { kind: 'reshape', shape }));
  return { operation: shape.kind, shape, ...judged };
}

function judgePlan(made: Plan | Refusal): Judgement {
  if ('kind' in made) return { allowed: false, reasons: made.reasons.slice(0, MAX_REASONS_PER_TARGET) };
  return { allowed: true, reasons: distinct(made.checks.filter(isWarning)).slice(0, MAX_REASONS_PER_TARGET) };
}

function isWarning(check: Check): boolean {
  return check.verdict === 'warn';
}

/**
 * Ends at the first replica that could move: with hundreds of replicas every pair would be too many for the moment in
 * which a card is grabbed. The preview that follows a drop judges them all.
 */
function judgeTarget(question: Question, intent: Exclude<MovingIntent, { kind: 'undo' }>): Judgement {
  const { snapshot, policy } = question;
  const wanted = movesOf(snapshot, intent);
  if ('kind' in wanted) return { allowed: false, reasons: wanted.reasons };
  const refusals: Check[] = [];
  for (const move of wanted.moves) {
    const { checks } = judge({ snapshot, policy, user: question.user ?? null, acceptsLoss: false, ...move });
    const failed = checks.filter(isFail);
    if (failed.length === 0) return { allowed: true, reasons: distinct(checks.filter(isWarning)) };
    refusals.push(...failed);
  }
  return { allowed: false, reasons: distinct(refusals).slice(0, MAX_REASONS_PER_TARGET) };
}

interface Picked extends Extract<CandidateRequest, { kind: 'move-many' }> {
  readonly target: InstanceId;
  /** On how many the same is asked. */
  readonly targets: number;
}

function judgePicked(question: Question, { replicas, target, targets }: Picked): TargetVerdict {
  const { snapshot, policy, user = null } = question;
  const judged = replicas.slice(0, Math.max(1, Math.floor(MAX_PAIRS_JUDGED / targets)));
  const stays: Staying[] = [];
  const warnings: Check[] = [];
  for (const picked of judged) {
    const { checks } = judge({ snapshot, policy, user, acceptsLoss: false, ...picked, target });
    const failed = checks.filter(isFail);
    if (failed.length > 0) stays.push({ replica: picked.replica, reasons: distinct(failed) });
    else warnings.push(...checks.filter(isWarning));
  }
  const moving = replicas.length - stays.length;
  const reasons = moving > 0 ? distinct(warnings) : distinctMessages(stays.flatMap((one) => one.reasons));
  return { target, allowed: moving > 0, reasons: reasons.slice(0, MAX_REASONS_PER_TARGET), operations: [], stays };
}

function distinct(checks: readonly Check[]): readonly Message[] {
  return distinctMessages(checks.map((check) => check.message));
}

function distinctMessages(messages: readonly Message[]): readonly Message[] {
  return [...new Map(messages.map((one) => [JSON.stringify([one.code, one.params]), one])).values()];
}
