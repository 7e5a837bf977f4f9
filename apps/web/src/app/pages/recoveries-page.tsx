/** What was done about failures, what was detected, what is held back, and where recovery is switched off. */
import type { ReactElement } from 'react';
import { Group, Tabs, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import type { ClusterId } from '@topiary/contract';
import { RecoveryWeeks } from '../../features/charts/recovery-weeks.tsx';
import { TimedNotes } from '../../features/downtime/timed-notes.tsx';
import { SwitchesSection } from '../../features/readiness/switches-section.tsx';
import { AcknowledgeForm } from '../../features/recovery/acknowledge-form.tsx';
import { DetectionsTable } from '../../features/recovery/detections-table.tsx';
import { HeldBackList } from '../../features/recovery/held-back-list.tsx';
import { HooksPreview } from '../../features/recovery/hooks-preview.tsx';
import {
  RECOVERY_LISTS,
  RECOVERY_PAGE_SIZE,
  listOf,
  readDetectionFilter,
  readRecoveryFilter,
  withRecoveryFilter,
} from '../../features/recovery/recovery-filter.ts';
import type { RecoveryFilterKey } from '../../features/recovery/recovery-filter.ts';
import { RecoveryFilters } from '../../features/recovery/recovery-filters.tsx';
import { RecoveryTable } from '../../features/recovery/recovery-table.tsx';
import { ScheduledTakeovers } from '../../features/takeover/scheduled-takeovers.tsx';
import { useApi } from '../../shared/api/client-context.tsx';
import { fleetQuery } from '../../shared/api/queries.ts';
import { blockedQuery, detectionsQuery, recoveriesQuery } from '../../shared/api/recovery-queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { ExportMenu } from '../../shared/ui/export-menu.tsx';
import { PageTurner } from '../../shared/ui/page-turner.tsx';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import { paths } from '../paths.ts';
import classes from './pages.module.css';

interface ListProps {
  readonly parameters: URLSearchParams;
  readonly onTurn: (page: number) => void;
}

export function RecoveriesPage(): ReactElement {
  const { t } = useWords();
  const [parameters, setParameters] = useSearchParams();
  const list = listOf(parameters);
  const change = (key: RecoveryFilterKey | 'list', value: string): void =>
    setParameters((before) => withRecoveryFilter(before, key, value), { replace: key !== 'page' && key !== 'list' });
  const shared = { parameters, onTurn: (page: number) => change('page', String(page)) };
  return (
    <div className={classes.page}>
      <title>{t('recovery.documentTitle')}</title>
      <Title order={1} size="h3" mb="sm">
        {t('recovery.title')}
      </Title>
      <Tabs
        value={list}
        keepMounted={false}
        onChange={(value) => change('list', value === null || value === 'recoveries' ? '' : value)}
      >
        <Tabs.List mb="md" aria-label={t('recovery.lists')}>
          {RECOVERY_LISTS.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`recovery.list.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {(list === 'recoveries' || list === 'detections') && (
          <Filters
            parameters={parameters}
            onChange={change}
            onClear={() => setParameters(list === 'recoveries' ? {} : { list })}
          />
        )}
        <Tabs.Panel value="recoveries">
          <RecoveryWeeks cluster={parameters.get('cluster') as ClusterId | null} />
          <Recoveries {...shared} />
        </Tabs.Panel>
        <Tabs.Panel value="detections">
          <Detections {...shared} />
        </Tabs.Panel>
        <Tabs.Panel value="takeovers">
          <ScheduledTakeovers instanceHref={paths.instance} planHref={paths.plan} />
        </Tabs.Panel>
        <Tabs.Panel value="held">
          <HeldBack />
        </Tabs.Panel>
        <Tabs.Panel value="switches">
          <SwitchesSection hrefOf={paths.readiness} />
        </Tabs.Panel>
        <Tabs.Panel value="downtime">
          <TimedNotes instanceHref={paths.instance} />
        </Tabs.Panel>
        <Tabs.Panel value="hooks">
          <HooksPreview />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

interface FiltersProps {
  readonly parameters: URLSearchParams;
  readonly onChange: (key: RecoveryFilterKey, value: string) => void;
  readonly onClear: () => void;
}

function Filters({ parameters, onChange, onClear }: FiltersProps): ReactElement {
  const { data: fleet } = useQuery(fleetQuery(useApi()));
  const clusters = (fleet?.clusters ?? []).map(({ id, name, alias }) => ({ id, name: alias ?? name }));
  return (
    <RecoveryFilters
      parameters={parameters}
      clusters={clusters}
      of={listOf(parameters) === 'recoveries' ? 'recoveries' : 'detections'}
      onChange={onChange}
      onClear={onClear}
    />
  );
}

function Recoveries({ parameters, onTurn }: ListProps): ReactElement {
  const { t, number } = useWords();
  const filter = readRecoveryFilter(parameters);
  const { data, error, refetch } = useQuery(recoveriesQuery(useApi(), filter));
  if (data === undefined)
    return error === null ? <Waiting /> : <Failure error={error} onRetry={() => void refetch()} />;
  const cluster = parameters.get('cluster') as ClusterId | null;
  const hasOpen = data.items.some(({ acknowledged, endedAt }) => acknowledged === null && endedAt !== null);
  return (
    <>
      <Group justify="space-between" my="sm">
        <Text size="sm" c="dimmed" role="status">
          {data.total === 0
            ? t('recovery.none')
            : t('recovery.count', { count: data.total, shown: number(data.total) })}
        </Text>
        <ExportMenu name="exportRecoveries" query={filter} total={data.total} />
      </Group>
      {data.total > 0 && <RecoveryTable recoveries={data.items} hrefOf={({ uid }) => paths.recovery(uid)} />}
      <PageTurner total={data.total} pageSize={RECOVERY_PAGE_SIZE} page={data.page} onTurn={onTurn} />
      {hasOpen && (
        <div className={classes.form}>
          <Title order={2} size="h5">
            {t('recovery.ack.title')}
          </Title>
          <AcknowledgeForm which={cluster === null ? { kind: 'all' } : { kind: 'cluster', cluster }} />
        </div>
      )}
    </>
  );
}

function Detections({ parameters, onTurn }: ListProps): ReactElement {
  const { t, number } = useWords();
  const filter = readDetectionFilter(parameters);
  const { data, error, refetch } = useQuery(detectionsQuery(useApi(), filter));
  if (data === undefined)
    return error === null ? <Waiting /> : <Failure error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <Group justify="space-between" my="sm">
        <Text size="sm" c="dimmed" role="status">
          {data.total === 0
            ? t('recovery.noneDetected')
            : t('recovery.detectionCount', { count: data.total, shown: number(data.total) })}
        </Text>
        <ExportMenu name="exportDetections" query={filter} total={data.total} />
      </Group>
      {data.total > 0 && (
        <DetectionsTable
          detections={data.items}
          hrefOf={({ cluster, instance }) => paths.instance(cluster, instance)}
          recoveryHref={paths.recovery}
        />
      )}
      <PageTurner total={data.total} pageSize={RECOVERY_PAGE_SIZE} page={data.page} onTurn={onTurn} />
    </>
  );
}

function HeldBack(): ReactElement {
  const { data, error, refetch } = useQuery(blockedQuery(useApi()));
  if (data === undefined)
    return error === null ? <Waiting /> : <Failure error={error} onRetry={() => void refetch()} />;
  return <HeldBackList blocked={data.blocked} hrefOf={paths.recovery} />;
}
