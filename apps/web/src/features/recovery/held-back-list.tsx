import type { ReactElement } from 'react';
import { Link } from 'react-router';
import type { CallOutput } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import { findingText } from '../../shared/i18n/finding-text.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import classes from './recovery.module.css';

export interface HeldBackListProps {
  readonly blocked: CallOutput<'blockedRecoveries'>['blocked'];
  readonly hrefOf: (uid: string) => string;
}

/** What would be repaired by itself, were it not for a recovery before it. */
export function HeldBackList({ blocked, hrefOf }: HeldBackListProps): ReactElement {
  const words = useWords();
  const { t } = words;
  if (blocked.length === 0) return <Notice mark="ok">{t('recovery.noneHeld')}</Notice>;
  return (
    <ul className={classes.held} aria-label={t('recovery.list.held')}>
      {blocked.map(({ instance, code, clusterName, at, byUid }) => (
        <li key={`${instance} ${code}`} className={classes.links}>
          <Notice mark="critical" title={`${clusterName}: ${code}`}>
            <div>{findingText({ code, instance }, words)}</div>
            <div>
              <Link to={hrefOf(byUid)}>{t('recovery.heldBy')}</Link>
              {' · '}
              <time title={words.utc(at)}>{t('recovery.heldSince', { time: words.time(at) })}</time>
            </div>
            <div>{t('recovery.heldHow')}</div>
          </Notice>
        </li>
      ))}
    </ul>
  );
}
