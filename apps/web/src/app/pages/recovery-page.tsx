/** One recovery under an address of its own: what a notification, or a colleague, links to. */
import { useState } from 'react';
import type { ReactElement } from 'react';
import { Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from 'react-router';
import type { ClusterId, PlanView, RecoveryView } from '@topiary/contract';
import { PlanDetails } from '../../features/plan/plan-details.tsx';
import { StepTimes } from '../../features/plan/step-times.tsx';
import { RecoveryDetail } from '../../features/recovery/recovery-detail.tsx';
import { useApi } from '../../shared/api/client-context.tsx';
import { clusterQuery, planQuery } from '../../shared/api/queries.ts';
import { recoveryQuery } from '../../shared/api/recovery-queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { useWatchCluster } from '../../shared/live/live-context.tsx';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import { paths } from '../paths.ts';
import classes from './pages.module.css';

const NO_CLUSTER = '' as ClusterId;
const NO_PLAN = '' as PlanView['id'];

export function RecoveryPage(): ReactElement {
  const { t } = useWords();
  const uid = useParams()['uid'] ?? '';
  const { data, error, refetch } = useQuery(recoveryQuery(useApi(), uid));
  const recovery = data?.recovery;
  const id = recovery?.plan ?? null;
  const { data: plan } = useQuery({ ...planQuery(useApi(), id ?? NO_PLAN), enabled: id !== null });
  const { data: cluster } = useQuery({
    ...clusterQuery(useApi(), recovery?.cluster ?? NO_CLUSTER),
    enabled: recovery !== undefined,
    retry: false,
  });
  return (
    <div className={classes.page}>
      <title>{t('recovery.documentTitle')}</title>
      <p className={classes.crumb}>
        <Link to={paths.recoveries}>{t('recovery.back')}</Link>
        {recovery !== undefined && <OfCluster recovery={recovery} />}
      </p>
      {data === undefined && error === null && <Waiting />}
      {data === undefined && error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data !== undefined && (
        <RecoveryDetail
          detail={data}
          plan={plan ?? null}
          cluster={cluster ?? null}
          planLink={
            plan === undefined ? (
              <p className={classes.note}>{t(noPlan(data.recovery))}</p>
            ) : (
              <ItsPlan plan={plan} isRunning={data.recovery.endedAt === null} />
            )
          }
        />
      )}
    </div>
  );
}

function noPlan({ endedAt }: RecoveryView): 'recovery.noPlan' | 'recovery.noPlanYet' {
  return endedAt === null ? 'recovery.noPlanYet' : 'recovery.noPlan';
}

function OfCluster({ recovery }: { readonly recovery: RecoveryView }): ReactElement {
  const { t } = useWords();
  const { cluster, clusterAlias, clusterName, startedAt } = recovery;
  return (
    <>
      {' / '}
      <Link to={paths.cluster(cluster)}>{clusterAlias ?? clusterName}</Link>
      {' · '}
      <Link to={paths.past(cluster, startedAt)}>{t('playback.atRecovery')}</Link>
      <Watch cluster={cluster} />
    </>
  );
}

/** The steps of its plan come as they are done. */
function Watch({ cluster }: { readonly cluster: ClusterId }): null {
  useWatchCluster(cluster);
  return null;
}

/** While it runs its steps are what there is to see. */
function ItsPlan({ plan, isRunning }: { readonly plan: PlanView; readonly isRunning: boolean }): ReactElement {
  const { t } = useWords();
  const navigate = useNavigate();
  const [isShown, setIsShown] = useState(isRunning);
  return (
    <>
      <StepTimes plan={plan} />
      <Group gap="xs" mb="sm">
        <Button size="xs" variant="default" aria-expanded={isShown} onClick={() => setIsShown(!isShown)}>
          {t(isShown ? 'recovery.hidePlan' : 'recovery.showPlan')}
        </Button>
        <Button size="xs" variant="subtle" component={Link} to={paths.plan(plan.id)}>
          {t('recovery.openPlan')}
        </Button>
      </Group>
      {isShown && (
        <PlanDetails plan={plan} onSelect={(instance) => void navigate(paths.instance(plan.cluster, instance))} />
      )}
    </>
  );
}
