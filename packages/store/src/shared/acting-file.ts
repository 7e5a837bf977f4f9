/** The file that a process works on while it acts: opened and locked before it begins a term, given up with the term. */
import { ADOPT_DEADLINE_MS, LEASE_DEADLINE_MS, OPEN_DEADLINE_MS } from '../bounds.ts';
import type { CallOptions } from '../clients/store-client.ts';
import type { Threads } from '../sqlite/sqlite-store.ts';
import type { AdoptedRows } from '../worker/mirror-operations.ts';
import { readAdopted } from './adopt-rows.ts';
import type { BegunTerm } from './shared-lease.ts';

export { readAdopted as adoptedFrom };

const LOCK = { deadlineMs: LEASE_DEADLINE_MS, dropWhenLate: 'no' } as const;
const OPEN = { deadlineMs: OPEN_DEADLINE_MS, dropWhenLate: 'no' } as const;
const ADOPT = { deadlineMs: ADOPT_DEADLINE_MS, dropWhenLate: 'no' } as const;

export class ActingFile {
  readonly #openThreads: () => Promise<Threads>;
  #threads: Threads | null = null;
  #node = '';
  #isActing = false;

  constructor(openThreads: () => Promise<Threads>) {
    this.#openThreads = openThreads;
  }

  /** The id of the file; '' before it was opened. */
  get node(): string {
    return this.#node;
  }

  /** `null`: this process does not act. */
  get acting(): Threads | null {
    return this.#isActing ? this.#threads : null;
  }

  /** Rejects with what is wrong with the file. */
  async open(): Promise<Threads> {
    if (this.#threads !== null) return this.#threads;
    const threads = await this.#openThreads();
    this.#threads = threads;
    this.#node = await threads.writer.call('beginMirror', null, OPEN);
    return threads;
  }

  /** `isLocked`: no other process has it. */
  async lock(): Promise<{ readonly node: string; readonly isLocked: boolean }> {
    const { writer } = await this.open();
    return { node: this.#node, isLocked: await writer.call('lockFile', null, LOCK) };
  }

  /** After another process acted, the file holds what that one left; else what it held before. */
  async takeUp(
    { term, holder, since, followsOther }: BegunTerm,
    readOther: () => Promise<Omit<AdoptedRows, 'term'>>,
  ): Promise<void> {
    const { writer } = await this.open();
    const row = { term, holder, since };
    if (followsOther) await writer.call('adopt', { ...(await readOther()), term: row }, ADOPT);
    else await writer.call('beginTerm', row, ADOPT);
    this.#isActing = true;
  }

  /** Another process acts; the file stays locked, so that this process is the only one of it. */
  standBack(): void {
    this.#isActing = false;
  }

  /** Something was written. */
  wake(): void {
    if (this.#isActing) this.#threads?.checkpoint.wake();
  }

  async shrink(options: CallOptions): Promise<{ readonly more: boolean }> {
    return this.#threads === null ? { more: false } : this.#threads.writer.call('shrink', null, options);
  }

  async close(): Promise<void> {
    const threads = this.#threads;
    this.#isActing = false;
    this.#threads = null;
    await threads?.end();
  }
}
