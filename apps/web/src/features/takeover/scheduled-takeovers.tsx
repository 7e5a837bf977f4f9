/** Takeovers that were asked for in a window of time: who, when, why it has not begun, what came of it. */
import type { ReactElement } from 'react';
import { Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { ClusterId, InstanceId, PlanId, TakeoverView } from '@topiary/contract';
import { useApi } from '../../shared/api/client-context.tsx';
import { takeoversQuery } from '../../shared/api/recovery-queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { ChangeFailure } from '../../shared/registry/change-notices.tsx';
import { SureButton } from '../../shared/registry/sure-button.tsx';
import { MarkIcon } from '../../shared/ui/mark-icon.tsx';
import marked from '../../shared/ui/marked-table.module.css';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import { TAKEOVER_MARKS, inOrder } from './schedule-facts.ts';
import classes from './takeover.module.css';
import { useCancelTakeover } from './use-takeovers.ts';

export interface ScheduledTakeoversProps {
  readonly instanceHref: (cluster: ClusterId, id: InstanceId) => string;
  readonly planHref: (id: PlanId) => string;
}

export function ScheduledTakeovers(props: ScheduledTakeoversProps): ReactElement {
  const { t } = useWords();
  const { data, error, refetch } = useQuery(takeoversQuery(useApi()));
  if (data === undefined)
    return error === null ? <Waiting /> : <Failure error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        {t('takeover.schedule.about')}
      </Text>
      {data.takeovers.length === 0 ? (
        <Text size="sm">{t('takeover.schedule.none')}</Text>
      ) : (
        <Table className={marked.table} verticalSpacing="sm" aria-label={t('recovery.list.takeovers')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('takeover.schedule.what')}</Table.Th>
              <Table.Th>{t('takeover.schedule.state')}</Table.Th>
              <Table.Th>{t('takeover.schedule.window')}</Table.Th>
              <Table.Th>{t('takeover.schedule.cluster')}</Table.Th>
              <Table.Th>{t('takeover.schedule.by')}</Table.Th>
              <Table.Th aria-label={t('takeover.schedule.cancel')} />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {inOrder(data.takeovers).map((takeover) => (
              <Row key={takeover.id} takeover={takeover} {...props} />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </>
  );
}

interface RowProps extends ScheduledTakeoversProps {
  readonly takeover: TakeoverView;
}

function Row({ takeover, instanceHref, planHref }: RowProps): ReactElement {
  const words = useWords();
  const { t, time, utc } = words;
  const { master, successor, cluster, clusterName, from, until, actor, createdAt, state, plan } = takeover;
  return (
    <Table.Tr className={marked.row} data-mark={TAKEOVER_MARKS[state]}>
      <Table.Td>
        <Link to={instanceHref(cluster, master)} className={marked.name}>
          {master}
        </Link>
        <div className={marked.aside}>
          {t('takeover.schedule.to', { successor: successor ?? t('takeover.schedule.best') })}
        </div>
      </Table.Td>
      <Table.Td>
        <State takeover={takeover} />
        {plan !== null && (
          <Link to={planHref(plan)} className={classes.link}>
            {t('takeover.schedule.plan')}
          </Link>
        )}
      </Table.Td>
      <Table.Td data-label={t('takeover.schedule.window')}>
        <time title={utc(from)}>{time(from)}</time>
        <div className={marked.aside}>
          <time title={utc(until)}>{t('recovery.until', { time: time(until) })}</time>
        </div>
      </Table.Td>
      <Table.Td data-label={t('takeover.schedule.cluster')}>{clusterName}</Table.Td>
      <Table.Td data-label={t('takeover.schedule.by')}>
        {actor.user}
        <div className={marked.aside}>
          <time title={utc(createdAt)}>{time(createdAt)}</time>
        </div>
      </Table.Td>
      <Table.Td>{state === 'waiting' && <CancelTakeover id={takeover.id} />}</Table.Td>
    </Table.Tr>
  );
}

/** While it waits: what kept it from beginning when it was tried last. */
function State({ takeover: { state, reasons } }: Pick<RowProps, 'takeover'>): ReactElement {
  const { t, message } = useWords();
  return (
    <div className={marked.state}>
      <MarkIcon mark={TAKEOVER_MARKS[state]} />
      <div>
        <div className={marked.counts}>{t(`takeover.schedule.states.${state}`)}</div>
        {reasons.map((reason) => (
          <div key={reason.code + JSON.stringify(reason.params)} className={marked.aside}>
            {message(reason)}
          </div>
        ))}
      </div>
    </div>
  );
}

/** Not offered to those who may only look. */
export function CancelTakeover({ id }: { readonly id: string }): ReactElement | null {
  const { t } = useWords();
  const change = useCancelTakeover();
  if (!change.mayChange) return null;
  return (
    <>
      <ChangeFailure failure={change.failure} />
      <SureButton register={change} sure={t('takeover.schedule.sure')} onClick={() => change.run(id)}>
        {t('takeover.schedule.cancel')}
      </SureButton>
    </>
  );
}
