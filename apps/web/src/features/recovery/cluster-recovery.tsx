/** Above a cluster: the recovery that runs there, what nobody acknowledged, what is held back, and that it is switched off. */
import type { ReactElement } from 'react';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { ClusterId, PlanId } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { blockedQuery, recoveriesQuery, switchesQuery } from '../../shared/api/recovery-queries.ts';
import { untilText } from '../../shared/i18n/until-text.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import { useNow } from '../../shared/ui/use-now.ts';
import { RECENT_ASKED, recentOf } from './recent.ts';
import { RecoveryLine } from './recovery-line.tsx';
import classes from './recovery.module.css';

const MAX_SHOWN = 2;
const MINUTE_MS = 60_000;

export interface ClusterRecoveryProps {
  readonly cluster: ClusterId;
  readonly href: (uid: string) => string;
  readonly onPlan: (plan: PlanId) => void;
  readonly onReadiness: () => void;
}

export function ClusterRecovery({ cluster, href, onPlan, onReadiness }: ClusterRecoveryProps): ReactElement {
  const { t } = useWords();
  const api = useApi();
  const now = useNow(MINUTE_MS);
  const { data } = useQuery(recoveriesQuery(api, { cluster, unacknowledged: 'true', pageSize: RECENT_ASKED }));
  const recent = recentOf(data?.items ?? [], now);
  return (
    <section aria-label={t('recovery.bar.label')}>
      {recent.slice(0, MAX_SHOWN).map((recovery) => (
        <RecoveryLine key={recovery.uid} recovery={recovery} href={href(recovery.uid)} onPlan={onPlan} />
      ))}
      <HeldBack cluster={cluster} href={href} />
      <SwitchedOff cluster={cluster} onReadiness={onReadiness} />
    </section>
  );
}

function HeldBack({ cluster, href }: Pick<ClusterRecoveryProps, 'cluster' | 'href'>): ReactElement {
  const { t } = useWords();
  const { data } = useQuery(blockedQuery(useApi()));
  return (
    <>
      {data?.blocked
        .filter((one) => one.cluster === cluster)
        .slice(0, MAX_SHOWN)
        .map(({ instance, code, byUid }) => (
          <div key={`${instance} ${code}`} className={classes.line} data-mark="critical">
            <MarkIcon mark="critical" size={16} />
            <span className={classes.text}>{t('recovery.bar.held', { instance, code })}</span>
            <Link to={href(byUid)}>{t('recovery.bar.lookAck')}</Link>
          </div>
        ))}
    </>
  );
}

function SwitchedOff({
  cluster,
  onReadiness,
}: Pick<ClusterRecoveryProps, 'cluster' | 'onReadiness'>): ReactElement | null {
  const words = useWords();
  const { t } = words;
  const { data } = useQuery(switchesQuery(useApi()));
  const off = data?.kind === 'read' ? data.off.find((one) => one.cluster === cluster) : undefined;
  if (off === undefined) return null;
  const { owner, reason, expiresAt } = off;
  return (
    <div className={classes.line} data-mark="warning">
      <MarkIcon mark="warning" size={16} />
      <span className={classes.text}>
        {t('recovery.bar.off', { owner, reason, until: untilText(expiresAt, words) })}
      </span>
      <Button size="compact-xs" variant="default" onClick={onReadiness}>
        {t('recovery.bar.readiness')}
      </Button>
    </div>
  );
}
