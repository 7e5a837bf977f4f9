import { useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { Button, Group, Modal, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearchParams } from 'react-router';
import type { ClusterId, ClusterSummary, FleetStart } from '@topiary/contract';
import { DiscoverTabs } from '../../features/discover/discover-tabs.tsx';
import type { DiscoverTab } from '../../features/discover/discover-tabs.tsx';
import { FleetTable } from '../../features/fleet/fleet-table.tsx';
import { orderClusters, sharedNames } from '../../features/fleet/order-clusters.ts';
import { useApi } from '../../shared/api/client-context.tsx';
import { fleetQuery, queryKeys } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { Later } from '../../shared/ui/later.tsx';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import { useKeys } from '../../shared/ui/use-keys.ts';
import { paths } from '../paths.ts';
import { useFindParameter } from '../use-find-parameter.ts';
import classes from './pages.module.css';

const loadRecoveries = async () => (await import('../../features/recovery/fleet-recoveries.tsx')).FleetRecoveries;

/** In pixels: a list is a table. */
const LIST_WIDTH = 1040;

export function FleetPage(): ReactElement {
  const { t } = useWords();
  const { data: fleet, error, refetch } = useQuery(fleetQuery(useApi()));
  // What a first list brought is read to its end before the fleet takes its place.
  const [isImporting, setIsImporting] = useState(false);
  const { text } = useFindParameter();
  // Whoever searches looks for all that there is.
  const mayBeShort = error === null && text === '';
  const list = useFleetList(fleet?.clusters, mayBeShort);
  return (
    <div className={classes.page}>
      <title>{t('fleet.documentTitle')}</title>
      {list === null && error === null && <Waiting />}
      {list === null && error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {list !== null && (list.totals.clusters === 0 || isImporting) && <FirstSteps onImporting={setIsImporting} />}
      {list !== null && list.totals.clusters > 0 && !isImporting && <Fleet list={list} />}
    </div>
  );
}

interface FleetList {
  readonly clusters: readonly ClusterSummary[];
  readonly totals: FleetStart['totals'];
  /** Names that more than one cluster of the fleet has. */
  readonly shared: ReadonlySet<string>;
}

/** Of the whole fleet, and until that is there of what the page was served with, where that will do; `null`: neither. */
function useFleetList(clusters: readonly ClusterSummary[] | undefined, mayBeShort: boolean): FleetList | null {
  const start = useQueryClient().getQueryData<FleetStart>(queryKeys.fleetStart);
  return useMemo(() => {
    if (clusters === undefined) return start === undefined || !mayBeShort ? null : firstOf(start);
    const instances = clusters.reduce((sum, cluster) => sum + cluster.instances, 0);
    return { clusters, totals: { clusters: clusters.length, instances }, shared: sharedNames(clusters) };
  }, [clusters, start, mayBeShort]);
}

/** What these rows leave out nobody can ask for before the whole fleet is there. */
function firstOf({ clusters, totals, sharedNames: names }: FleetStart): FleetList {
  const rows = clusters.map((row): ClusterSummary => ({ ...row, servers: [], tags: [] }));
  return { clusters: rows, totals, shared: new Set(names) };
}

function FirstSteps({ onImporting }: { readonly onImporting: (is: boolean) => void }): ReactElement {
  const { t } = useWords();
  const open = useOpenCluster();
  const [tab, setTab] = useState<DiscoverTab>('one');
  return (
    <Paper withBorder p="xl" maw={tab === 'one' ? 640 : LIST_WIDTH} mx="auto" mt="xl">
      <Stack>
        <Title order={1} size="h3">
          {t('fleet.emptyTitle')}
        </Title>
        <Text>{t('fleet.emptyText')}</Text>
        <DiscoverTabs
          tab={tab}
          onTab={setTab}
          hrefOf={paths.cluster}
          onOpen={open}
          onAdding={onImporting}
          onDone={() => onImporting(false)}
        />
      </Stack>
    </Paper>
  );
}

function Fleet({ list: { clusters, totals, shared } }: { readonly list: FleetList }): ReactElement {
  const { t, number } = useWords();
  const find = useFindParameter();
  const open = useOpenCluster();
  const [discovering, setDiscovering] = useDiscovering();
  const [tab, setTab] = useState<DiscoverTab>('one');
  const close = (): void => setDiscovering(false);
  useKeys({ '/': find.focus });
  const found = useMemo(() => orderClusters(clusters, find.text), [clusters, find.text]);
  return (
    <>
      <Group justify="space-between" align="flex-end" mb="md">
        <div>
          <Title order={1} size="h3">
            {t('fleet.title')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('fleet.summary', {
              clusters: t('fleet.clusters', { count: totals.clusters, shown: number(totals.clusters) }),
              servers: t('fleet.allServers', { count: totals.instances, shown: number(totals.instances) }),
            })}
          </Text>
        </div>
        <Group gap="xs" className={classes.tools}>
          <TextInput
            ref={find.ref}
            type="search"
            aria-label={t('fleet.search')}
            placeholder={t('fleet.search')}
            leftSection={<Icon name="search" />}
            flex="1 1 240px"
            value={find.text}
            onChange={(event) => find.set(event.currentTarget.value)}
          />
          <Button leftSection={<Icon name="plus" />} onClick={() => setDiscovering(true)}>
            {t('discover.title')}
          </Button>
        </Group>
      </Group>
      <Later load={loadRecoveries} props={{ href: paths.recovery, allHref: paths.recoveries }} />
      <FleetTable clusters={found} shared={shared} hrefOf={(cluster) => paths.cluster(cluster.id)} />
      {found.length === 0 && (
        <Text ta="center" p="xl" c="dimmed">
          {t('fleet.nothingFound', { text: find.text })}
        </Text>
      )}
      <Modal
        opened={discovering}
        onClose={close}
        title={t('discover.title')}
        size={tab === 'one' ? 'lg' : LIST_WIDTH}
        closeButtonProps={{ 'aria-label': t('common.close') }}
      >
        <DiscoverTabs
          tab={tab}
          onTab={setTab}
          hrefOf={paths.cluster}
          onOpen={open}
          onAdding={() => undefined}
          onDone={close}
        />
      </Modal>
    </>
  );
}

/** Open from the start where the address says so, as orchestrator's page for it had an address of its own. */
function useDiscovering(): readonly [boolean, (is: boolean) => void] {
  const [parameters, setParameters] = useSearchParams();
  const set = (is: boolean): void =>
    setParameters(
      (before) => {
        const after = new URLSearchParams(before);
        if (is) after.set('discover', '');
        else after.delete('discover');
        return after;
      },
      { replace: true, preventScrollReset: true },
    );
  return [parameters.has('discover'), set];
}

function useOpenCluster(): (cluster: ClusterId) => void {
  const navigate = useNavigate();
  return (cluster) => void navigate(paths.cluster(cluster));
}
