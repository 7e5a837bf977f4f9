/** Everything that is wrong now, in all clusters, the gravest first. */
import type { ReactElement } from 'react';
import { Button, Group, Select, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { PROBLEM_ITEM_KINDS, problemsQuery as problemsFilter } from '@topiary/contract';
import type { ProblemItem } from '@topiary/contract';
import { FindingCard } from '../../features/problems/finding-card.tsx';
import { ProblemCard } from '../../features/problems/problem-card.tsx';
import problems from '../../features/problems/problems.module.css';
import { useApi } from '../../shared/api/client-context.tsx';
import { problemsQuery } from '../../shared/api/recovery-queries.ts';
import type { ListQuery } from '../../shared/api/recovery-queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { Notice } from '../../shared/ui/notice.tsx';
import { PageTurner } from '../../shared/ui/page-turner.tsx';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import { TextFilter } from '../../shared/ui/text-filter.tsx';
import { paths } from '../paths.ts';
import classes from './pages.module.css';
import { ServerName } from '../../shared/ui/server-name.tsx';

const PAGE_SIZE = 50;
const FILTER_KEYS = ['severity', 'kind', 'instance', 'page'] as const;
type FilterKey = (typeof FILTER_KEYS)[number];

export function ProblemsPage(): ReactElement {
  const { t, number } = useWords();
  const [parameters, setParameters] = useSearchParams();
  const { data, error, refetch } = useQuery(problemsQuery(useApi(), filterOf(parameters)));
  const change = (key: FilterKey, value: string): void =>
    setParameters((before) => {
      const next = new URLSearchParams(before);
      next.delete('page');
      if (value === '') next.delete(key);
      else next.set(key, value);
      return next;
    });
  const isFiltered = FILTER_KEYS.some((key) => parameters.has(key));
  return (
    <div className={classes.page}>
      <title>{t('problems.documentTitle')}</title>
      <Title order={1} size="h3">
        {t('problems.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="sm" role="status">
        {data === undefined
          ? ' '
          : t('problems.count', {
              critical: number(data.severities.critical),
              warning: number(data.severities.warning),
            })}
      </Text>
      <Filters parameters={parameters} onChange={change} onClear={() => setParameters({})} />
      {data === undefined && error === null && <Waiting />}
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data !== undefined && (
        <>
          {data.total === 0 && (
            <Notice mark={isFiltered ? 'info' : 'ok'}>{t(isFiltered ? 'problems.noneFits' : 'problems.none')}</Notice>
          )}
          <ul className={problems.list} aria-label={t('problems.title')}>
            {data.items.map((item) => (
              <li key={keyOf(item)}>
                <Item item={item} />
              </li>
            ))}
          </ul>
          <PageTurner
            total={data.total}
            pageSize={PAGE_SIZE}
            page={data.page}
            onTurn={(next) => change('page', String(next))}
          />
        </>
      )}
    </div>
  );
}

function keyOf(item: ProblemItem): string {
  const { kind, instance } = item;
  if ('finding' in item) return `${instance} ${kind} ${item.finding.code}`;
  return `${instance} ${kind} ${item.kind === 'recovery' ? item.recovery.uid : ''}`;
}

function Item({ item }: { readonly item: ProblemItem }): ReactElement {
  const place = <Place item={item} />;
  if ('finding' in item) return <FindingCard finding={item.finding} place={place} />;
  return <ProblemCard item={item} place={place} recoveryHref={paths.recovery} />;
}

/** What is not valid in an address is left out, so that a mistyped link still shows something. */
function filterOf(parameters: URLSearchParams): ListQuery {
  const valid = FILTER_KEYS.flatMap((key) => {
    const value = parameters.get(key);
    const isValid = value !== null && value !== '' && problemsFilter.shape[key].safeParse(value).success;
    return isValid ? [[key, value] as const] : [];
  });
  return { ...Object.fromEntries(valid), pageSize: PAGE_SIZE };
}

interface FiltersProps {
  readonly parameters: URLSearchParams;
  readonly onChange: (key: FilterKey, value: string) => void;
  readonly onClear: () => void;
}

function Filters({ parameters, onChange, onClear }: FiltersProps): ReactElement {
  const { t } = useWords();
  return (
    <Group align="flex-end" gap="sm" mb="md" role="search" aria-label={t('problems.filter.label')}>
      <Select
        label={t('problems.filter.severity')}
        placeholder={t('problems.filter.any')}
        clearable
        w={150}
        data={(['critical', 'warning', 'info'] as const).map((value) => ({
          value,
          label: t(`problems.severity.${value}`),
        }))}
        value={parameters.get('severity')}
        onChange={(value) => onChange('severity', value ?? '')}
      />
      <Select
        label={t('problems.filter.kind')}
        placeholder={t('problems.filter.any')}
        clearable
        w={170}
        data={PROBLEM_ITEM_KINDS.map((value) => ({ value, label: t(`problems.kind.${value}`) }))}
        value={parameters.get('kind')}
        onChange={(value) => onChange('kind', value ?? '')}
      />
      <TextFilter
        label={t('problems.filter.instance')}
        value={parameters.get('instance') ?? ''}
        grows={1}
        onChange={(value) => onChange('instance', value)}
      />
      <Button variant="default" onClick={onClear} leftSection={<Icon name="close" size={15} />}>
        {t('problems.filter.clear')}
      </Button>
    </Group>
  );
}

function Place({ item }: { readonly item: ProblemItem }): ReactElement {
  const { t } = useWords();
  const { cluster, clusterName, clusterAlias, instance } = item;
  return (
    <>
      <span>
        {t('fleet.cluster')}{' '}
        <Link to={paths.cluster(cluster)}>
          <ServerName name={clusterAlias ?? clusterName} />
        </Link>
      </span>
      <span>
        {t('table.server')}{' '}
        <Link to={paths.instance(cluster, instance)}>
          <ServerName name={instance} />
        </Link>
      </span>
      <Link to={paths.readiness(cluster)}>{t('problems.readiness')}</Link>
    </>
  );
}
