/** Time comes in through this door only, so that the simulator can be its master. */
import type { Instant } from '@topiary/domain';

export interface Clock {
  /** Wall clock. May jump; never used to measure durations. */
  now(): Instant;
  /** Milliseconds from an arbitrary origin; never goes backwards. */
  monotonicMs(): number;
  /** Resolves after `ms`, or rejects with `signal.reason` when aborted first. */
  sleep(ms: number, signal?: AbortSignalLike): Promise<void>;
  /** Calls `action` after `ms`; the returned function cancels it. */
  schedule(ms: number, action: () => void): () => void;
}

/** The part of `AbortSignal` that is used here; pure packages cannot name the DOM's. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}
