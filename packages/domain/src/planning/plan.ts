/**
 * A plan is data: the same value is previewed (the SQL it will run), predicted (the snapshot after it), executed,
 * journalled, audited, undone and rehearsed. Everything here can be written as JSON and read back.
 *
 *   Plan → rounds (each decided anew from what the last one found) → stages (one after the other) → steps (in parallel)
 *
 * Steps of one replica form a lane. When a step fails, its lane is undone and ends; other lanes go on.
 */
import type { Brand } from '../shared/brand.ts';
import type { Instant } from '../shared/time.ts';
import type { Address, InstanceId } from '../topology/address.ts';
import type { ApplierState, ChannelSettings, Positioning, ReceiverState } from '../topology/observation.ts';
import type { ClusterId } from '../topology/snapshot.ts';
import type { ControlAct } from './control/control-acts.ts';
import { COORDINATE_STEP_KINDS } from './coordinates/coordinate-steps.ts';
import type { CoordinateStep, CoordinatesValue } from './coordinates/coordinate-steps.ts';
import type { Message } from './message.ts';
import type { MoveMethod } from './methods.ts';
import type { MatchPositionStep } from './pseudo-gtid/match-position-step.ts';
import type { Reshape } from './reshape/reshape.ts';
import type { ClearSessionsStep } from './recovery/clear-sessions-step.ts';
import type { FenceStep } from './recovery/fence-step.ts';
import type { ReplaceMasterIntent } from './recovery/replace-intent.ts';
import { REPLICATION_STEP_KINDS } from './replication/replication-steps.ts';
import type { ReplicationStep } from './replication/replication-steps.ts';
import type { SourceStep } from './reshape/source-steps.ts';
import { SOURCE_STEP_KINDS } from './reshape/source-steps.ts';
import type { ServerStep } from './server-steps.ts';
import { SERVER_STEP_KINDS } from './server-steps.ts';

export type PlanId = Brand<string, 'PlanId'>;
/** Unique within a plan: `s1`, `s2`, … in order of rounds and stages. */
export type StepId = Brand<string, 'StepId'>;

export type Intent =
  | {
      readonly kind: 'relocate';
      readonly replica: InstanceId;
      readonly channel: string | null;
      readonly target: InstanceId;
      /** Absent: the first that works. */
      readonly method?: MoveMethod;
      /** Present: what only the relay log of a moved replica holds may be lost. */
      readonly acceptsLoss?: true;
    }
  | {
      readonly kind: 'relocate-replicas';
      readonly source: InstanceId;
      readonly target: InstanceId;
      /** `null`: all replicas of `source` except the target itself. */
      readonly only: readonly InstanceId[] | null;
      readonly method?: MoveMethod;
      readonly acceptsLoss?: true;
    }
  /** What changes the tree by more than a move whose two ends are named. */
  | { readonly kind: 'reshape'; readonly shape: Reshape; readonly method?: MoveMethod; readonly acceptsLoss?: true }
  /** Something done to one server, or to replication on it, that leaves the tree as it is. */
  | { readonly kind: 'control'; readonly instance: InstanceId; readonly act: ControlAct }
  | ReplaceMasterIntent
  | {
      readonly kind: 'undo';
      readonly plan: PlanId;
      readonly moves: readonly Move[];
      /** What takes back, in this order, what the plan did beside moving. */
      readonly steps: readonly Step[];
    };

/** What people ask for in words of their own; what is taken back is found by the id of its plan. */
export type AskedIntent = Exclude<Intent, { readonly kind: 'undo' }>;

export const INTENT_KINDS = [
  'relocate',
  'relocate-replicas',
  'reshape',
  'control',
  'replace-master',
  'undo',
] as const satisfies readonly Intent['kind'][];

/** One replica's channel to a new source: what every relocating intent comes down to. */
export interface Move {
  readonly replica: InstanceId;
  readonly channel: string;
  readonly target: InstanceId;
}

export interface Plan {
  readonly id: PlanId;
  readonly intent: Intent;
  readonly cluster: ClusterId;
  /** The cluster's revision that this plan was made from; acting on another one is refused. */
  readonly basis: { readonly revision: number; readonly asOf: Instant };
  /** Every rule that was tried, also those that passed. None failed, else there would be no plan. */
  readonly checks: readonly Check[];
  readonly notes: readonly Message[];
  readonly rounds: readonly Round[];
}

export interface Check {
  readonly verdict: 'pass' | 'warn' | 'fail';
  readonly message: Message;
  readonly replica: InstanceId | null;
}

