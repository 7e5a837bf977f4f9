/** Above a cluster: the takeover that waits for its window, or is under way in it. */
import type { ReactElement } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { ClusterId } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { takeoversQuery } from '../../shared/api/recovery-queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import { CancelTakeover } from './scheduled-takeovers.tsx';
import { TAKEOVER_MARKS } from './schedule-facts.ts';
import classes from './takeover.module.css';

export interface WaitingTakeoverProps {
  readonly cluster: ClusterId;
  readonly allHref: string;
}

export function WaitingTakeover({ cluster, allHref }: WaitingTakeoverProps): ReactElement | null {
  const { t, time, messages } = useWords();
  const { data } = useQuery(takeoversQuery(useApi()));
  const found = data?.takeovers.find((one) => one.cluster === cluster && one.state === 'waiting');
  if (found === undefined) return null;
  const { id, master, successor, from, until, actor, reasons, state } = found;
  const params = { master, successor: successor ?? t('takeover.schedule.best'), user: actor.user };
  return (
    <section className={classes.waiting} aria-label={t('takeover.schedule.waits')}>
      <MarkIcon mark={TAKEOVER_MARKS[state]} size={16} />
      <span className={classes.waitingText}>
        {t('takeover.schedule.line', { ...params, from: time(from), until: time(until) })} {messages(reasons)}
      </span>
      <Link to={allHref}>{t('takeover.schedule.all')}</Link>
      <CancelTakeover id={id} />
    </section>
  );
}
