import type { ReactElement } from 'react';
import { Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { SourcesList } from '../../features/sources/sources-list.tsx';
import { useApi } from '../../shared/api/client-context.tsx';
import { sourcesQuery } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import classes from './pages.module.css';

export function SourcesPage(): ReactElement {
  const { t } = useWords();
  const { data: view, error, refetch } = useQuery(sourcesQuery(useApi()));
  return (
    <div className={classes.page}>
      <title>{t('sources.documentTitle')}</title>
      <Title order={1} size="h3">
        {t('sources.title')}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {t('sources.hint')}
      </Text>
      {view === undefined && error === null && <Waiting />}
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {view !== undefined && <SourcesList view={view} />}
    </div>
  );
}
