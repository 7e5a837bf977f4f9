/** Steps that change a server, or its logs, and not where a replica reads from. */
import type { StepBase } from './plan.ts';
import { CLONE_STEP_KINDS } from './recovery/clone-step.ts';
import type { CloneStep } from './recovery/clone-step.ts';
import { PROFILE_STEP_KINDS } from './recovery/profile-steps.ts';
import type { ProfileStep } from './recovery/profile-steps.ts';
import { UPKEEP_STEP_KINDS } from './upkeep-steps.ts';
import type { UpkeepStep } from './upkeep-steps.ts';

/** Who may write on a server. `super-read-only`: not even administrators (MySQL only). */
export const WRITABILITIES = ['writable', 'read-only', 'super-read-only'] as const;
export type Writability = (typeof WRITABILITIES)[number];

export interface SetWritabilityStep extends StepBase {
  readonly kind: 'set-writability';
  readonly to: Writability;
  readonly was: Writability;
  /** Yields `position`: what has been written there until it took effect. Nobody reopens such a server later than at once. */
  readonly closes?: true;
  /** It is not taken back: a master that was given up stays closed. */
  readonly stays?: true;
}

/** Ends the sessions of ordinary accounts and lets none of them in, or lets them in again (MySQL only). */
export interface SetOfflineModeStep extends StepBase {
  readonly kind: 'set-offline-mode';
  readonly to: boolean;
}

/** Begins a new file of the binary log. */
export interface FlushBinaryLogsStep extends StepBase {
  readonly kind: 'flush-binary-logs';
}

export type ServerStep =
  | SetWritabilityStep
  | SetOfflineModeStep
  | FlushBinaryLogsStep
  | ProfileStep
  | UpkeepStep
  | CloneStep;
export const SERVER_STEP_KINDS = [
  'set-writability',
  'set-offline-mode',
  'flush-binary-logs',
  ...PROFILE_STEP_KINDS,
  ...UPKEEP_STEP_KINDS,
  ...CLONE_STEP_KINDS,
] as const satisfies readonly ServerStep['kind'][];
