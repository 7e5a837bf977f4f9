/** The part of the store that keeps takeovers which people asked for in a window of time. Durable when it resolves. */
import type { Actor, ClusterId, Instant, Message, PlanId, ReplaceMasterIntent } from '@topiary/domain';

export interface Takeovers {
  /** The newest first; as many as are kept. */
  load(): Promise<readonly ScheduledTakeover[]>;
  /** Replaces what was kept under its id. */
  save(takeover: ScheduledTakeover): Promise<void>;
  forget(id: string): Promise<void>;
}

/** `missed`: its window ended before its guards held. */
export const TAKEOVER_STATES = ['waiting', 'running', 'done', 'failed', 'cancelled', 'missed'] as const;
export type TakeoverState = (typeof TAKEOVER_STATES)[number];

export interface ScheduledTakeover {
  readonly id: string;
  readonly intent: ReplaceMasterIntent;
  readonly cluster: ClusterId;
  readonly clusterName: string;
  /** It begins no earlier. */
  readonly from: Instant;
  /** It begins no later. */
  readonly until: Instant;
  readonly createdAt: Instant;
  readonly actor: Actor;
  readonly state: TakeoverState;
  readonly plan: PlanId | null;
  readonly endedAt: Instant | null;
  /** What kept it from beginning when that was tried last, or how it ended. */
  readonly reasons: readonly Message[];
}
