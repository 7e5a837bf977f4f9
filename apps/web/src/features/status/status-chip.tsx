/** Whether what is on screen is what is: live, stale for so long, or disconnected (and healing by itself). */
import type { ReactElement } from 'react';
import { HEARTBEAT_INTERVAL_MS } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { useLinkState, useLiveFeed } from '../../shared/live/live-context.tsx';
import type { LinkState } from '../../shared/live/live-link.ts';
import { useNow } from '../../shared/ui/use-now.ts';
import classes from './status.module.css';

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

export function StatusChip(): ReactElement {
  const { t, duration } = useWords();
  const state = useLinkState();
  const feed = useLiveFeed();
  const freshness = freshnessOf(state, feed.heardAt(), useNow(1_000));
  const text =
    'seconds' in freshness
      ? t(`link.${freshness.kind}`, { time: duration(freshness.seconds) })
      : t(`link.${freshness.kind}`);
  return (
    <span
      className={classes.chip}
      data-kind={freshness.kind}
      title={t(`linkHint.${freshness.kind}`)}
      role="status"
      aria-label={t('link.label')}
    >
      <span className={classes.dot} aria-hidden="true" />
      {text}
    </span>
  );
}

function secondsSince(instant: number, now: number): number {
  return Math.max(0, Math.round((now - instant) / 1000));
}
