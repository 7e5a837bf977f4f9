/** One plan while it runs: its journal in memory, and what is folded from it. Entries reach the store in batches. */
import type { ClusterId, Execution, Instant, JournalEntry, Message, PlanId } from '@topiary/domain';
import { advanceExecution, assert, foldJournal } from '@topiary/domain';
import type { Journal } from '../ports/store.ts';
import type { PlanMatches } from '../pseudo-gtid/plan-matches.ts';
import { Limiter } from '../shared/limiter.ts';

export interface RunningPlanOptions {
  readonly id: PlanId;
  readonly cluster: ClusterId;
  /** The term of the lease under which it runs. */
  readonly term: number;
  /** Monotonic: since when its replicas are known to stand as the plan has them; `null` of a plan that is resumed. */
  readonly lookedAtMs: number | null;
  readonly maxParallelSteps: number;
  readonly journal: Journal;
  readonly matches: PlanMatches;
  /** What the store holds already: of a plan that is resumed. */
  readonly stored: readonly JournalEntry[];
  readonly onAdvance: () => void;
}

export class RunningPlan {
  readonly id: PlanId;
  readonly cluster: ClusterId;
  readonly term: number;
  readonly lookedAtMs: number | null;
  /** Of its own: a plan whose servers are slow does not keep those of other clusters waiting. */
  readonly limiter: Limiter;
  readonly matches: PlanMatches;
  readonly finished: Promise<Execution>;
  stopRequestedBy: string | null = null;
  /** Monotonic: when the lease was asked for last, and was found to be held. */
  leaseSeenMs: number | null = null;
  private readonly options: RunningPlanOptions;
  private readonly unsaved: JournalEntry[] = [];
  private folded: Execution | null;
  /** Settles, without rejecting, when the saves asked for so far have ended. */
  private saving: Promise<unknown> = Promise.resolve();
  private resolveFinished: (execution: Execution) => void = () => undefined;

  constructor(options: RunningPlanOptions) {
    this.id = options.id;
    this.cluster = options.cluster;
    this.term = options.term;
    this.lookedAtMs = options.lookedAtMs;
    this.limiter = new Limiter(options.maxParallelSteps);
    this.matches = options.matches;
    this.options = options;
    this.folded = foldJournal(options.stored);
    this.finished = new Promise((resolve) => {
      this.resolveFinished = resolve;
    });
  }

  get execution(): Execution {
    assert(this.folded !== null, 'a running plan has a journal that begins with its start', { plan: this.id });
    return this.folded;
  }

  /** Seen by people at once; on disk with the next `save`. */
  note(...entries: readonly JournalEntry[]): void {
    this.unsaved.push(...entries);
    this.folded = this.folded === null ? foldJournal(entries) : entries.reduce(advanceExecution, this.folded);
    this.options.onAdvance();
  }

  /** Before anything is taken back: who takes the plan up after a crash would go on from steps that hold no more. */
  noteStop(at: Instant, reason: Message): void {
    this.note({ kind: 'stop-begun', at, reason });
  }

  get isSaved(): boolean {
    return this.unsaved.length === 0;
  }

  /**
   * Durable when it resolves. Rejects when the store cannot write; the entries are then tried again with the next. Lanes
   * save at the same time: one after the other, so that each entry is written once and none is taken for written.
   */
  save(): Promise<void> {
    const saved = this.saving.then(() => this.append());
    this.saving = saved.catch(() => undefined);
    return saved;
  }

  private async append(): Promise<void> {
    const batch = [...this.unsaved];
    if (batch.length === 0) return;
    await this.options.journal.append(this.id, batch);
    this.unsaved.splice(0, batch.length);
  }

  end(): void {
    this.resolveFinished(this.execution);
  }
}
