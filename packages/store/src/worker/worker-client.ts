/**
 * Calls to a worker thread, each with a deadline. A worker that ends unasked rejects what it was asked, and is started
 * again by the next call, a bounded number of times.
 */
import { Worker } from 'node:worker_threads';
import type { Clock, Logger } from '@topiary/engine';
import { MAX_PENDING_REQUESTS, MAX_WORKER_RESTARTS, WORKER_RESTART_WINDOW_MS } from '../bounds.ts';
import { StoreError } from '../store-error.ts';
import type { CallOptions, StoreClient } from '../clients/store-client.ts';
import type { Reply, Request } from './messages.ts';
import type { Operations } from './operations.ts';

export interface WorkerClientOptions {
  readonly file: URL;
  /** For logs and for the list of threads. */
  readonly name: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Pending {
  readonly operation: string;
  resolve(value: unknown): void;
  reject(error: StoreError): void;
}

const NANOSECONDS_PER_MS = 1_000_000n;

export class WorkerClient<Ops extends Operations<Ops>> implements StoreClient<Ops> {
  readonly #options: WorkerClientOptions;
  readonly #pending = new Map<number, Pending>();
  readonly #prepare: (client: WorkerClient<Ops>) => Promise<unknown>;
  #worker: Worker | null = null;
  #ready: Promise<unknown> = Promise.resolve();
  #nextId = 1;
  #restarts: readonly number[] = [];
  #started = false;
  #ended = false;

  /** `prepare` runs after every start of the worker, before any other call. */
  constructor(options: WorkerClientOptions, prepare: (client: WorkerClient<Ops>) => Promise<unknown>) {
    this.#options = options;
    this.#prepare = prepare;
  }

  /** Starts the worker now instead of with the first call; rejects when it cannot be prepared. */
  async start(): Promise<void> {
    this.#ensureWorker();
    await this.#ready;
  }

  /** Rejects with a `StoreError` only. */
  async call<Name extends keyof Ops & string>(
    operation: Name,
    input: Ops[Name]['input'],
    options: CallOptions,
  ): Promise<Ops[Name]['output']> {
    this.#ensureWorker();
    await this.#ready;
    return this.request(operation, input, options);
  }

  /** For `prepare`: a call that does not wait for the preparation. */
  async request<Name extends keyof Ops & string>(
    operation: Name,
    input: Ops[Name]['input'],
    options: CallOptions,
  ): Promise<Ops[Name]['output']> {
    const worker = this.#worker;
    if (worker === null)
      throw new StoreError(this.#ended ? 'store-closed' : 'store-crashed', { detail: 'it had ended' });
    if (this.#pending.size >= MAX_PENDING_REQUESTS)
      throw new StoreError('store-overloaded', { limit: MAX_PENDING_REQUESTS });
    const id = this.#nextId;
    this.#nextId += 1;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { operation, resolve, reject });
    });
    const notAfterNs =
      options.dropWhenLate === 'yes' ? process.hrtime.bigint() + BigInt(options.deadlineMs) * NANOSECONDS_PER_MS : null;
    worker.postMessage({ id, operation, input, notAfterNs } satisfies Request, []);
    const cancel = this.#options.clock.schedule(options.deadlineMs, () => {
      this.#settle(id)?.reject(new StoreError('store-timeout', { operation, milliseconds: options.deadlineMs }));
    });
    try {
      // The other end of the channel is `Handlers<Ops>`, which the compiler checked.
      return await answer;
    } finally {
      cancel();
    }
  }

  /** Ends the thread at once; whoever still waits is told. */
  async end(): Promise<void> {
    this.#ended = true;
    const worker = this.#worker;
    this.#worker = null;
    this.#rejectAll(new StoreError('store-closed'));
    await worker?.terminate();
  }

  #ensureWorker(): void {
    if (this.#ended) throw new StoreError('store-closed');
    if (this.#worker !== null) return;
    if (this.#started) this.#countRestart();
    this.#started = true;
    const worker = new Worker(this.#options.file, { name: this.#options.name });
    this.#worker = worker;
    worker.on('message', (reply: Reply) => this.#onReply(reply));
    worker.on('error', (error: unknown) => this.#onGone(worker, error instanceof Error ? error.name : 'an error'));
    worker.on('exit', (code) => this.#onGone(worker, `exit code ${code}`));
    this.#ready = this.#prepare(this);
    // Every waiting call sees the failure too. A worker that could not be prepared is of no use: the next call starts anew.
    this.#ready.catch(() => this.#discard(worker));
  }

  #discard(worker: Worker): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    this.#rejectAll(new StoreError('store-crashed', { detail: 'it could not be prepared' }));
    worker.terminate().catch(() => undefined);
  }

  #countRestart(): void {
    const now = this.#options.clock.monotonicMs();
    const recent = this.#restarts.filter((at) => now - at < WORKER_RESTART_WINDOW_MS);
    if (recent.length >= MAX_WORKER_RESTARTS) {
      throw new StoreError('store-crashed', { detail: `${recent.length} times within ${WORKER_RESTART_WINDOW_MS} ms` });
    }
    this.#restarts = [...recent, now];
    this.#options.logger.warn('store-worker-restarted', {
      worker: this.#options.name,
      restarts: this.#restarts.length,
    });
  }

  #onReply(reply: Reply): void {
    const pending = this.#settle(reply.id);
    // A late answer to a call that was given up.
    if (pending === undefined) return;
    if (reply.kind === 'done') pending.resolve(reply.value);
    else pending.reject(new StoreError(reply.code, reply.data));
  }

  #onGone(worker: Worker, detail: string): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    this.#options.logger.error('store-worker-ended', {
      worker: this.#options.name,
      detail,
      pending: this.#pending.size,
    });
    this.#rejectAll(new StoreError('store-crashed', { detail }));
  }

  #settle(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #rejectAll(error: StoreError): void {
    const all = [...this.#pending.values()];
    this.#pending.clear();
    for (const pending of all) pending.reject(error);
  }
}
