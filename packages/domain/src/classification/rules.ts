/** What configuration says about classification without asking a server. Patterns were compiled where it was read. */
export interface ClassificationRules {
  /** Over the host name; the first group is the value. A query's answer goes before it. */
  readonly dataCenter: RegExp | null;
  readonly region: RegExp | null;
  readonly physicalEnvironment: RegExp | null;
  /** `ClusterNameToAlias`: over the cluster's name, the first that matches in the order of the configuration. */
  readonly clusterAliases: readonly ClusterAliasPattern[];
  /** `PromotionIgnoreHostnameFilters`: over `host:port`; such servers are never promoted. */
  readonly neverPromoted: readonly RegExp[];
}

export interface ClusterAliasPattern {
  readonly pattern: RegExp;
  readonly alias: string;
}

export const NO_RULES: ClassificationRules = {
  dataCenter: null,
  region: null,
  physicalEnvironment: null,
  clusterAliases: [],
  neverPromoted: [],
};
