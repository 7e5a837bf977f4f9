import type { ReactElement } from 'react';
import { Group, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearchParams } from 'react-router';
import type { AuditEntryView, PlanId } from '@topiary/contract';
import { AuditFilters } from '../../features/audit/audit-filters.tsx';
import { AUDIT_PAGE_SIZE, readAuditFilter, withAuditFilter } from '../../features/audit/audit-filter.ts';
import type { AuditFilterKey } from '../../features/audit/audit-filter.ts';
import { AuditTable } from '../../features/audit/audit-table.tsx';
import { PlanDetails } from '../../features/plan/plan-details.tsx';
import { useApi } from '../../shared/api/client-context.tsx';
import { auditParameters, auditQuery, fleetQuery, planQuery } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { ExportMenu } from '../../shared/ui/export-menu.tsx';
import { PageTurner } from '../../shared/ui/page-turner.tsx';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import { paths } from '../paths.ts';
import classes from './pages.module.css';

const LINKS = {
  cluster: (entry: AuditEntryView) => (entry.cluster === null ? null : paths.cluster(entry.cluster)),
  instance: (entry: AuditEntryView) =>
    entry.cluster === null || entry.instance === null ? null : paths.instance(entry.cluster, entry.instance),
  plan: (entry: AuditEntryView) => (entry.plan === null ? null : paths.plan(entry.plan)),
};

export function AuditPage(): ReactElement {
  const { t, number } = useWords();
  const [parameters, setParameters] = useSearchParams();
  const api = useApi();
  const filter = readAuditFilter(parameters);
  const { data: page, error, refetch } = useQuery(auditQuery(api, filter));
  const { data: fleet } = useQuery(fleetQuery(api));
  const clusters = (fleet?.clusters ?? []).map(({ id, name, alias }) => ({ id, name: alias ?? name }));
  const change = (key: AuditFilterKey, value: string): void =>
    setParameters((before) => withAuditFilter(before, key, value), { replace: key !== 'page' });
  return (
    <div className={classes.page}>
      <title>{t('audit.documentTitle')}</title>
      <Title order={1} size="h3" mb="sm">
        {t('audit.title')}
      </Title>
      <AuditFilters parameters={parameters} clusters={clusters} onChange={change} onClear={() => setParameters({})} />
      {page === undefined && error === null && <Waiting />}
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {page !== undefined && (
        <>
          <Group justify="space-between" my="sm">
            <Text size="sm" c="dimmed" role="status">
              {t('audit.count', { count: page.total, shown: number(page.total) })}
            </Text>
            <ExportMenu name="exportAudit" query={auditParameters(filter)} total={page.total} />
          </Group>
          <AuditTable
            entries={page.items}
            links={LINKS}
            renderPlan={(entry) => entry.plan !== null && <EntryPlan id={entry.plan} entry={entry} />}
          />
          <PageTurner
            total={page.total}
            pageSize={AUDIT_PAGE_SIZE}
            page={page.page}
            onTurn={(next) => change('page', String(next))}
          />
        </>
      )}
    </div>
  );
}

function EntryPlan({ id, entry }: { readonly id: PlanId; readonly entry: AuditEntryView }): ReactElement {
  const navigate = useNavigate();
  const { messages } = useWords();
  const { data: plan, error } = useQuery(planQuery(useApi(), id));
  if (plan !== undefined) {
    return <PlanDetails plan={plan} onSelect={(instance) => void navigate(paths.instance(plan.cluster, instance))} />;
  }
  return error === null ? <Waiting /> : <Failure error={error}>{messages(entry.summary)}</Failure>;
}
