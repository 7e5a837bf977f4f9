/** What a family makes of each step that changes a server: its statements, and what their answers mean. */
import type { ServerStep, UpkeepStep } from '@topiary/domain';
import type { RenderContext } from '@topiary/engine';
import type { StepConclusion } from './dialect.ts';
import type { ResultSet } from './result-set.ts';

export interface ServerStepRow<S extends ServerStep> {
  /** One statement each, in one packet. */
  readonly statements: (step: S, context: RenderContext) => readonly string[];
  /** Missing: it is done when it was answered, and yields nothing. */
  readonly conclude?: (step: S, results: readonly ResultSet[]) => StepConclusion;
}

export type UpkeepRows = Pick<ServerStepRows, UpkeepStep['kind']>;

export type ServerStepRows = {
  readonly [Kind in ServerStep['kind']]: ServerStepRow<Extract<ServerStep, { kind: Kind }>>;
};

/** The rows are typed by kind; this is the one place where a step meets its row. */
export function rowOf<S extends ServerStep>(rows: ServerStepRows, step: S): ServerStepRow<S> {
  return rows[step.kind] as unknown as ServerStepRow<S>;
}
