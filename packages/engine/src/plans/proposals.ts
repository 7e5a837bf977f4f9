/** Plans that were shown and not yet confirmed. Bounded in number and age; the oldest is forgotten first. */
import type { Instant, Plan, PlanId } from '@topiary/domain';
import { asInstant } from '@topiary/domain';
import type { RenderedStep } from '../api.ts';
import type { Clock } from '../ports/clock.ts';

export const MAX_PROPOSALS = 1_000;

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
    const oldest = this.byId.keys().next();
    if (this.byId.size >= MAX_PROPOSALS && !oldest.done) this.byId.delete(oldest.value);
    this.byId.set(proposal.plan.id, proposal);
    return proposal;
  }

  get(id: PlanId): Proposal | null {
    const proposal = this.byId.get(id);
    return proposal !== undefined && proposal.expiresAt > this.clock.now() ? proposal : null;
  }

  remove(id: PlanId): void {
    this.byId.delete(id);
  }

  private dropExpired(now: Instant): void {
    for (const [id, { expiresAt }] of this.byId) if (expiresAt <= now) this.byId.delete(id);
  }
}