/** Why there is no plan. `reasons` holds the failed checks, the most fundamental first; never empty. */
export interface Refusal {
  readonly kind: 'refusal';
  readonly reasons: readonly Message[];
  readonly checks: readonly Check[];
}

export interface Round {
  readonly stages: readonly Stage[];
}

export interface Stage {
  readonly steps: readonly Step[];
}

export interface StepBase {
  readonly id: StepId;
  /** The replica whose move this step belongs to; steps of one lane succeed or are put back together. */
  readonly lane: InstanceId;
  /** Where its statements run. */
  readonly instance: InstanceId;
  readonly deadlineMs: number;
  /** Steps of other lanes, all of which must have been done: without them this one might close a circle. */
  readonly needs?: readonly StepId[];
}

/** Stops both threads of a channel, then reads where the applier stands: yields `position`. MariaDB only needs it. */
export interface StopReplicationStep extends StepBase {
  readonly kind: 'stop-replication';
  readonly channel: string;
  readonly before: ThreadStates;
}

/** Waits on a server until it has applied a position. */
export interface WaitForPositionStep extends StepBase {
  readonly kind: 'wait-for-position';
  readonly position: PositionValue;
  /** MariaDB, for a replica of several masters: only these domains of the position, as the others do not come here. */
  readonly domains?: readonly number[];
}

/**
 * Changes where a channel replicates from, keeping every other setting and the thread states of before, in one packet.
 * Done when the receiver reads from the new source (or, where it was stopped before, when the address is set).
 */
export interface PointReplicaAtStep extends StepBase {
  readonly kind: 'point-replica-at';
  readonly channel: string;
  readonly from: Address;
  readonly to: Address;
  /** Which threads the packet stops and starts again. `none`: the channel is known to stand. */
  readonly stops: 'receiver' | 'both' | 'none';
  readonly before: ThreadStates;
  /** It takes another one back: a thread that had failed below the old source may fail there again. */
  readonly isBack?: true;
  readonly positioning: Positioning;
  /** Restated in the statement, because a change of address resets what it does not name. */
  readonly settings: ChannelSettings;
  /** By file and position: where it goes on in the log of `to`, and where it stood in that of `from`. */
  readonly coordinates?: { readonly there: CoordinatesValue; readonly back: CoordinatesValue };
  /** It is not run unless both have turned out to be one place. */
  readonly onlyIfEqual?: readonly [CoordinatesValue, CoordinatesValue];
}

/** Starts the threads that ran, or had failed, before an earlier step of the lane stopped them. */
export interface StartReplicationStep extends StepBase {
  readonly kind: 'start-replication';
  readonly channel: string;
  readonly before: ThreadStates;
  /** Done only when the receiver is seen to read from there. */
  readonly readsFrom?: Address;
}

export type Step =
  | StopReplicationStep
  | WaitForPositionStep
  | PointReplicaAtStep
  | StartReplicationStep
  | ServerStep
  | ReplicationStep
  | SourceStep
  | CoordinateStep
  | MatchPositionStep
  | FenceStep
  | ClearSessionsStep;
export const STEP_KINDS = [
  'stop-replication',
  'wait-for-position',
  'point-replica-at',
  'start-replication',
  ...SERVER_STEP_KINDS,
  ...REPLICATION_STEP_KINDS,
  ...SOURCE_STEP_KINDS,
  ...COORDINATE_STEP_KINDS,
  'match-position',
  'fence',
  'clear-sessions',
] as const satisfies readonly Step['kind'][];
export type StepKind = Step['kind'];

/** What one packet of statements to one server carries out. */
export type SqlStep = Exclude<Step, MatchPositionStep | FenceStep | ClearSessionsStep>;

/**
 * `stopped`: somebody stopped it, and it stays so. `failed`: an error stopped it; a move starts it again, because its
 * source may have been the cause.
 */
export interface ThreadStates {
  readonly receiver: ReceiverState | 'failed';
  readonly applier: ApplierState | 'failed';
}

/** A value known now, or the named result of an earlier step: a preview shows «position of r2 after step s1». */
export type PositionValue =
  | { readonly kind: 'known'; readonly position: string }
  | { readonly kind: 'result'; readonly step: StepId; readonly instance: InstanceId };

/** What a step yields to later steps, by name. */
export type StepResults = Readonly<Record<string, string>>;

export function stepsInOrder(plan: Plan): readonly Step[] {
  return plan.rounds.flatMap(({ stages }) => stages.flatMap(({ steps }) => steps));
}

export function asPlanId(text: string): PlanId {
  return text as PlanId;
}

export function asStepId(text: string): StepId {
  return text as StepId;
}
