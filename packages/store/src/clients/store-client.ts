/** What serves the store's operations: a thread with a file, or a database elsewhere. */
import type { MirrorReads, MirrorWrites } from '../worker/mirror-operations.ts';
import type { Operations, ReaderOperations, WriterOperations } from '../worker/operations.ts';

export interface CallOptions {
  readonly deadlineMs: number;
  /** `yes`: a request that is still waiting when its deadline passes is never run. */
  readonly dropWhenLate: 'yes' | 'no';
}

export interface StoreClient<Ops extends Operations<Ops>> {
  /** Rejects with a `StoreError` only. */
  call<Name extends keyof Ops & string>(
    operation: Name,
    input: Ops[Name]['input'],
    options: CallOptions,
  ): Promise<Ops[Name]['output']>;
}

/** The part that every engine serves; the rest belongs to a file and its lock. */
export type DataWrites = Omit<
  WriterOperations,
  'open' | 'close' | 'shrink' | 'acquireLease' | 'checkLease' | 'releaseLease' | keyof MirrorWrites
>;
export type DataReads = Omit<ReaderOperations, 'open' | 'close' | 'checkpoint' | 'isLeaseCurrent' | keyof MirrorReads>;
