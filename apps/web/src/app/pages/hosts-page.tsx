import { useState } from 'react';
import type { ReactElement } from 'react';
import { Group, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { HostsTable } from '../../features/hosts/hosts-table.tsx';
import { useApi } from '../../shared/api/client-context.tsx';
import { HOSTS_PAGE_SIZE, hostsQuery } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { PageTurner } from '../../shared/ui/page-turner.tsx';
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
      {data !== undefined && (
        <PageTurner
          total={data.total}
          pageSize={HOSTS_PAGE_SIZE}
          page={page}
          onTurn={(next) => setTurned({ text, page: next })}
        />
      )}
    </div>
  );
}
