/** One plan while it runs: its journal in memory, and what is folded from it. Entries reach the store in batches. */
import type { ClusterId, Execution, JournalEntry, PlanId } from '@topiary/domain';
import { advanceExecution, assert, foldJournal } from '@topiary/domain';
import type { Journal } from '../ports/store.ts';

export interface RunningPlanOptions {
  readonly id: PlanId;
  readonly cluster: ClusterId;
  readonly journal: Journal;
  /** What the store holds already: of a plan that is resumed. */
  readonly stored: readonly JournalEntry[];
  readonly onAdvance: () => void;
}

export class RunningPlan {
  readonly id: PlanId;
  readonly cluster: ClusterId;
  readonly finished: Promise<Execution>;
  stopRequestedBy: string | null = null;
  private readonly options: RunningPlanOptions;
  private readonly unsaved: JournalEntry[] = [];
  private folded: Execution | null;
  private resolveFinished: (execution: Execution) => void = () => undefined;

  constructor(options: RunningPlanOptions) {
    this.id = options.id;
    this.cluster = options.cluster;
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

  /** Durable when it resolves. Rejects when the store cannot write; the entries are then tried again with the next. */
  async save(): Promise<void> {
    const batch = [...this.unsaved];
    if (batch.length === 0) return;
    await this.options.journal.append(this.id, batch);
    this.unsaved.splice(0, batch.length);
  }

  end(): void {
    this.resolveFinished(this.execution);
  }
}
