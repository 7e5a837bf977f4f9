/**
 * The one place where a step meets its statements, for every dialect. The table is complete by its type: a new step
 * kind does not compile until each family renders it.
 */
import type {
  PointReplicaAtStep,
  SqlStep,
  StartReplicationStep,
  StopReplicationStep,
  ThreadStates,
  WaitForPositionStep,
} from '@topiary/domain';
import type { RenderContext } from '@topiary/engine';
import type { StepConclusion, StepContext } from './dialect.ts';
import { POSITION_RESULT } from './position-value.ts';
import type { ResultSet } from './result-set.ts';
import { rowOf, type StepRows } from './server-step-rows.ts';

export interface StepRenderers {
  stopReplication(step: StopReplicationStep): readonly string[];
  waitForPosition(step: WaitForPositionStep, context: RenderContext): readonly string[];
  pointReplicaAt(step: PointReplicaAtStep, context: StepContext): readonly string[];
  startReplication(step: StartReplicationStep): readonly string[];
  readonly server: StepRows;
  /** What the last statement of `stopReplication` answered, as a position. */
  positionFrom(value: unknown): string;
  /** Whether the last statement of `waitForPosition` answered that the position was reached. */
  reachedFrom(value: unknown): boolean;
}

export function renderWith(renderers: StepRenderers, step: SqlStep, context: StepContext): readonly string[] {
  switch (step.kind) {
    case 'stop-replication':
      return renderers.stopReplication(step);
    case 'wait-for-position':
      return renderers.waitForPosition(step, context);
    case 'point-replica-at':
      return renderers.pointReplicaAt(step, context);
    case 'start-replication':
      return renderers.startReplication(step);
    default:
      return rowOf(renderers.server, step).statements(step, context);
  }
}

export function concludeWith(renderers: StepRenderers, step: SqlStep, results: readonly ResultSet[]): StepConclusion {
  const value = results.at(-1)?.rows[0]?.[0];
  switch (step.kind) {
    case 'stop-replication':
      return { kind: 'done', results: { [POSITION_RESULT]: renderers.positionFrom(value) } };
    case 'wait-for-position':
      return renderers.reachedFrom(value) ? { kind: 'done', results: {} } : { kind: 'timed-out' };
    case 'point-replica-at':
    case 'start-replication':
      return { kind: 'done', results: {} };
    default:
      return rowOf(renderers.server, step).conclude?.(step, results) ?? { kind: 'done', results: {} };
  }
}

/** `thread` is '' for both. */
export type StartStatement = (thread: '' | ' IO_THREAD' | ' SQL_THREAD') => string;

/** Only what ran before. */
export function startThreads(before: ThreadStates, statement: StartStatement): readonly string[] {
  const receiver = before.receiver !== 'stopped';
  const applier = before.applier !== 'stopped';
  if (receiver && applier) return [statement('')];
  if (receiver) return [statement(' IO_THREAD')];
  return applier ? [statement(' SQL_THREAD')] : [];
}
