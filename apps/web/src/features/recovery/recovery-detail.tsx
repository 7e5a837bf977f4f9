/** One recovery: what came of it, where its time went, what it did step by step, and what is left to do about it. */
import type { ReactElement, ReactNode } from 'react';
import { Title } from '@mantine/core';
import type { CallOutput, ClusterView, PlanView, RecoveryView } from '@topiary/contract';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { Words } from '../../shared/i18n/use-words.ts';
import { Facts } from '../../shared/ui/facts.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { AcknowledgeForm } from './acknowledge-form.tsx';
import { HookRunList } from './hook-run-list.tsx';
import { hookRunsOf } from './hook-runs.ts';
import { PhaseChart } from './phase-chart.tsx';
import { STATE_MARKS, beginOf, cameOf, isByHand, stateOf, stateWordOf, tookMs } from './recovery-facts.ts';
import { byWhom } from './recovery-table.tsx';
import { StepLog } from './step-log.tsx';
import { TreePair } from './tree-pair.tsx';
import classes from './recovery.module.css';

export interface RecoveryDetailProps {
  readonly detail: CallOutput<'recovery'>;
  /** `null`: it has none, or it is not known any more. */
  readonly plan: PlanView | null;
  /** As it is now; `null`: it is not known, or not any more. */
  readonly cluster: Pick<ClusterView, 'nodes' | 'edges'> | null;
  /** What leads to the plan, drawn by whoever knows plans. */
  readonly planLink: ReactNode;
}

export function RecoveryDetail(props: RecoveryDetailProps): ReactElement {
  const { detail, plan, cluster, planLink } = props;
  const { recovery, steps } = detail;
  const words = useWords();
  const { t } = words;
  const runs = hookRunsOf(steps);
  return (
    <>
      <Title order={1} size="h3" mb="sm">
        {t(isByHand(recovery) ? 'recovery.ofByHand' : 'recovery.of', {
          code: recovery.code,
          instance: recovery.instance,
        })}
      </Title>
      <Outcome recovery={recovery} />
      <div className={classes.sheet}>
        <div>
          <Section title={t('recovery.phases')}>
            <PhaseChart recovery={recovery} />
          </Section>
          {recovery.details.replicas.length > 0 && (
            <Section title={t('recovery.trees')}>
              <TreePair recovery={recovery} plan={plan} cluster={cluster} />
            </Section>
          )}
          {runs.length > 0 && (
            <Section title={t('recovery.hookRuns.title')}>
              <HookRunList runs={runs} begin={beginOf(recovery)} />
            </Section>
          )}
          <Section title={t('recovery.log')}>
            <StepLog steps={steps} begin={beginOf(recovery)} />
          </Section>
        </div>
        <div>
          <Section title={t('recovery.ack.title')}>
            <Acknowledgement recovery={recovery} />
          </Section>
          <Section title={t('recovery.plan')}>{planLink}</Section>
          <Facts title={t('recovery.facts')} facts={factsOf(recovery, words)} />
        </div>
      </div>
    </>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }): ReactElement {
  return (
    <section className={classes.section} aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Outcome({ recovery }: { readonly recovery: RecoveryView }): ReactElement {
  const { t, milliseconds, message } = useWords();
  const state = stateOf(recovery);
  const took = tookMs(recovery);
  const { successor, details } = recovery;
  const said = [
    successor === null
      ? t(`recovery.state.${stateWordOf(recovery)}`)
      : t(`recovery.came.${cameOf(recovery)}`, { successor }),
    took === null ? null : t('recovery.took', { time: milliseconds(took) }),
    details.lost.length === 0 ? null : t('recovery.lost', { count: details.lost.length }),
  ].filter((text) => text !== null);
  return (
    <Notice mark={STATE_MARKS[state]} title={said.join(' · ')}>
      {details.errors.map((error) => (
        <div key={error.code + JSON.stringify(error.params)}>{message(error)}</div>
      ))}
    </Notice>
  );
}

function Acknowledgement({ recovery }: { readonly recovery: RecoveryView }): ReactElement {
  const { t, time } = useWords();
  const { acknowledged, uid, endedAt } = recovery;
  if (acknowledged !== null)
    return (
      <Notice mark="ok" title={t('recovery.acknowledged')}>
        <div>{t('recovery.acknowledgedBy', { by: acknowledged.by, comment: acknowledged.comment })}</div>
        <time>{time(acknowledged.at)}</time>
      </Notice>
    );
  if (endedAt === null) return <p className={classes.muted}>{t('recovery.ack.notYet')}</p>;
  return <AcknowledgeForm which={{ kind: 'one', uid }} />;
}

function factsOf(recovery: RecoveryView, words: Words): readonly (readonly [string, ReactNode])[] {
  const { t, time } = words;
  const { details, forced } = recovery;
  const list = (ids: readonly string[]): string | null => (ids.length === 0 ? null : ids.join(', '));
  const { hostname, processId } = details.holder;
  return [
    [t('recovery.fact.failed'), recovery.instance],
    [t('recovery.fact.successor'), recovery.successor],
    [t('recovery.fact.scope'), t(`recovery.scope.${recovery.scope}`)],
    [t('recovery.startedBy'), byWhom(forced, details.user, t)],
    ...(details.command === '' ? [] : [[t('recovery.fact.command'), details.command] as const]),
    [t('recovery.fact.started'), time(recovery.startedAt)],
    [t('recovery.fact.ended'), recovery.endedAt === null ? null : time(recovery.endedAt)],
    [t('recovery.fact.replicas'), list(details.replicas)],
    [t('recovery.fact.lost'), list(details.lost)],
    [t('recovery.fact.participants'), list(details.participants)],
    [t('recovery.fact.process'), t('recovery.process', { hostname, id: processId })],
    [t('recovery.fact.uid'), recovery.uid],
  ];
}
