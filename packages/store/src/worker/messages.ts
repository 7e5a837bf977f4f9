/** The messages between the main thread and a worker. Both ends are this package, in one process. */
import type { StoreErrorCode, StoreErrorData } from '../store-error.ts';

export interface Request {
  readonly id: number;
  readonly operation: string;
  readonly input: unknown;
  /** On the clock of `process.hrtime.bigint()`, which all threads share; a request that starts later is not run. */
  readonly notAfterNs: bigint | null;
}

export type Reply =
  | { readonly id: number; readonly kind: 'done'; readonly value: unknown }
  | { readonly id: number; readonly kind: 'failed'; readonly code: StoreErrorCode; readonly data: StoreErrorData };
