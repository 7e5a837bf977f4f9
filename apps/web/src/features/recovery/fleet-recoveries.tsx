/** Above the fleet: recoveries that run, and what nobody acknowledged yet. */
import type { ReactElement } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { useApi } from '../../shared/api/client-context.tsx';
import { blockedQuery, recoveriesQuery } from '../../shared/api/recovery-queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import { useNow } from '../../shared/ui/use-now.ts';
import { RECENT_ASKED, recentOf } from './recent.ts';
import { RecoveryLine } from './recovery-line.tsx';
import classes from './recovery.module.css';

/** With a whole data center gone there are hundreds; the list shows them. */
const MAX_SHOWN = 3;
const MINUTE_MS = 60_000;

export interface FleetRecoveriesProps {
  readonly href: (uid: string) => string;
  readonly allHref: string;
}

export function FleetRecoveries({ href, allHref }: FleetRecoveriesProps): ReactElement | null {
  const { t } = useWords();
  const api = useApi();
  const now = useNow(MINUTE_MS);
  const { data } = useQuery(recoveriesQuery(api, { unacknowledged: 'true', pageSize: RECENT_ASKED }));
  const { data: held } = useQuery(blockedQuery(api));
  const recent = recentOf(data?.items ?? [], now);
  const blocked = held?.blocked ?? [];
  const shown = recent.slice(0, MAX_SHOWN);
  const more = recent.length - shown.length;
  if (recent.length + blocked.length === 0) return null;
  return (
    <section className={classes.strip} aria-label={t('recovery.bar.fleet')}>
      {blocked.slice(0, MAX_SHOWN).map(({ instance, code, byUid }) => (
        <div key={`${instance} ${code}`} className={classes.line} data-mark="critical">
          <MarkIcon mark="critical" size={16} />
          <span className={classes.text}>{t('recovery.bar.held', { instance, code })}</span>
          <Link to={href(byUid)}>{t('recovery.bar.lookAck')}</Link>
        </div>
      ))}
      {shown.map((recovery) => (
        <RecoveryLine key={recovery.uid} recovery={recovery} href={href(recovery.uid)} namesCluster />
      ))}
      {more > 0 && (
        <div className={classes.line}>
          <Link to={allHref}>{t('recovery.bar.more', { count: more })}</Link>
        </div>
      )}
    </section>
  );
}
