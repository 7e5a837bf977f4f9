/**
 * Takeovers that people ask for in a window of time. Each is kept in the store, so that a restart forgets none; when its window
 * begins it is planned as if it were asked for then, with all guards, and tried again until one holds or the window has ended.
 * What runs is a plan like any other, in the name of who asked for it.
 */
import type { Actor, Instant, Message, Plan, ReplaceMasterIntent, TopologySnapshot } from '@topiary/domain';
import { message, timeText } from '@topiary/domain';
import type { ConfirmResult, ProposeResult } from '../api.ts';
import type { PlanService } from '../plans/plan-service.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Random } from '../ports/random.ts';
import type { AuditLog } from '../ports/store.ts';
import type { ScheduledTakeover, Takeovers } from '../ports/takeovers.ts';

/** That wait; one cluster has one. */
export const MAX_WAITING_TAKEOVERS = 100;
/** That are kept, those that have ended among them. */
export const MAX_SHOWN_TAKEOVERS = 500;
export const LONGEST_WINDOW_MS = 7 * 86_400_000;
export const LATEST_START_MS = 90 * 86_400_000;
/** From one try in a window to the next. */
export const TRY_AGAIN_MS = 15_000;
/** A timer is set no further ahead. */
const LONGEST_SLEEP_MS = 3_600_000;

export interface ScheduleRequest {
  readonly intent: ReplaceMasterIntent;
  readonly from: Instant;
  readonly until: Instant;
}

export type ScheduleResult =
  | { readonly kind: 'scheduled'; readonly takeover: ScheduledTakeover }
  | { readonly kind: 'refused'; readonly reason: Message }
  | { readonly kind: 'not-the-actor' };

export type CancelResult =
  | { readonly kind: 'cancelled'; readonly takeover: ScheduledTakeover }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'not-waiting'; readonly takeover: ScheduledTakeover }
  | { readonly kind: 'not-the-actor' };

export interface TakeoverScheduleOptions {
  readonly store: Takeovers;
  readonly audit: Pick<AuditLog, 'write'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly plans: Pick<PlanService, 'proposeReading' | 'whenFinished'>;
  readonly confirm: (plan: Plan['id'], actor: Actor) => Promise<ConfirmResult>;
  readonly snapshot: () => TopologySnapshot;
  readonly mayAct: () => boolean;
}

export class TakeoverSchedule {
  private readonly options: TakeoverScheduleOptions;
  private readonly byId = new Map<string, ScheduledTakeover>();
  private cancelTimer: (() => void) | null = null;
  private isLooking = false;
  private isStopped = false;

  constructor(options: TakeoverScheduleOptions) {
    this.options = options;
  }

  /** Called once this process acts: another one may have changed what is kept. Rejects when the store fails. */
  async load(): Promise<void> {
    const kept = await this.options.store.load();
    this.byId.clear();
    for (const takeover of kept.toReversed()) this.byId.set(takeover.id, takeover);
    for (const takeover of kept) if (takeover.state === 'running') void this.finish(takeover);
    this.wake();
  }

  stop(): void {
    this.isStopped = true;
    this.cancelTimer?.();
  }

  /** The newest first. Asks the store, as a process that does not act may be asked. */
  list(): Promise<readonly ScheduledTakeover[]> {
    return this.options.store.load();
  }

  /** Rejects when it cannot be written: then there is none. */
  async schedule({ intent, from, until }: ScheduleRequest, actor: Actor): Promise<ScheduleResult> {
    const { mayAct, snapshot, random, clock } = this.options;
    if (!mayAct()) return { kind: 'not-the-actor' };
    const reason = this.refusal({ intent, from, until });
    const master = snapshot().instances.get(intent.master);
    if (master === undefined || reason !== null)
      return { kind: 'refused', reason: reason ?? message('replica-unknown', { replica: intent.master }) };
    const takeover: ScheduledTakeover = {
      id: random.id(),
      intent,
      cluster: master.cluster,
      clusterName: snapshot().clusters.get(master.cluster)?.name ?? master.cluster,
      from,
      until,
      createdAt: clock.now(),
      actor,
      state: 'waiting',
      plan: null,
      endedAt: null,
      reasons: [],
    };
    await this.keep(takeover);
    this.tell(
      takeover,
      actor,
      message('takeover-scheduled', { master: intent.master, from: timeText(from), until: timeText(until) }),
    );
    await this.forgetOldest();
    this.wake();
    return { kind: 'scheduled', takeover };
  }

  async cancel(id: string, actor: Actor): Promise<CancelResult> {
    if (!this.options.mayAct()) return { kind: 'not-the-actor' };
    const takeover = this.byId.get(id);
    if (takeover === undefined) return { kind: 'unknown' };
    if (takeover.state !== 'waiting') return { kind: 'not-waiting', takeover };
    const ended = await this.end(takeover, 'cancelled', []);
    this.tell(ended, actor, message('takeover-cancelled', { master: ended.intent.master }));
    return { kind: 'cancelled', takeover: ended };
  }

