import { useDeferredValue, useMemo, useRef, useState } from 'react';
import type { ReactElement } from 'react';
import { Button, Group, Modal, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearchParams } from 'react-router';
import type { ClusterId, ClusterSummary, FleetStart } from '@topiary/contract';
import { DiscoverTabs } from '../../features/discover/discover-tabs.tsx';
import type { DiscoverTab } from '../../features/discover/discover-tabs.tsx';
import { FleetSearch } from '../../features/fleet/fleet-search.tsx';
import type { FleetSearchProps } from '../../features/fleet/fleet-search.tsx';
import { FleetTable } from '../../features/fleet/fleet-table.tsx';
import { FleetTools } from '../../features/fleet/fleet-tools.tsx';
import { readFleetView, searchOfView } from '../../features/fleet/fleet-view.ts';
import { HeatMap } from '../../features/fleet/heat-map.tsx';
import { sharedNames } from '../../features/fleet/order-clusters.ts';
import { useAround } from '../../features/fleet/use-around.ts';
import { useFleetView } from '../../features/fleet/use-fleet-view.ts';
import type { FleetViewState } from '../../features/fleet/use-fleet-view.ts';
import { useClusterLanguage, useFound, useQuickCounts } from '../../features/fleet/use-found.ts';
import { useApi } from '../../shared/api/client-context.tsx';
import { fleetQuery, queryKeys } from '../../shared/api/queries.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { Later } from '../../shared/ui/later.tsx';
import { Failure, Waiting } from '../../shared/ui/states.tsx';
import { useKeys } from '../../shared/ui/use-keys.ts';
import { FIND_KEY } from '../actions/shortcuts.ts';
import { useFleetActions } from '../actions/use-fleet-actions.ts';
import { paths } from '../paths.ts';
import classes from './pages.module.css';

const loadRecoveries = async () => (await import('../../features/recovery/fleet-recoveries.tsx')).FleetRecoveries;

/** In pixels: a list is a table. */
const LIST_WIDTH = 1040;

export function FleetPage(): ReactElement {
  const { t } = useWords();
  const { data: fleet, error, refetch } = useQuery(fleetQuery(useApi()));
  // What a first list brought is read to its end before the fleet takes its place.
  const [isImporting, setIsImporting] = useState(false);
  const [parameters] = useSearchParams();
  // Whoever searches, or wants another order, looks for all that there is.
  const mayBeShort = error === null && searchOfView(readFleetView(parameters)) === '';
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
  /** Not only its first rows. */
  readonly isWhole: boolean;
}

/** Of the whole fleet, and until that is there of what the page was served with, where that will do; `null`: neither. */
function useFleetList(clusters: readonly ClusterSummary[] | undefined, mayBeShort: boolean): FleetList | null {
  const start = useQueryClient().getQueryData<FleetStart>(queryKeys.fleetStart);
  return useMemo(() => {
    if (clusters === undefined) return start === undefined || !mayBeShort ? null : firstOf(start);
    const instances = clusters.reduce((sum, cluster) => sum + cluster.instances, 0);
    return { clusters, totals: { clusters: clusters.length, instances }, shared: sharedNames(clusters), isWhole: true };
  }, [clusters, start, mayBeShort]);
}

/** What these rows leave out nobody can ask for before the whole fleet is there. */
function firstOf({ clusters, totals, sharedNames: names }: FleetStart): FleetList {
  const rows = clusters.map((row): ClusterSummary => ({ ...row, servers: [], tags: [] }));
  return { clusters: rows, totals, shared: new Set(names), isWhole: false };
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

function Fleet({ list: { clusters, totals, shared, isWhole } }: { readonly list: FleetList }): ReactElement {
  const { t, number } = useWords();
  const open = useOpenCluster();
  const state = useFleetView();
  const { view, text } = state;
  useFleetActions(view, state.change);
  const language = useClusterLanguage(useAround(isWhole));
  const find = useDeferredValue(text);
  const found = useFound(clusters, { find, group: view.group, sort: view.sort }, language);
  const counts = useQuickCounts(clusters, language);
  const onlyOne = found.clusters.length === 1 ? found.clusters[0] : undefined;
  const shown = { groups: found.groups, isGrouped: view.group !== 'none', hrefOf };
  return (
    <>
      <Group justify="space-between" align="flex-end" mb="sm">
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
        <Discover />
      </Group>
      <Search
        state={state}
        language={language}
        clusters={clusters}
        // Whoever is still typing knows that it is not finished.
        problems={find === view.find ? found.query.problems : NO_PROBLEMS}
        onEnter={() => (onlyOne === undefined ? state.settle() : open(onlyOne.id))}
      />
      <FleetTools view={view} counts={isWhole ? counts : null} onView={state.change} />
      <Later load={loadRecoveries} props={{ href: paths.recovery, allHref: paths.recoveries }} />
      {view.look === 'heat' ? <HeatMap {...shown} /> : <FleetTable {...shown} shared={shared} />}
      {found.clusters.length === 0 && (
        <Text ta="center" p="xl" c="dimmed">
          {t('fleet.nothingFound', { text: find })}
        </Text>
      )}
    </>
  );
}

const NO_PROBLEMS: FleetSearchProps['problems'] = [];
const hrefOf = (cluster: ClusterSummary): string => paths.cluster(cluster.id);

interface SearchProps extends Pick<FleetSearchProps, 'language' | 'clusters' | 'problems' | 'onEnter'> {
  readonly state: FleetViewState;
}

function Search({ state: { text, type, settle }, ...rest }: SearchProps): ReactElement {
  const ref = useRef<HTMLInputElement>(null);
  useKeys({
    [FIND_KEY]: (event) => {
      event.preventDefault();
      ref.current?.focus();
      ref.current?.select();
    },
  });
  return (
    <div className={classes.search}>
      <FleetSearch {...rest} inputRef={ref} value={text} onChange={type} onLeave={settle} />
    </div>
  );
}

function Discover(): ReactElement {
  const { t } = useWords();
  const open = useOpenCluster();
  const [discovering, setDiscovering] = useDiscovering();
  const [tab, setTab] = useState<DiscoverTab>('one');
  const close = (): void => setDiscovering(false);
  return (
    <>
      <Button leftSection={<Icon name="plus" />} onClick={() => setDiscovering(true)}>
        {t('discover.title')}
      </Button>
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
