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

/** A gate may open at any time. */
export const GATE_LOOK_MS = 1_000;
/** A plan takes tenths of a second, and meanwhile there may be two writers. */
export const BUSY_LOOK_MS = 100;
/** After an attempt that came to nothing: twice as long each time, up to the longest. */
export const RETRY_MS = 5_000;
export const LONGEST_RETRY_MS = 600_000;

/** Between two looks at those that do not answer, so that one that comes back is a second writer no longer than that. */
export const RETURN_LOOK_MS = 250;
/** One that has been away for longer is noticed by its regular probe. */
export const LOOKED_FOR_MS = 600_000;
/** Looked for so at the same time. */
export const MAX_LOOKED_FOR = 20;

export interface OldMastersOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** The master that is in its place now, by the server that was replaced. */
  readonly replaced: () => ReadonlyMap<InstanceId, InstanceId>;
  readonly plans: Pick<PlanService, 'propose' | 'lockOn'>;
  readonly runner: Pick<RecoveryRunner, 'run'>;
  readonly rules: Pick<RecoveryRules, 'rejoinsOldMasters'>;
  readonly snapshot: () => TopologySnapshot;
  /** Resolves when the snapshot holds observations of these that began after the call. */
  readonly refresh: (ids: readonly InstanceId[]) => Promise<void>;
  readonly mayAct: () => boolean;
}

interface Wanted {
  readonly code: 'FormerMasterReturned' | 'FormerMasterRejoins';
  readonly intent: AskedIntent;
  readonly summary: Message;
}

/** `busy`: another plan runs in its cluster, such as the one that replaced it. */
type Outcome = 'done' | 'failed' | 'held-back' | 'busy';

interface Failed {
  readonly code: Wanted['code'];
  readonly times: number;
  /** Monotonic. */
  readonly untilMs: number;
}

const WAIT_MS: Readonly<Record<Exclude<Outcome, 'done'>, number | null>> = {
  failed: null,
  'held-back': GATE_LOOK_MS,
  busy: BUSY_LOOK_MS,
};

export class OldMasters {
  private readonly options: OldMastersOptions;
  private readonly underWay = new Set<InstanceId>();
  private readonly failed = new Map<InstanceId, Failed>();
  private again: { readonly dueMs: number; readonly cancel: () => void } | null = null;
  private cancelSearch: (() => void) | null = null;
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
    this.awaitReturn();
  }

  look(): void {
    for (const [old, by] of this.options.replaced()) this.lookAt(old, by);
  }

  private awaitReturn(): void {
    if (this.stopped || this.cancelSearch !== null || this.away().length === 0) return;
    this.cancelSearch = this.options.clock.schedule(RETURN_LOOK_MS, () => void this.search());
  }

  private async search(): Promise<void> {
    try {
      await this.options.refresh(this.away());
    } catch (error) {
      this.options.logger.error('old-masters-search-failed', { error });
    } finally {
      this.cancelSearch = null;
      this.awaitReturn();
    }
  }

  private away(): readonly InstanceId[] {
    const { replaced, snapshot } = this.options;
    const { asOf, instances } = snapshot();
    const isAway = (id: InstanceId): boolean => {
      const since = instances.get(id)?.failingSince ?? null;
      return since !== null && asOf - since <= LOOKED_FOR_MS;
    };
    return [...replaced().keys()].filter(isAway).slice(-MAX_LOOKED_FOR);
  }

  stop(): void {
    this.stopped = true;
    this.again?.cancel();
    this.cancelSearch?.();
  }

  private lookAt(old: InstanceId, by: InstanceId): void {
    if (this.stopped || this.underWay.has(old)) return;
    const wanted = this.wantedFor(old, by);
    if (wanted === null) return;
    const waitMs = this.waitFor(old, wanted);
    if (waitMs > 0) return this.lookAgain(waitMs);
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

  /** Until it may be tried again. */
  private waitFor(old: InstanceId, { code }: Wanted): number {
    const before = this.failed.get(old);
    return before?.code === code ? before.untilMs - this.options.clock.monotonicMs() : 0;
  }

  private async carryOut(one: {
    readonly old: InstanceId;
    readonly by: InstanceId;
    readonly wanted: Wanted;
  }): Promise<void> {
    const { old, by, wanted } = one;
    let outcome: Outcome = 'failed';
    try {
      outcome = await this.repair(one);
      // Else what stands there now would be done once more.
      if (outcome === 'done') await this.options.refresh([old, by]);
    } catch (error) {
      this.options.logger.error('recovery-crashed', { instance: old, code: wanted.code, error });
    } finally {
      this.underWay.delete(old);
      if (outcome === 'done') this.failed.delete(old);
      else this.retryLater(old, wanted, outcome);
      // What comes next, of what was seen meanwhile.
      this.look();
    }
  }

  private async repair({ old, by, wanted }: Parameters<OldMasters['carryOut']>[0]): Promise<Outcome> {
    const { plans, runner, snapshot, clock, logger } = this.options;
    const cluster = snapshot().instances.get(by)?.cluster;
    if (cluster === undefined) return 'failed';
    if (plans.lockOn(cluster) !== null) return 'busy';
    const { code, intent, summary } = wanted;
    // What is refused beforehand is no recovery: it would be registered again and again.
    const proposed = plans.propose(intent, TOPIARY);
    if (proposed.kind !== 'proposed') {
      const reasons = proposed.kind === 'refusal' ? proposed.reasons : [];
      logger.warn('old-master-left', { instance: old, code, reasons: reasons.map((reason) => reason.code).join(', ') });
      return 'failed';
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
    if (result.kind === 'refused') return 'held-back';
    return result.kind === 'ended' && result.end.successor !== null ? 'done' : 'failed';
  }

  private retryLater(old: InstanceId, { code }: Wanted, outcome: Exclude<Outcome, 'done'>): void {
    const before = this.failed.get(old);
    const failed = before?.code === code ? before.times : 0;
    const times = outcome === 'failed' ? failed + 1 : failed;
    const waitMs = WAIT_MS[outcome] ?? Math.min(LONGEST_RETRY_MS, RETRY_MS * 2 ** (times - 1));
    this.failed.set(old, { code, times, untilMs: this.options.clock.monotonicMs() + waitMs });
    this.lookAgain(waitMs);
  }

  private lookAgain(waitMs: number): void {
    const dueMs = this.options.clock.monotonicMs() + waitMs;
    if (this.stopped || (this.again !== null && this.again.dueMs <= dueMs)) return;
    this.again?.cancel();
    const cancel = this.options.clock.schedule(waitMs, () => {
      this.again = null;
      this.look();
    });
    this.again = { dueMs, cancel };
  }
}
