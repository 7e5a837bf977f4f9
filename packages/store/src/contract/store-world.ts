import type { Store } from '@topiary/engine';

/** One place where data is kept. Every store that is opened on it stands for a process. */
export interface StoreWorld {
  open(): Promise<Store>;
  /** `false`: nobody can know who waits for the lease. */
  readonly knowsWhoWaits?: boolean;
  /** Closes what is still open, and removes the data. */
  dispose(): Promise<void>;
}

/** The world of the running test. */
export type CurrentWorld = () => StoreWorld;
