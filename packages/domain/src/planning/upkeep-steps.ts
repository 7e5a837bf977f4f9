/** Steps on a server's logs, its GTIDs and semi-sync. */
import type { Positioning, SemiSyncSide, SemiSyncWords } from '../topology/observation.ts';
import type { PositionValue, StepBase, ThreadStates } from './plan.ts';

/** Deletes the binary logs before `to`; with an age, which of them is for the server to say. */
export interface PurgeBinaryLogsStep extends StepBase {
  readonly kind: 'purge-binary-logs';
  readonly to: string;
  /** The oldest that goes. */
  readonly first: string;
  readonly files: number;
  readonly bytes: number;
  /** Only files that were last written so long ago when it runs. */
  readonly olderThanSeconds?: number;
}

/**
 * Throws all binary logs away, and on MySQL puts back which transactions count as executed: in one packet, and with the set
 * in the statement, so that the journal still has it when the server dies between the two.
 */
export interface ResetBinaryLogsStep extends StepBase {
  readonly kind: 'reset-binary-logs';
  /** What the server has executed, read once it applies nothing any more; `null`: nothing is put back. */
  readonly executed: PositionValue | null;
  /** What of that is not put back. */
  readonly without: string;
}

/** Counts transactions as executed that are not here. The whole value is set, so that it may be sent twice. */
export interface SetGtidPurgedStep extends StepBase {
  readonly kind: 'set-gtid-purged';
  readonly to: string;
  readonly adds: string;
}

/** Writes a transaction with nothing in it for each of these GTIDs; those that exist already are left out by the server. */
export interface InjectEmptyStep extends StepBase {
  readonly kind: 'inject-empty-transactions';
  readonly gtids: string;
  readonly count: number;
}

/** Ends what a connection runs, or the connection. Whose it was and what it ran is kept, since it is gone afterwards. */
export interface KillProcessStep extends StepBase {
  readonly kind: 'kill-process';
  /** As the server numbers connections. */
  readonly process: number;
  readonly what: 'query' | 'connection';
  readonly user: string;
  readonly host: string;
  readonly database: string;
  /** Without its values; '' where nothing ran. */
  readonly statement: string;
}

/** A replica's side takes effect when its receivers connect anew. */
export interface SetSemiSyncStep extends StepBase {
  readonly kind: 'set-semi-sync';
  readonly side: SemiSyncSide;
  readonly to: boolean;
  readonly words: SemiSyncWords;
  /** Channels whose receivers run, and are connected anew. */
  readonly channels: readonly string[];
}

/** Whether a channel follows GTIDs or files, below the source that it has. Its threads are stopped and started again. */
export interface SetPositioningStep extends StepBase {
  readonly kind: 'set-positioning';
  readonly channel: string;
  readonly to: Positioning;
  readonly was: Positioning;
  readonly before: ThreadStates;
  /** Restated, since the statement would reset it; `null`: not readable. */
  readonly heartbeatPeriodSeconds: number | null;
  /** It is not taken back: what comes after it may make that impossible. */
  readonly stays?: true;
}

export const GTID_MODES = ['OFF', 'OFF_PERMISSIVE', 'ON_PERMISSIVE', 'ON'] as const;
export type GtidMode = (typeof GTID_MODES)[number];

/** One step up or down, as servers take it. */
export interface SetGtidModeStep extends StepBase {
  readonly kind: 'set-gtid-mode';
  readonly to: GtidMode;
  readonly was: GtidMode;
}

/** Whether statements are refused that could not be logged with one GTID. */
export interface SetGtidConsistencyStep extends StepBase {
  readonly kind: 'set-gtid-consistency';
  readonly to: 'OFF' | 'WARN' | 'ON';
}

/** Waits until no transaction of that kind is being committed or applied. */
export interface WaitForTransactionsStep extends StepBase {
  readonly kind: 'wait-for-transactions';
  readonly which: 'anonymous' | 'with-gtid';
}

/** Reads where the binary log ends: yields `position`. */
export interface ReadLogPositionStep extends StepBase {
  readonly kind: 'read-log-position';
}

/** Waits until a channel has applied its source's log up to there. */
export interface WaitForLogPositionStep extends StepBase {
  readonly kind: 'wait-for-log-position';
  readonly channel: string;
  readonly position: PositionValue;
}

export type UpkeepStep =
  | SetGtidModeStep
  | SetGtidConsistencyStep
  | WaitForTransactionsStep
  | ReadLogPositionStep
  | WaitForLogPositionStep
  | PurgeBinaryLogsStep
  | ResetBinaryLogsStep
  | SetGtidPurgedStep
  | InjectEmptyStep
  | KillProcessStep
  | SetSemiSyncStep
  | SetPositioningStep;
export const UPKEEP_STEP_KINDS = [
  'set-gtid-mode',
  'set-gtid-consistency',
  'wait-for-transactions',
  'read-log-position',
  'wait-for-log-position',
  'purge-binary-logs',
  'reset-binary-logs',
  'set-gtid-purged',
  'inject-empty-transactions',
  'kill-process',
  'set-semi-sync',
  'set-positioning',
] as const satisfies readonly UpkeepStep['kind'][];
