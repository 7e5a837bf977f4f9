/** Plans that were shown and not yet confirmed. Bounded in number, size and age; the oldest is forgotten first. */
import type { Instant, Plan, PlanId } from '@topiary/domain';
import { asInstant } from '@topiary/domain';
import type { RenderedStep } from '../api.ts';
import type { Clock } from '../ports/clock.ts';

export const MAX_PROPOSALS = 1_000;
/** Of all of them together; a plan of the largest kind has a few thousand, each of some kilobytes. */
export const MAX_PROPOSED_STEPS = 20_000;

export interface Proposal {
  readonly plan: Plan;
  readonly clusterName: string;
  readonly steps: readonly RenderedStep[];
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
}

export class Proposals {
  private readonly clock: Clock;
  private readonly lifetimeMs: number;
  private readonly byId = new Map<PlanId, Proposal>();

  constructor(clock: Clock, lifetimeMs: number) {
    this.clock = clock;
    this.lifetimeMs = lifetimeMs;
  }

  add(made: Omit<Proposal, 'createdAt' | 'expiresAt'>): Proposal {
    const createdAt = this.clock.now();
    const proposal: Proposal = { ...made, createdAt, expiresAt: asInstant(createdAt + this.lifetimeMs) };
    this.dropExpired(createdAt);
    this.byId.set(proposal.plan.id, proposal);
    this.dropOldest();
    return proposal;
  }

  get(id: PlanId): Proposal | null {
    const proposal = this.byId.get(id);
    return proposal !== undefined && proposal.expiresAt > this.clock.now() ? proposal : null;
  }

  remove(id: PlanId): void {
    this.byId.delete(id);
  }

  /** The newest stays, whatever its size. */
  private dropOldest(): void {
    let steps = 0;
    for (const proposal of this.byId.values()) steps += proposal.steps.length;
    for (const [id, proposal] of this.byId) {
      const isTooMuch = this.byId.size > MAX_PROPOSALS || steps > MAX_PROPOSED_STEPS;
      if (!isTooMuch || this.byId.size === 1) return;
      this.byId.delete(id);
      steps -= proposal.steps.length;
    }
  }

  private dropExpired(now: Instant): void {
    for (const [id, { expiresAt }] of this.byId) if (expiresAt <= now) this.byId.delete(id);
  }
}
