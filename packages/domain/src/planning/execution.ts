/**
 * The life of a plan once somebody confirmed it: the entries of its journal, and the state that reading them gives.
 * The journal is the record; everything shown about a running or finished plan is folded from it (`foldJournal`).
 */
import type { Instant } from '../shared/time.ts';
import type { InstanceId } from '../topology/address.ts';
import type { Message } from './message.ts';
import type { Plan, PlanId, StepId, StepResults } from './plan.ts';

export const ACTOR_CHANNELS = ['web', 'api', 'cli', 'compat-api', 'engine'] as const;

export interface Actor {
  /** The authenticated user, or 'anonymous' where no authentication is configured. */
  readonly user: string;
  /** Where the request came from, or 'topiary' for what it does by itself. */
  readonly address: string;
  readonly via: (typeof ACTOR_CHANNELS)[number];
}

export type JournalEntry =
  | {
      readonly kind: 'plan-started';
      readonly at: Instant;
      readonly plan: Plan;
      readonly actor: Actor;
      /** The term of the lease under which it acts. */
      readonly lease: number;
      /** The SQL of every step as it was shown, by step id. */
      readonly statements: Readonly<Record<string, readonly string[]>>;
    }
  | {
      readonly kind: 'stage-started';
      readonly at: Instant;
      readonly round: number;
      readonly stage: number;
      readonly steps: readonly StepId[];
      /** The SQL as it is sent, of those steps where it differs from what was shown: results of earlier steps are in it. */
      readonly statements: Readonly<Record<string, readonly string[]>>;
    }
  | {
      readonly kind: 'step-done';
      readonly at: Instant;
      readonly step: StepId;
      readonly results: StepResults;
      readonly tookMs: number;
    }
  | {
      readonly kind: 'step-failed';
      readonly at: Instant;
      readonly step: StepId;
      readonly reason: Message;
      readonly tookMs: number;
    }
  /** How far a long step is; only the last word counts. */
  | { readonly kind: 'step-progress'; readonly at: Instant; readonly step: StepId; readonly progress: Message }
  | {
      readonly kind: 'lane-put-back';
      readonly at: Instant;
      readonly lane: InstanceId;
      readonly outcome: PutBackOutcome;
      readonly reason: Message;
      /** What was run to put it back. */
      readonly statements: readonly string[];
    }
  /** It was put back after a failure that passes, and is begun anew: every step of it waits again. */
  | {
      readonly kind: 'lane-tried-again';
      readonly at: Instant;
      readonly lane: InstanceId;
      /** 2 for the second. */
      readonly attempt: number;
      /** Why the one before failed. */
      readonly reason: Message;
    }
  /** It goes no further, and what is half done is put back from here on: whoever takes it up goes on with that. */
  | { readonly kind: 'stop-begun'; readonly at: Instant; readonly reason: Message }
  | {
      readonly kind: 'plan-resumed';
      readonly at: Instant;
      readonly lease: number;
      readonly decision: 'continue' | 'roll-back' | 'nothing-done';
    }
  | {
      readonly kind: 'plan-finished';
      readonly at: Instant;
      readonly outcome: PlanOutcome;
      readonly reason: Message | null;
    };

/** `owed`: the replica does not answer; it is tried again until it does, and another entry follows. */
export const PUT_BACK_OUTCOMES = ['put-back', 'nothing-to-undo', 'failed', 'owed'] as const;
export type PutBackOutcome = (typeof PUT_BACK_OUTCOMES)[number];

/**
 * `done`: every lane. `partly-done`: some lanes moved, the others are where they were. `put-back`: nothing moved and
 * nothing is left changed. `failed`: at least one server is in a state that nobody asked for; the reason says which.
 * `stopped`: a person or a shutdown stopped it between two stages. `refused`: guards failed at the moment of acting.
 */
export const PLAN_OUTCOMES = ['done', 'partly-done', 'put-back', 'failed', 'stopped', 'refused'] as const;
export type PlanOutcome = (typeof PLAN_OUTCOMES)[number];

export const STEP_STATES = ['waiting', 'running', 'done', 'failed', 'skipped', 'put-back'] as const;
export type StepState = (typeof STEP_STATES)[number];

export interface StepProgress {
  readonly id: StepId;
  readonly state: StepState;
  readonly results: StepResults;
  readonly tookMs: number | null;
  /** When it was done or had failed, by the journal; `null` before. */
  readonly endedAt: Instant | null;
  readonly reason: Message | null;
  /** How far a long step is, as it told last. */
  readonly progress?: Message;
}

export interface Execution {
  readonly plan: Plan;
  readonly planId: PlanId;
  readonly actor: Actor;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
  readonly outcome: PlanOutcome | null;
  /** How it ended, or what keeps it from ending. */
  readonly reason: Message | null;
  /** Lanes that are put back as soon as their replica answers. */
  readonly owed: readonly OwedLane[];
  /** Lanes that were begun anew, in that order. */
  readonly retries: readonly LaneRetry[];
  readonly resumed: 'continue' | 'roll-back' | 'nothing-done' | null;
  /** Why it was ended before its end; `null`: it was not. */
  readonly stopping: Message | null;
  readonly steps: readonly StepProgress[];
  /** By step id: as it was sent, or, where the step has not begun, as it was shown. */
  readonly statements: Readonly<Record<string, readonly string[]>>;
}

export type LaneRetry = Omit<Extract<JournalEntry, { kind: 'lane-tried-again' }>, 'kind'>;

export interface OwedLane {
  readonly lane: InstanceId;
  /** When it was given up for the first time. */
  readonly since: Instant;
}
