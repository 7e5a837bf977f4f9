/** The pools of one cluster. */
import type { ReactElement } from 'react';
import { Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { ClusterId } from '@topiary/contract';
import { poolsOf } from '../../features/pools/group-pools.ts';
import { PoolsList } from '../../features/pools/pools-list.tsx';
import { useApi } from '../../shared/api/client-context.tsx';
import { clusterQuery } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import { paths } from '../paths.ts';
import classes from './pages.module.css';

/** What is shown is asked for again this often: who looks at pools does not follow the cluster live. */
const REFRESH_MS = 5_000;

export function PoolsPage(): ReactElement {
  const { t } = useWords();
  const id = (useParams()['cluster'] ?? '') as ClusterId;
  const { data: cluster, error, refetch } = useQuery({ ...clusterQuery(useApi(), id), refetchInterval: REFRESH_MS });
  const name = cluster?.name ?? id;
  const pools = cluster === undefined ? [] : poolsOf(cluster);
  return (
    <div className={classes.page}>
      <title>{t('pools.documentTitle', { cluster: name })}</title>
      <p className={classes.crumb}>
        <Link to={paths.cluster(id)}>{name}</Link>
      </p>
      <Title order={1} size="h3">
        {t('pools.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {t('pools.hint')}
      </Text>
      {cluster === undefined && error === null && <Waiting />}
      {cluster === undefined && error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {cluster !== undefined && pools.length === 0 && <Text>{t('pools.none')}</Text>}
      <PoolsList pools={pools} hrefOf={(instance) => paths.instance(id, instance)} />
    </div>
  );
}
