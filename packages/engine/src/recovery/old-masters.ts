/**
 * Looks after servers that were replaced as master and come back. One that takes writes is closed at once, whatever else goes
 * on in its cluster; one that is closed, and has nothing that the present master lacks, goes below it where policy says so.
 * Each is a recovery of its own, with its plan, its journal and its record. One with transactions of its own is left to
 * people: the finding says which they are.
 */
import type { AskedIntent, ClusterId, InstanceId, Message, RecoveryRules, TopologySnapshot } from '@topiary/domain';
import { message, oldMasterState } from '@topiary/domain';
import type { PlanService } from '../plans/plan-service.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import { TOPIARY } from '../registry/audit-registry.ts';
import type { RecoveryRunner } from './recovery-runner.ts';

/** After an attempt that came to nothing: twice as long each time, up to the longest. */
export const RETRY_MS = 5_000;
export const LONGEST_RETRY_MS = 600_000;

export interface OldMastersOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** The master that is in its place now, by the server that was replaced. */
  readonly replaced: () => ReadonlyMap<InstanceId, InstanceId>;
  readonly plans: Pick<PlanService, 'propose'>;
  readonly runner: Pick<RecoveryRunner, 'run'>;
  readonly rules: Pick<RecoveryRules, 'rejoinsOldMasters'>;
  readonly snapshot: () => TopologySnapshot;
  readonly mayAct: () => boolean;
}

interface Wanted {
  readonly code: 'FormerMasterReturned' | 'FormerMasterRejoins';
  readonly intent: AskedIntent;
  readonly summary: Message;
}

interface Failed {
  readonly code: Wanted['code'];
  readonly times: number;
  /** Monotonic. */
  readonly untilMs: number;
}

export class OldMasters {
  private readonly options: OldMastersOptions;
  private readonly underWay = new Set<InstanceId>();
  private readonly failed = new Map<InstanceId, Failed>();
  private cancel: (() => void) | null = null;
  private stopped = false;

  constructor(options: OldMastersOptions) {
    this.options = options;
  }

  /** Only old masters in these clusters, or whose successors are, can have changed. */
  changed(clusters: Iterable<ClusterId>): void {
    const { replaced, snapshot } = this.options;
    if (replaced().size === 0) return;
    const changed = new Set(clusters);
    const { instances } = snapshot();
    const isChanged = (id: InstanceId): boolean => {
      const cluster = instances.get(id)?.cluster;
      return cluster !== undefined && changed.has(cluster);
    };
    for (const [old, by] of replaced()) if (isChanged(old) || isChanged(by)) this.lookAt(old, by);
  }

  look(): void {
    for (const [old, by] of this.options.replaced()) this.lookAt(old, by);
  }

  stop(): void {
    this.stopped = true;
    this.cancel?.();
  }

  private lookAt(old: InstanceId, by: InstanceId): void {
    if (this.stopped || this.underWay.has(old)) return;
    const wanted = this.wantedFor(old, by);
    if (wanted === null || this.waits(old, wanted)) return;
    if (!this.options.mayAct()) return this.lookAgain(RETRY_MS);
    this.underWay.add(old);
    void this.carryOut({ old, by, wanted });
  }

  /** `null`: nothing has to be done, or nothing that is done by itself. */
  private wantedFor(old: InstanceId, by: InstanceId): Wanted | null {
    const { snapshot, rules } = this.options;
    const state = oldMasterState(snapshot(), { replaced: old, by });
    const params = { instance: old, by };
    if (state.kind === 'writable')
      return {
        code: 'FormerMasterReturned',
        intent: { kind: 'control', instance: old, act: { kind: 'fence' } },
        summary: message('old-master-back', params),
      };
    if (state.kind !== 'apart' || state.own.kind !== 'none' || !rules.rejoinsOldMasters) return null;
    return {
      code: 'FormerMasterRejoins',
      intent: { kind: 'control', instance: old, act: { kind: 'rejoin', below: by, own: 'refuse' } },
      summary: message('old-master-apart', params),
    };
  }

  private waits(old: InstanceId, { code }: Wanted): boolean {
    const before = this.failed.get(old);
    return before?.code === code && this.options.clock.monotonicMs() < before.untilMs;
  }

  private async carryOut(one: {
    readonly old: InstanceId;
    readonly by: InstanceId;
    readonly wanted: Wanted;
  }): Promise<void> {
    const { old, wanted } = one;
    let isDone = false;
    try {
      isDone = await this.repair(one);
    } catch (error) {
      this.options.logger.error('recovery-crashed', { instance: old, code: wanted.code, error });
    } finally {
      this.underWay.delete(old);
      if (isDone) this.failed.delete(old);
      else this.retryLater(old, wanted);
      // What comes next, of what was seen meanwhile.
      this.look();
    }
  }

  private async repair({ old, by, wanted }: Parameters<OldMasters['carryOut']>[0]): Promise<boolean> {
    const { plans, runner, snapshot, clock, logger } = this.options;
    const cluster = snapshot().instances.get(by)?.cluster;
    if (cluster === undefined) return false;
    const { code, intent, summary } = wanted;
    // What is refused beforehand is no recovery: it would be registered again and again.
    const proposed = plans.propose(intent, TOPIARY);
    if (proposed.kind !== 'proposed') {
      const reasons = proposed.kind === 'refusal' ? proposed.reasons : [];
      logger.warn('old-master-left', { instance: old, code, reasons: reasons.map((reason) => reason.code).join(', ') });
      return false;
    }
    const result = await runner.run({
      failed: { code, instance: old, cluster, scope: 'old-master', summary, isDowntimed: false },
      repair: {
        intent,
        before: [],
        after: [],
        successorIn: ({ outcome }) => (outcome === 'done' ? by : null),
      },
      seenAt: clock.now(),
      withoutHooks: true,
    });
    return result.kind === 'ended' && result.end.successor !== null;
  }

  private retryLater(old: InstanceId, { code }: Wanted): void {
    const before = this.failed.get(old);
    const times = before?.code === code ? before.times + 1 : 1;
    const waitMs = Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** (times - 1));
    this.failed.set(old, { code, times, untilMs: this.options.clock.monotonicMs() + waitMs });
    this.lookAgain(waitMs);
  }

  private lookAgain(waitMs: number): void {
    if (this.stopped || this.cancel !== null) return;
    this.cancel = this.options.clock.schedule(waitMs, () => {
      this.cancel = null;
      this.look();
    });
  }
}
