/** The audit line of a plan that ended, or that was refused at the moment of acting. */
import type { Actor, EdgeChange, Execution, Instant, Message, Move, Plan, Reshape } from '@topiary/domain';
import {
  assert,
  changesOf,
  describeStep,
  lanesDone,
  message,
  namedIn,
  stepsInOrder,
  subjectOf,
  successorIn,
} from '@topiary/domain';
import type { NewAuditEntry } from '../ports/store.ts';

/** A plan of a thousand replicas may be refused for as many reasons; a line of a list needs the first ones. */
const MAX_AUDITED_REASONS = 10;
const MAX_AUDITED_MOVES = 10;
const MAX_AUDITED_STEPS = 10;

export function auditOfExecution(execution: Execution, clusterName: string, at: Instant): NewAuditEntry {
  const { plan, outcome, reason } = execution;
  assert(outcome !== null, 'a plan is audited when it has ended', { plan: plan.id });
  const count = changesOf(plan).length;
  const ended =
    count === 0
      ? message(`audit-acted-${outcome}`)
      : message(`audit-ended-${outcome}`, { moved: movedIn(execution), count });
  return {
    ...common(plan, execution.actor, clusterName, at),
    result: outcome === 'done' ? 'ok' : 'failed',
    summary: [...intentOf(plan), ended, ...(reason === null ? [] : [reason])],
  };
}

/** Servers that only stood for the moves of others are not counted. */
function movedIn(execution: Execution): number {
  const done = lanesDone(execution);
  return changesOf(execution.plan).filter(({ replica }) => done.has(replica)).length;
}

export function auditOfRefusal(refused: {
  readonly plan: Plan;
  readonly actor: Actor;
  readonly clusterName: string;
  readonly at: Instant;
  readonly reasons: readonly Message[];
}): NewAuditEntry {
  const { plan, reasons } = refused;
  const more = reasons.length - MAX_AUDITED_REASONS;
  return {
    ...common(plan, refused.actor, refused.clusterName, refused.at),
    result: 'refused',
    summary: [
      ...intentOf(plan),
      message('audit-ended-refused'),
      ...reasons.slice(0, MAX_AUDITED_REASONS),
      ...(more > 0 ? [message('audit-more-reasons', { count: more })] : []),
    ],
  };
}

function common(plan: Plan, actor: Actor, clusterName: string, at: Instant): Omit<NewAuditEntry, 'result' | 'summary'> {
  const { intent } = plan;
  const action = actionOf(intent);
  const instance = (intent.kind === 'undo' ? changesOf(plan)[0]?.replica : undefined) ?? namedIn(intent)[0] ?? null;
  return { at, actor, action, cluster: plan.cluster, clusterName, instance, plan: plan.id };
}

function actionOf(intent: Plan['intent']): string {
  if (intent.kind === 'control') return intent.act.kind;
  if (intent.kind !== 'reshape') return intent.kind;
  return isRestore(intent.shape) ? 'restore' : intent.shape.kind;
}

function isRestore(shape: Reshape): boolean {
  return shape.kind === 'move-many' && shape.restores === true;
}

function intentOf(plan: Plan): readonly Message[] {
  const { intent } = plan;
  switch (intent.kind) {
    case 'relocate':
      return [message('audit-relocate', { replica: intent.replica, target: intent.target })];
    case 'relocate-replicas':
      return [message('audit-relocate-replicas', { source: intent.source, target: intent.target })];
    case 'reshape':
      return [
        isRestore(intent.shape)
          ? message('audit-restore')
          : message('audit-reshape', { instance: subjectOf(intent.shape), shape: intent.shape.kind }),
        ...moved(changesOf(plan)),
      ];
    case 'control':
      return [message('audit-control', { instance: intent.instance }), ...stepsOf(plan)];
    case 'replace-master': {
      const { master, because } = intent;
      const params = { master, successor: successorIn(plan) ?? '' };
      return [message(because === 'takeover' ? 'audit-takeover' : 'audit-failover', params), ...moved(changesOf(plan))];
    }
    case 'undo':
      return [
        message('audit-undo', { plan: intent.plan }),
        ...movedBack(intent.moves),
        ...(intent.steps.length === 0 ? [] : stepsOf(plan)),
      ];
  }
}

function stepsOf(plan: Plan): readonly Message[] {
  return stepsInOrder(plan).slice(0, MAX_AUDITED_STEPS).map(describeStep);
}

function movedBack(moves: readonly Move[]): readonly Message[] {
  return shortened(moves.map(({ replica, target }) => message('audit-undo-move', { replica, target })));
}

function moved(changes: readonly EdgeChange[]): readonly Message[] {
  return shortened(changes.map(({ replica, to: target }) => message('audit-reshape-move', { replica, target })));
}

function shortened(moves: readonly Message[]): readonly Message[] {
  const more = moves.length - MAX_AUDITED_MOVES;
  return [...moves.slice(0, MAX_AUDITED_MOVES), ...(more > 0 ? [message('audit-more-moves', { count: more })] : [])];
}
