/** What a tab and the shared worker say to each other. Both sides are of one build, so the shapes are trusted. */
import type { ClusterId, LiveEvent } from '@topiary/contract';
import type { LinkState } from './live-link.ts';

export type TabMessage =
  | { readonly kind: 'attach'; readonly apiBase: string }
  | { readonly kind: 'want'; readonly clusters: readonly ClusterId[] }
  | { readonly kind: 'resync' }
  | { readonly kind: 'beat' }
  | { readonly kind: 'bye' };

export type WorkerMessage =
  | { readonly kind: 'event'; readonly event: LiveEvent }
  | { readonly kind: 'state'; readonly state: LinkState }
  /** Of all tabs it is the one that does what must be done once: a sound, a notification of the browser. */
  | { readonly kind: 'first'; readonly isFirst: boolean }
  /** The worker let this tab go (it slept longer than its lease): attach again. */
  | { readonly kind: 'who-are-you' };

export const TAB_BEAT_MS = 20_000;
/** Browsers let timers of hidden tabs fire once a minute; a tab is given up only well after that. */
export const TAB_LEASE_MS = 180_000;
export const MAX_TABS = 200;
