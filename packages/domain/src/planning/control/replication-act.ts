/** What can be asked of the replication of one server. `channel: null` is the only one that it has. */
import type { BinlogCoordinates } from '../../topology/observation.ts';

export const THREAD_NAMES = ['both', 'receiver', 'applier'] as const;
export type ThreadName = (typeof THREAD_NAMES)[number];

interface OnChannel {
  readonly channel: string | null;
}

interface OnThreads extends OnChannel {
  readonly threads: ThreadName;
}

export type WaitedFor =
  | ({ readonly kind: 'coordinates' } & BinlogCoordinates)
  /** A GTID set of MySQL, a position of MariaDB. */
  | { readonly kind: 'gtids'; readonly gtids: string };

/** A wait is bounded: somebody sits before it. */
export const MAX_WAIT_SECONDS = 3_600;
/** A year: more is a mistake of typing. Servers take 68 years. */
export const MAX_DELAY_SECONDS = 31_536_000;

export type ReplicationAct =
  | ({ readonly kind: 'start-replica' } & OnThreads)
  | ({ readonly kind: 'stop-replica' } & OnThreads)
  /** What stands stays so. */
  | ({ readonly kind: 'restart-replica' } & OnThreads)
  /** Once everything that was received is applied. */
  | ({ readonly kind: 'stop-replica-nice' } & OnChannel)
  | ({ readonly kind: 'reset-replica' } & OnChannel)
  | ({ readonly kind: 'delay-replication'; readonly seconds: number } & OnChannel)
  | ({ readonly kind: 'wait-for-position'; readonly at: WaitedFor; readonly seconds: number } & OnChannel)
  | ({ readonly kind: 'skip-query' } & OnChannel)
  | ({ readonly kind: 'detach-replica' } & OnChannel)
  | ({ readonly kind: 'reattach-replica' } & OnChannel)
  | ({ readonly kind: 'change-credentials' } & OnChannel)
  | ({ readonly kind: 'change-tls'; readonly enabled: boolean } & OnChannel);
