/** How live events come to this tab, whatever brings them: a worker shared by all tabs, or polling where there is none. */
import type { ClusterId, LiveEvent } from '@topiary/contract';

export type LinkState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** The connection broke; the next attempt is on its way. `since`: milliseconds since 1970. */
  | { readonly kind: 'disconnected'; readonly since: number }
  /** No shared worker here: the whole is asked for again and again. */
  | { readonly kind: 'polling' };

export interface LiveListener {
  onEvent(event: LiveEvent): void;
  onState(state: LinkState): void;
  /** Whether this tab does what is done once for all tabs. It does not until it is told so. */
  onFirst(isFirst: boolean): void;
}

export interface LiveLink {
  start(listener: LiveListener): void;
  /** Replaces the clusters that this tab wants events of. */
  want(clusters: readonly ClusterId[]): void;
  /** This tab saw a gap: send the whole of everything wanted. */
  resync(): void;
  stop(): void;
}
