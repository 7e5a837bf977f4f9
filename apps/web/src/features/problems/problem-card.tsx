/** One thing that is no finding and has to be seen all the same: a server in trouble, a recovery that needs a person, what is held back. */
import type { ReactElement, ReactNode } from 'react';
import { Link } from 'react-router';
import type { ProblemItem } from '@topiary/contract';
import { problemTitle } from '../../shared/i18n/problem-title.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import { useNow } from '../../shared/ui/use-now.ts';
import classes from './problems.module.css';

const PACE_MS = 5_000;
/** The recovery itself shows all of them. */
const MAX_ERRORS = 3;

export type OtherProblem = Exclude<ProblemItem, { readonly kind: 'failure' | 'structure' }>;

export interface ProblemCardProps {
  readonly item: OtherProblem;
  /** Where it is, with the ways to it. */
  readonly place: ReactNode;
  readonly recoveryHref: (uid: string) => string;
}

export function ProblemCard({ item, place, recoveryHref }: ProblemCardProps): ReactElement {
  const words = useWords();
  const { t, duration } = words;
  const now = useNow(PACE_MS);
  const title = problemTitle(item, words);
  const { severity, since } = item;
  return (
    <article className={classes.card} data-mark={severity} aria-label={title}>
      <div className={classes.head}>
        <MarkIcon mark={severity} size={18} />
        <div>
          <strong>{title}</strong>
          <div className={classes.facts}>
            {place}
            {since !== null && (
              <span>{t('problems.since', { time: duration(Math.max(0, Math.round((now - since) / 1_000))) })}</span>
            )}
          </div>
        </div>
      </div>
      <More item={item} recoveryHref={recoveryHref} />
    </article>
  );
}

function More({ item, recoveryHref }: Pick<ProblemCardProps, 'item' | 'recoveryHref'>): ReactElement {
  const { t, message, problem } = useWords();
  switch (item.kind) {
    case 'server':
      return (
        <>
          {item.problems.slice(1).map((one) => (
            <p key={one.code + JSON.stringify(one.params)} className={classes.verdict}>
              {problem(one)}
            </p>
          ))}
        </>
      );
    case 'recovery': {
      const { uid, details } = item.recovery;
      return (
        <>
          {details.lost.length > 0 && (
            <p className={classes.verdict}>{t('problems.recoveryLost', { servers: details.lost.join(', ') })}</p>
          )}
          {details.errors.slice(0, MAX_ERRORS).map((error) => (
            <p key={error.code + JSON.stringify(error.params)} className={classes.verdict}>
              {message(error)}
            </p>
          ))}
          <p className={classes.verdict}>
            <Link to={recoveryHref(uid)} className={classes.link}>
              {t(item.care === 'running' ? 'problems.lookRecovery' : 'problems.ackRecovery')}
            </Link>
          </p>
        </>
      );
    }
    case 'takeover':
      return (
        <>
          {item.takeover.reasons.slice(0, MAX_ERRORS).map((reason) => (
            <p key={reason.code + JSON.stringify(reason.params)} className={classes.verdict}>
              {message(reason)}
            </p>
          ))}
        </>
      );
    case 'held-back':
      return (
        <p className={classes.verdict}>
          {t('problems.heldHow')}{' '}
          <Link to={recoveryHref(item.by)} className={classes.link}>
            {t('problems.ackRecovery')}
          </Link>
        </p>
      );
  }
}
