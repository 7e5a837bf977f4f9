import { HEARTBEAT_INTERVAL_MS } from '@topiary/contract';
import type { LinkState } from '../../shared/live/live-link.ts';

/** One heartbeat may be late; then what is shown counts as old. */
const STALE_AFTER_MS = HEARTBEAT_INTERVAL_MS * 1.6;

export type Freshness =
  | { readonly kind: 'live' | 'polling' | 'connecting' }
  | { readonly kind: 'stale' | 'disconnected'; readonly seconds: number };

export function freshnessOf(state: LinkState, heardAt: number, now: number): Freshness {
  if (state.kind === 'disconnected') return { kind: 'disconnected', seconds: secondsSince(state.since, now) };
  if (state.kind === 'live' && now - heardAt > STALE_AFTER_MS)
    return { kind: 'stale', seconds: secondsSince(heardAt, now) };
  return { kind: state.kind };
}

function secondsSince(instant: number, now: number): number {
  return Math.max(0, Math.round((now - instant) / 1000));
}
