import type { ReactElement } from 'react';
import { useWords } from '../../shared/i18n/use-words.ts';
import { useLinkState, useLiveFeed } from '../../shared/live/live-context.tsx';
import { Icon } from '../../shared/ui/icons.tsx';
import { useNow } from '../../shared/ui/use-now.ts';
import { freshnessOf } from './freshness.ts';
import classes from './status.module.css';

/** While nothing comes from Topiary: since when, above every page, which loses its colours so that nothing old looks well. */
export function NotLive(): ReactElement | null {
  const { t, time } = useWords();
  const state = useLinkState();
  const heardAt = useLiveFeed().heardAt();
  const { kind } = freshnessOf(state, heardAt, useNow(1_000));
  if (kind !== 'disconnected' && kind !== 'stale') return null;
  const since = state.kind === 'disconnected' ? state.since : heardAt;
  return (
    <>
      <div className={classes.notLive} role="alert">
        <Icon name="warning" size={16} />
        <span>
          {t('link.notLive', { time: time(since) })} {t(`linkHint.${kind}`)}
        </span>
      </div>
      <div className={classes.colours} aria-hidden="true" />
    </>
  );
}
