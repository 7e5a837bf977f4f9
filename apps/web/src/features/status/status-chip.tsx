/** Whether what is on screen is what is: live, stale for so long, or disconnected (and healing by itself). */
import type { ReactElement } from 'react';
import { useWords } from '../../shared/i18n/use-words.ts';
import { useLinkState, useLiveFeed } from '../../shared/live/live-context.tsx';
import { useNow } from '../../shared/ui/use-now.ts';
import { freshnessOf } from './freshness.ts';
import classes from './status.module.css';

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
