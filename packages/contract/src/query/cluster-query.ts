/** What can be asked of a cluster in a list of them. */
import { CLUSTER_SHAPES, FLAVORS, PROBLEM_CODES } from '@topiary/domain';
import type { ClusterId, InstanceId } from '@topiary/domain';
import { AUTOMATIONS } from '../views/fleet.ts';
import type { ClusterSummary } from '../views/fleet.ts';
import type { QueryField, QueryLanguage } from './query-language.ts';

/** What the line of a cluster does not say, as it changes by itself. */
export interface AroundClusters {
  /** Recovery is switched off everywhere, or of that cluster. */
  readonly isSwitchedOff: (cluster: ClusterId) => boolean;
  /** Clusters with a recovery that nobody acknowledged. */
  readonly unacknowledged: ReadonlySet<ClusterId>;
}

export const NOTHING_AROUND: AroundClusters = { isSwitchedOff: () => false, unacknowledged: new Set() };

/** Words for several problems at once. */
const PROBLEM_GROUPS: Readonly<Record<string, readonly string[]>> = {
  dead: ['unreachable', 'host-down', 'never-reached'],
  stopped: ['replication-stopped', 'replication-error'],
  lagging: ['replication-lagging'],
  errant: ['errant-gtid'],
};

/** The language of lists of clusters. It remembers the words of each line, so that typing does not gather them anew. */
export function clusterLanguage(around: AroundClusters = NOTHING_AROUND): QueryLanguage<ClusterSummary> {
  const known = new WeakMap<ClusterSummary, string>();
  return {
    fields: [...placeFields(), ...stateFields(around)],
    words(cluster) {
      const words = known.get(cluster) ?? wordsOf(cluster);
      known.set(cluster, words);
      return words;
    },
  };
}

/** The grammar alone, to read a query by. */
export const CLUSTER_GRAMMAR: Pick<QueryLanguage<never>, 'fields'> = clusterLanguage();

type Field = QueryField<ClusterSummary>;

function placeFields(): readonly Field[] {
  return [
    { kind: 'text', name: 'dc', read: ({ dataCenters }) => dataCenters },
    { kind: 'text', name: 'env', read: ({ environments }) => environments },
    { kind: 'text', name: 'region', read: ({ regions }) => regions },
    { kind: 'text', name: 'host', read: ({ servers }) => servers.flatMap((id) => namesOfHost(hostOf(id))) },
    { kind: 'text', name: 'server', read: ({ servers, instanceAliases }) => [...servers, ...instanceAliases] },
    // Also by its name alone, whatever its value.
    { kind: 'text', name: 'tag', read: ({ tags }) => [...new Set([...tags, ...tags.map(nameOfTag)])] },
    { kind: 'text', name: 'alias', read: ({ alias, name }) => (alias === null ? [name] : [alias, name]) },
    { kind: 'text', name: 'domain', read: ({ domain }) => (domain === null ? [] : [domain]) },
  ];
}

function stateFields({ isSwitchedOff, unacknowledged }: AroundClusters): readonly Field[] {
  return [
    {
      kind: 'choice',
      name: 'problem',
      choices: ['critical', 'warning', ...Object.keys(PROBLEM_GROUPS), ...PROBLEM_CODES],
      read: problemsOf,
    },
    {
      kind: 'number',
      name: 'lag',
      unit: 'seconds',
      read: ({ maxLagSeconds }) => maxLagSeconds,
      words: { unknown: ({ lagUnknown }) => lagUnknown > 0 },
    },
    {
      kind: 'choice',
      name: 'auto',
      choices: AUTOMATIONS,
      read: ({ id, automation }) => (isSwitchedOff(id) ? ['off'] : [automation]),
    },
    {
      kind: 'choice',
      name: 'candidate',
      choices: ['none', 'some'],
      read: ({ withoutSuccessor }) => [withoutSuccessor.length > 0 ? 'none' : 'some'],
    },
    {
      kind: 'choice',
      name: 'recovery',
      choices: ['unacknowledged'],
      read: ({ id }) => (unacknowledged.has(id) ? ['unacknowledged'] : []),
    },
    { kind: 'choice', name: 'shape', choices: CLUSTER_SHAPES, read: ({ shape }) => [shape] },
    { kind: 'choice', name: 'product', choices: FLAVORS, read: ({ flavors }) => flavors },
    { kind: 'version', name: 'version', read: ({ versions }) => versions },
    { kind: 'number', name: 'servers', unit: 'count', read: ({ instances }) => instances },
    { kind: 'number', name: 'downtimed', unit: 'count', read: ({ downtimed }) => downtimed },
  ];
}

/** Of an address `host:port`. */
export function hostOf(server: InstanceId): string {
  return server.slice(0, Math.max(0, server.lastIndexOf(':')));
}

/** With its domain and without; an address in numbers has none. */
function namesOfHost(host: string): readonly string[] {
  const dot = host.indexOf('.');
  return dot === -1 || /^[\d.]+$/.test(host) ? [host] : [host, host.slice(0, dot)];
}

function nameOfTag(tag: string): string {
  return tag.split('=', 1)[0] ?? tag;
}

function problemsOf({ critical, warning, problemCodes }: ClusterSummary): readonly string[] {
  const codes: readonly string[] = problemCodes;
  const groups = Object.entries(PROBLEM_GROUPS).flatMap(([group, meant]) =>
    meant.some((code) => codes.includes(code)) ? [group] : [],
  );
  return [...(critical > 0 ? ['critical'] : []), ...(warning > 0 ? ['warning'] : []), ...groups, ...codes];
}

function wordsOf(cluster: ClusterSummary): string {
  return [
    cluster.name,
    cluster.alias,
    cluster.domain,
    ...cluster.servers,
    ...cluster.masterOwnNames,
    ...cluster.dataCenters,
    ...cluster.regions,
    ...cluster.environments,
    ...cluster.tags,
    ...cluster.instanceAliases,
    ...cluster.versions,
    ...cluster.flavors,
    cluster.shape,
    ...cluster.problemCodes,
  ]
    .join(' ')
    .toLowerCase();
}
