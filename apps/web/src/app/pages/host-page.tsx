import type { ReactElement } from 'react';
import { Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { HostView } from '@topiary/contract';
import { HostDeath } from '../../features/hosts/host-death.tsx';
import { HostServers } from '../../features/hosts/host-servers.tsx';
import { useApi } from '../../shared/api/client-context.tsx';
import { hostQuery } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Notice } from '../../shared/ui/notice.tsx';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import { paths } from '../paths.ts';
import classes from './pages.module.css';

const LINKS = {
  instance: ({ cluster, id }: HostView['servers'][number]) => paths.instance(cluster, id),
  cluster: ({ cluster }: HostView['servers'][number]) => paths.cluster(cluster),
};

export function HostPage(): ReactElement {
  const { t } = useWords();
  const name = useParams()['host'] ?? '';
  const { data: host, error, refetch } = useQuery(hostQuery(useApi(), name));
  return (
    <div className={classes.page}>
      <title>{t('hosts.hostTitle', { host: host?.host ?? name })}</title>
      <p className={classes.crumb}>
        <Link to={paths.hosts}>{t('hosts.title')}</Link>
      </p>
      <Title order={1} size="h3">
        {host?.host ?? name}
      </Title>
      {host === undefined && error === null && <Waiting />}
      {host === undefined && error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {host !== undefined && <Host host={host} />}
    </div>
  );
}

function Host({ host }: { readonly host: HostView }): ReactElement {
  const { t, number, time } = useWords();
  const { down, servers } = host;
  return (
    <>
      <Text size="sm" c="dimmed" mb="md">
        {t('fleet.allServers', { count: servers.length, shown: number(servers.length) })}
      </Text>
      {down !== null && (
        <Notice mark="critical" title={t('problem.host-down.label')}>
          {t('hosts.downText', { ...down, count: down.masters, time: time(down.since) })}
        </Notice>
      )}
      <HostServers servers={servers} links={LINKS} />
      <HostDeath death={host.death} clusterHref={paths.cluster} />
      <Link to={paths.rehearsalOfHost(host.host)}>{t('rehearsal.host')}</Link>
    </>
  );
}
