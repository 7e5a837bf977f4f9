/** What a family makes of each step that changes a server or a channel: its statements, and what their answers mean. */
import type { CoordinateStep, ReplicationStep, ServerStep, SourceStep, UpkeepStep } from '@topiary/domain';
import type { CoordinateStepRows } from './coordinate-rows.ts';
import type { StepConclusion, StepContext } from './dialect.ts';
import type { ResultSet } from './result-set.ts';

type RowStep = ServerStep | ReplicationStep | CoordinateStep | SourceStep;

export interface ServerStepRow<S extends RowStep> {
  /** One statement each, in one packet. */
  readonly statements: (step: S, context: StepContext) => readonly string[];
  /** Missing: it is done when it was answered, and yields nothing. */
  readonly conclude?: (step: S, results: readonly ResultSet[]) => StepConclusion;
}

export type UpkeepRows = Pick<ServerStepRows, UpkeepStep['kind']>;

export type ServerStepRows = {
  readonly [Kind in ServerStep['kind']]: ServerStepRow<Extract<ServerStep, { kind: Kind }>>;
};

export type ReplicationStepRows = {
  readonly [Kind in ReplicationStep['kind']]: ServerStepRow<Extract<ReplicationStep, { kind: Kind }>>;
};

export type SourceStepRows = {
  readonly [Kind in SourceStep['kind']]: ServerStepRow<Extract<SourceStep, { kind: Kind }>>;
};

export type StepRows = ServerStepRows & ReplicationStepRows & CoordinateStepRows & SourceStepRows;

/** The rows are typed by kind; this is the one place where a step meets its row. */
export function rowOf<S extends RowStep>(rows: StepRows, step: S): ServerStepRow<S> {
  return rows[step.kind] as unknown as ServerStepRow<S>;
}
