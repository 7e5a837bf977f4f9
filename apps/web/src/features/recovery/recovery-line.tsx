/** One line about a recovery that runs, or that nobody has acknowledged yet. */
import type { ReactElement } from 'react';
import { Button, Loader, Progress } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { PlanId, PlanView, RecoveryView } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { planQuery } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { Words } from '../../shared/i18n/use-words.ts';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import { useNow } from '../../shared/ui/use-now.ts';
import { phaseName } from './phase-chart.tsx';
import { STATE_MARKS, cameOf, isByHand, phasesOf, stateOf, stateWordOf } from './recovery-facts.ts';
import classes from './recovery.module.css';

const AGO_PACE_MS = 5_000;
const NO_PLAN = '' as PlanId;

export interface RecoveryLineProps {
  readonly recovery: RecoveryView;
  readonly href: string;
  /** Where the page does not say which cluster it is about. */
  readonly namesCluster?: true;
  /** Absent where no plan can be shown beside it. */
  readonly onPlan?: (plan: PlanId) => void;
}

export function RecoveryLine(props: RecoveryLineProps): ReactElement {
  return props.recovery.endedAt === null ? <RunningLine {...props} /> : <EndedLine {...props} />;
}

function EndedLine({ recovery, href, namesCluster }: RecoveryLineProps): ReactElement {
  const { t, duration } = useWords();
  const now = useNow(AGO_PACE_MS);
  const { endedAt } = recovery;
  const state = stateOf(recovery);
  const ago = duration(Math.max(0, Math.round((now - (endedAt ?? now)) / 1_000)));
  return (
    <div className={classes.line} data-mark={STATE_MARKS[state]}>
      <MarkIcon mark={STATE_MARKS[state]} size={16} />
      <span className={classes.text}>
        {namesCluster === true && <ClusterName recovery={recovery} />}
        {endedText(recovery, ago, t)}
      </span>
      <Link to={href}>{t('recovery.bar.lookAck')}</Link>
    </div>
  );
}

function endedText(recovery: RecoveryView, ago: string, t: Words['t']): string {
  const { instance, code, details } = recovery;
  const what = whatCame(recovery, t);
  if (stateOf(recovery) === 'resolved' && isByHand(recovery)) {
    const user = details.user === '' ? t('recovery.somebody') : details.user;
    return t('recovery.bar.byHand', { user, instance, what, ago });
  }
  const word = stateWordOf(recovery);
  if (word === 'running') return '';
  if (word === 'resolved' && recovery.scope === 'old-master')
    return t('recovery.bar.returned', { instance, what, ago });
  return t(`recovery.bar.${word}`, { instance, code, what, ago });
}

function whatCame(recovery: RecoveryView, t: Words['t']): string {
  const { successor } = recovery;
  return successor === null ? '' : t(`recovery.came.${cameOf(recovery)}`, { successor });
}

/** One that nobody named is called by a server, which the line names anyway. */
function ClusterName({ recovery: { clusterAlias } }: Pick<RecoveryLineProps, 'recovery'>): ReactElement | null {
  const { t } = useWords();
  return clusterAlias === null ? null : <strong>{t('recovery.bar.in', { cluster: clusterAlias })} </strong>;
}

/** The phases that are behind it, and how far its plan is; that may be done before all that it was for holds. */
function RunningLine({ recovery, href, namesCluster, onPlan }: RecoveryLineProps): ReactElement {
  const words = useWords();
  const { t, message, milliseconds } = words;
  const { code, instance, plan: id } = recovery;
  const { data: plan } = useQuery({ ...planQuery(useApi(), id ?? NO_PLAN), enabled: id !== null });
  const isSettling = plan?.outcome === 'done';
  return (
    <div className={classes.line} data-mark="warning" role="status">
      <Loader size={14} />
      <span className={classes.text}>
        {namesCluster === true && <ClusterName recovery={recovery} />}
        {isSettling
          ? t('recovery.bar.settling', { what: message(plan.title) })
          : t('recovery.bar.running', { code, instance })}
      </span>
      <ol className={classes.reached}>
        {phasesOf(recovery).map(({ phase, reachedMs }) => (
          <li key={phase}>
            {phaseName(phase, words)} +{milliseconds(reachedMs)}
          </li>
        ))}
      </ol>
      {plan !== undefined && <PlanProgress plan={plan} {...(onPlan === undefined ? {} : { onPlan })} />}
      <Link to={href}>{t('recovery.bar.look')}</Link>
    </div>
  );
}

interface PlanProgressProps extends Pick<RecoveryLineProps, 'onPlan'> {
  readonly plan: PlanView;
}

function PlanProgress({ plan, onPlan }: PlanProgressProps): ReactElement {
  const { t } = useWords();
  const steps = plan.rounds.flatMap(({ stages }) => stages.flatMap((stage) => stage.steps));
  const ended = steps.filter(({ state }) => state !== 'waiting' && state !== 'running').length;
  const label = t('plan.progress', { ended, total: steps.length });
  return (
    <>
      <Progress className={classes.progress} value={(100 * ended) / Math.max(1, steps.length)} aria-label={label} />
      {onPlan !== undefined && (
        <Button size="compact-xs" variant="default" onClick={() => onPlan(plan.id)}>
          {label}
        </Button>
      )}
    </>
  );
}