  private refusal({ intent, from, until }: ScheduleRequest): Message | null {
    const now = this.options.clock.now();
    const waiting = [...this.byId.values()].filter(({ state }) => state === 'waiting');
    const cluster = this.options.snapshot().instances.get(intent.master)?.cluster;
    if (intent.because !== 'takeover') return message('takeover-only-scheduled', { master: intent.master });
    if (until <= from || until <= now || until - from > LONGEST_WINDOW_MS || from - now > LATEST_START_MS)
      return message('takeover-window-wrong', {
        days: LONGEST_WINDOW_MS / 86_400_000,
        ahead: LATEST_START_MS / 86_400_000,
      });
    if (waiting.length >= MAX_WAITING_TAKEOVERS) return message('takeovers-too-many', { limit: MAX_WAITING_TAKEOVERS });
    const other = waiting.find((one) => one.cluster === cluster);
    return other === undefined
      ? null
      : message('takeover-waits-already', { takeover: other.id, from: timeText(other.from) });
  }

  /** At the next moment at which something is due. */
  private wake(): void {
    if (this.isStopped) return;
    this.cancelTimer?.();
    const now = this.options.clock.now();
    const due = [...this.byId.values()].filter(({ state }) => state === 'waiting').map(({ from }) => from);
    if (due.length === 0) return;
    const inMs = Math.max(0, Math.min(...due) - now);
    const waitMs = inMs === 0 ? TRY_AGAIN_MS : Math.min(inMs, LONGEST_SLEEP_MS);
    this.cancelTimer = this.options.clock.schedule(inMs === 0 && !this.isLooking ? 0 : waitMs, () => void this.look());
  }

  private async look(): Promise<void> {
    if (this.isLooking || this.isStopped) return;
    this.isLooking = true;
    try {
      const now = this.options.clock.now();
      const due = [...this.byId.values()].filter(({ state, from }) => state === 'waiting' && from <= now);
      for (const takeover of due) await this.attempt(takeover);
    } catch (error) {
      this.options.logger.error('takeover-not-begun', { error });
    } finally {
      this.wake();
      this.isLooking = false;
    }
  }

  private async attempt(takeover: ScheduledTakeover): Promise<void> {
    const { mayAct, clock, plans, confirm } = this.options;
    if (!mayAct()) return;
    if (clock.now() > takeover.until) {
      const ended = await this.end(takeover, 'missed', takeover.reasons);
      this.tell(ended, takeover.actor, message('takeover-missed', { master: takeover.intent.master }));
      return;
    }
    const proposed = await plans.proposeReading(takeover.intent, takeover.actor);
    if (proposed.kind !== 'proposed') return this.keep({ ...takeover, reasons: reasonsOfProposal(proposed) });
    // Somebody may have cancelled it meanwhile.
    if (this.byId.get(takeover.id)?.state !== 'waiting') return;
    const { plan } = proposed.state;
    const running: ScheduledTakeover = { ...takeover, state: 'running', plan: plan.id, reasons: [] };
    await this.keep(running);
    const confirmed = await confirm(plan.id, takeover.actor);
    if (confirmed.kind === 'started') return void this.finish(running);
    await this.keep({ ...takeover, reasons: 'reasons' in confirmed ? confirmed.reasons : [] });
  }

  /** Also of one that a killed process began: without an entry in the journal it never did. */
  private async finish(takeover: ScheduledTakeover): Promise<void> {
    try {
      const execution = takeover.plan === null ? null : await this.options.plans.whenFinished(takeover.plan);
      if (execution === null) await this.keep({ ...takeover, state: 'waiting', plan: null });
      else if (execution.outcome !== null)
        await this.end(
          takeover,
          execution.outcome === 'done' ? 'done' : 'failed',
          execution.reason === null ? [] : [execution.reason],
        );
      this.wake();
    } catch (error) {
      this.options.logger.error('takeover-end-unwritten', { takeover: takeover.id, error });
    }
  }

  private async end(
    takeover: ScheduledTakeover,
    state: ScheduledTakeover['state'],
    reasons: readonly Message[],
  ): Promise<ScheduledTakeover> {
    const ended: ScheduledTakeover = { ...takeover, state, reasons, endedAt: this.options.clock.now() };
    await this.keep(ended);
    return ended;
  }

  private async keep(takeover: ScheduledTakeover): Promise<void> {
    await this.options.store.save(takeover);
    this.byId.set(takeover.id, takeover);
  }

  private async forgetOldest(): Promise<void> {
    for (const [id, { state }] of this.byId) {
      if (this.byId.size <= MAX_SHOWN_TAKEOVERS) return;
      if (state === 'waiting' || state === 'running') continue;
      this.byId.delete(id);
      await this.options.store.forget(id);
    }
  }

  private tell(takeover: ScheduledTakeover, actor: Actor, said: Message): void {
    this.options.audit.write({
      at: this.options.clock.now(),
      actor,
      action: 'schedule-takeover',
      cluster: takeover.cluster,
      clusterName: takeover.clusterName,
      instance: takeover.intent.master,
      plan: takeover.plan,
      result: takeover.state === 'missed' ? 'failed' : 'ok',
      summary: [said, ...takeover.reasons],
    });
  }
}

function reasonsOfProposal(result: Exclude<ProposeResult, { readonly kind: 'proposed' }>): readonly Message[] {
  return result.kind === 'refusal' ? result.reasons : [message('replica-unknown', { replica: result.instance })];
}
