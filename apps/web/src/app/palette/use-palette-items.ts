/** Everything there is to go to or to do, as items of the palette. */
import { useMemo } from 'react';
import { useQuery } from '@tanstack/react-query';
import { hostOf, nameOfCluster, parseQuery, queryTest } from '@topiary/contract';
import type { ClusterSummary, QueryLanguage, RecoveryView } from '@topiary/contract';
import { useStore } from 'zustand';
import { PLAIN_VIEW, searchOfView } from '../../features/fleet/fleet-view.ts';
import { useAround } from '../../features/fleet/use-around.ts';
import { useClusterLanguage } from '../../features/fleet/use-found.ts';
import { useApi } from '../../shared/api/client-context.tsx';
import { fleetQuery } from '../../shared/api/queries.ts';
import { recoveriesQuery } from '../../shared/api/recovery-queries.ts';
import { usePreference } from '../../shared/config/preferences.ts';
import { useWords } from '../../shared/i18n/use-words.ts';
import type { Words } from '../../shared/i18n/use-words.ts';
import { actionsOf } from '../actions/actions-store.ts';
import type { ActionsStore } from '../actions/actions-store.ts';
import { paths } from '../paths.ts';
import { MAX_IN_SECTION, findItems, itemOfAction, unaskedItems } from './palette-items.ts';
import type { FoundSection, PaletteItem } from './palette-items.ts';

/** Only actions are looked for, or only tags. */
const ACTIONS_ONLY = '>';
const TAGS_ONLY = '@';
/** The newest; older ones are found on their own page. */
const RECOVERIES = { pageSize: 50 } as const;
const NO_CLUSTERS: readonly ClusterSummary[] = [];
const NO_RECOVERIES: readonly RecoveryView[] = [];

export function useFoundItems(store: ActionsStore, text: string): readonly FoundSection[] {
  const words = useWords();
  const api = useApi();
  const { data: fleet } = useQuery(fleetQuery(api));
  const { data: list } = useQuery(recoveriesQuery(api, RECOVERIES));
  const recent = usePreference((preferences) => preferences.recent);
  const actions = useStore(store);
  const clusters = fleet?.clusters ?? NO_CLUSTERS;
  const recoveries = list?.items ?? NO_RECOVERIES;
  const language = useClusterLanguage(useAround(true));
  const doable = useMemo(() => actionsOf(actions).map(itemOfAction), [actions]);
  const places = useMemo(() => placesOf(clusters), [clusters]);
  const tags = useMemo(() => tagsOf(clusters), [clusters]);
  const past = useMemo(() => recoveries.map((one) => itemOfRecovery(one, words)), [recoveries, words]);
  return useMemo(() => {
    const wanted = text.trim();
    if (wanted.startsWith(ACTIONS_ONLY)) return findItems(doable, wanted.slice(1));
    if (wanted.startsWith(TAGS_ONLY)) return findItems(tags, wanted.slice(1));
    const all = [...doable, ...places, ...past, ...tags];
    if (wanted === '') return unaskedItems(all, recent);
    const search = itemOfSearch(wanted, words);
    const asked = clustersAsked(wanted, clusters, language);
    if (asked !== null) return asked.length === 0 ? [search] : [{ section: 'clusters', items: asked }, search];
    return [...findItems(all, wanted), search];
  }, [text, doable, places, past, tags, clusters, recent, words, language]);
}

function placesOf(clusters: readonly ClusterSummary[]): readonly PaletteItem[] {
  const servers = clusters.flatMap((cluster) =>
    cluster.servers.map((id): PaletteItem => ({
      id: `server:${id}`,
      section: 'servers',
      label: id,
      about: nameOfCluster(cluster),
      icon: 'grip',
      leadsTo: paths.instance(cluster.id, id),
    })),
  );
  const hosts = [...new Set(clusters.flatMap((cluster) => cluster.servers.map(hostOf)))].map((host): PaletteItem => ({
    id: `host:${host}`,
    section: 'hosts',
    label: host,
    about: '',
    icon: 'screen',
    leadsTo: paths.host(host),
  }));
  return [...clusters.map(itemOfCluster), ...servers, ...hosts];
}

function itemOfCluster(cluster: ClusterSummary): PaletteItem {
  const label = nameOfCluster(cluster);
  const others = [cluster.name === label ? '' : cluster.name, cluster.domain ?? '', ...cluster.masterOwnNames];
  return {
    id: `cluster:${cluster.id}`,
    section: 'clusters',
    label,
    about: others.filter((text) => text !== '').join(' · '),
    icon: 'tree',
    leadsTo: paths.cluster(cluster.id),
  };
}

function tagsOf(clusters: readonly ClusterSummary[]): readonly PaletteItem[] {
  return [...new Set(clusters.flatMap(({ tags }) => tags))].map((tag) => ({
    id: `tag:${tag}`,
    section: 'tags',
    label: tag,
    about: '',
    icon: 'tag',
    leadsTo: fleetWhere(`tag:"${tag.replaceAll(/["\\]/g, String.raw`\$&`)}"`),
  }));
}

function itemOfRecovery(recovery: RecoveryView, { time }: Words): PaletteItem {
  return {
    id: `recovery:${recovery.uid}`,
    section: 'recoveries',
    label: `${recovery.clusterAlias ?? recovery.clusterName}: ${recovery.code}`,
    about: `${recovery.instance} · ${time(recovery.startedAt)}`,
    icon: 'history',
    leadsTo: paths.recovery(recovery.uid),
  };
}

function itemOfSearch(text: string, { t }: Words): FoundSection {
  const label = t('palette.search', { text });
  const item = {
    id: 'search',
    section: 'search',
    label,
    about: '',
    icon: 'search',
    leadsTo: fleetWhere(text),
  } as const;
  return { section: 'search', items: [item] };
}

function fleetWhere(find: string): string {
  return `${paths.fleet}?${searchOfView({ ...PLAIN_VIEW, find })}`;
}

/** `null`: that is not the language of queries, but words. */
function clustersAsked(
  text: string,
  clusters: readonly ClusterSummary[],
  language: QueryLanguage<ClusterSummary>,
): readonly PaletteItem[] | null {
  const { terms } = parseQuery(text, language);
  if (!terms.some(({ kind }) => kind === 'field')) return null;
  return clusters.filter(queryTest(terms, language)).slice(0, MAX_IN_SECTION).map(itemOfCluster);
}
