/** Steps that change a server, or its logs, and not where a replica reads from. */
import type { StepBase } from './plan.ts';

/** Who may write on a server. `super-read-only`: not even administrators (MySQL only). */
export const WRITABILITIES = ['writable', 'read-only', 'super-read-only'] as const;
export type Writability = (typeof WRITABILITIES)[number];

export interface SetWritabilityStep extends StepBase {
  readonly kind: 'set-writability';
  readonly to: Writability;
  readonly was: Writability;
}

/** Begins a new file of the binary log. */
export interface FlushBinaryLogsStep extends StepBase {
  readonly kind: 'flush-binary-logs';
}

export type ServerStep = SetWritabilityStep | FlushBinaryLogsStep;
export const SERVER_STEP_KINDS = [
  'set-writability',
  'flush-binary-logs',
] as const satisfies readonly ServerStep['kind'][];
