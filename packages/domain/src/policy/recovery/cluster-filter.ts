/** The lists of clusters that are recovered automatically, matched as orchestrator matches them. */

/** What a filter looks at. */
export interface FilteredCluster {
  /** orchestrator's cluster name: the address of its master. */
  readonly masterAddress: string | null;
  /** As people see it. */
  readonly name: string;
  readonly alias: string | null;
}

export interface ClusterFilter {
  /** As it was written. */
  readonly text: string;
  readonly matches: (cluster: FilteredCluster) => boolean;
}

/** Compiles a pattern of the configuration; `null`: it is none. */
export type Compile = (pattern: string) => RegExp | null;

/** `*`, `alias=x`, `alias~=pattern`, a name or alias as it stands, or a pattern for names. */
export function clusterFilterOf(text: string, compile: Compile): ClusterFilter {
  return { text, matches: matcherOf(text, compile) };
}

/** The first that matches; `null`: none does, as when there is none. */
export function matchingFilter(filters: readonly ClusterFilter[], cluster: FilteredCluster): ClusterFilter | null {
  return filters.find((filter) => filter.matches(cluster)) ?? null;
}

function matcherOf(text: string, compile: Compile): ClusterFilter['matches'] {
  if (text === '*') return () => true;
  const names = ({ masterAddress, name }: FilteredCluster) => [name, masterAddress].filter((one) => one !== null);
  const isExactly = (cluster: FilteredCluster) => [...names(cluster), cluster.alias].includes(text);
  if (text.startsWith('alias~=')) {
    const pattern = compile(text.slice('alias~='.length));
    return (cluster) => isExactly(cluster) || (cluster.alias !== null && (pattern?.test(cluster.alias) ?? false));
  }
  if (text.startsWith('alias=')) {
    const alias = text.slice('alias='.length);
    return (cluster) => isExactly(cluster) || cluster.alias === alias;
  }
  if (text === '') return () => false;
  const pattern = compile(text);
  return (cluster) => isExactly(cluster) || names(cluster).some((name) => pattern?.test(name) ?? false);
}
