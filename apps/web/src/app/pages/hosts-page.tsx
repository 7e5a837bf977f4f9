import { useState } from 'react';
import type { ReactElement } from 'react';
import { Group, Pagination, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { HostsTable } from '../../features/hosts/hosts-table.tsx';
import { useApi } from '../../shared/api/client-context.tsx';
import { HOSTS_PAGE_SIZE, hostsQuery } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import { useKeys } from '../../shared/ui/use-keys.ts';
import { paths } from '../paths.ts';
import { useFindParameter } from '../use-find-parameter.ts';
import classes from './pages.module.css';

/** The server searches; it is asked when the typing pauses. */
const TYPING_PAUSE_MS = 250;

export function HostsPage(): ReactElement {
  const { t, number } = useWords();
  const find = useFindParameter();
  useKeys({ '/': find.focus });
  const [text] = useDebouncedValue(find.text, TYPING_PAUSE_MS);
  // What is searched for anew begins on its first page.
  const [turned, setTurned] = useState({ text, page: 0 });
  const page = turned.text === text ? turned.page : 0;
  const { data, error, refetch } = useQuery(hostsQuery(useApi(), { text, page }));
  const pages = data === undefined ? 0 : Math.ceil(data.total / HOSTS_PAGE_SIZE);
  return (
    <div className={classes.page}>
      <title>{t('hosts.documentTitle')}</title>
      <Group justify="space-between" align="flex-end" mb="md">
        <div>
          <Title order={1} size="h3">
            {t('hosts.title')}
          </Title>
          <Text size="sm" c="dimmed" role="status">
            {data === undefined ? ' ' : t('hosts.count', { count: data.total, shown: number(data.total) })}
          </Text>
        </div>
        <TextInput
          ref={find.ref}
          type="search"
          className={classes.tools}
          aria-label={t('hosts.search')}
          placeholder={t('hosts.search')}
          leftSection={<Icon name="search" />}
          value={find.text}
          onChange={(event) => find.set(event.currentTarget.value)}
        />
      </Group>
      {data === undefined && error === null && <Waiting />}
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {data !== undefined && <HostsTable hosts={data.items} hrefOf={({ host }) => paths.host(host)} />}
      {data?.total === 0 && (
        <Text ta="center" p="xl" c="dimmed">
          {text === '' ? t('hosts.none') : t('hosts.nothingFound', { text })}
        </Text>
      )}
      {(pages > 1 || page > 0) && (
        <Group justify="center" p="md">
          <Pagination
            total={pages}
            value={page + 1}
            onChange={(value) => setTurned({ text, page: value - 1 })}
            getControlProps={(control) => ({ 'aria-label': t(`audit.page.${control}`) })}
            getItemProps={(item) => ({ 'aria-label': t('audit.page.number', { page: item }) })}
          />
        </Group>
      )}
    </div>
  );
}
