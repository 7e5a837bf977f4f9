/** Acts on a server's logs, GTIDs, semi-sync and sessions, as data. */
import type { SemiSyncSide } from '../../topology/observation.ts';

export type UpkeepAct =
  /** `to`: the oldest that stays; `null`: only the present one does. `forced`: what replicas still need is a warning. */
  | {
      readonly kind: 'purge-binary-logs';
      readonly to: string | null;
      readonly forced: boolean;
      /** Only files that were last written so long ago, by the clock of the server; not together with `to`. */
      readonly olderThanSeconds?: number;
    }
  /** Ends what a connection runs, or the connection. `process`: as the server numbers it. */
  | { readonly kind: 'kill-query'; readonly process: number; readonly what: 'query' | 'connection' }
  | { readonly kind: 'set-semi-sync'; readonly side: SemiSyncSide; readonly to: boolean }
  /** `null`: the only channel there is. */
  | { readonly kind: 'enable-gtid'; readonly channel: string | null }
  | { readonly kind: 'disable-gtid'; readonly channel: string | null }
  /** Empty transactions on the master in place of a replica's errant ones, so that everybody has them. */
  | { readonly kind: 'gtid-errant-inject-empty' }
  /** Every server that lacks a replica's errant transactions counts them as executed. */
  | { readonly kind: 'gtid-errant-set-purged' }
  /** A replica forgets its errant transactions, and its binary logs. */
  | { readonly kind: 'gtid-errant-reset-master' }
  /** A server that replicates keeps its GTIDs, another one begins anew. */
  | { readonly kind: 'reset-master' }
  | { readonly kind: 'set-gtid-purged'; readonly gtids: string }
  /** On every server of the cluster, while it goes on working. */
  | { readonly kind: 'set-gtid-mode'; readonly to: 'ON' | 'OFF' };
