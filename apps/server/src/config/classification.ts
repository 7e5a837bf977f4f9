/** The keys that say what servers and clusters are called, where they stand and what they are for. */
import type { ClassificationRules, QueriedFact } from '@topiary/domain';
import type { ClassificationSettings, ConfiguredQuery } from '@topiary/engine';
import { compile, expressions, groupsOf } from './expressions.ts';
import type { Configuration, ConfigurationKey } from './schema.ts';

const QUERY_KEYS = {
  'cluster-alias': 'DetectClusterAliasQuery',
  'cluster-domain': 'DetectClusterDomainQuery',
  'instance-alias': 'DetectInstanceAliasQuery',
  'data-center': 'DetectDataCenterQuery',
  region: 'DetectRegionQuery',
  'physical-environment': 'DetectPhysicalEnvironmentQuery',
  'promotion-rule': 'DetectPromotionRuleQuery',
  'semi-sync-priority': 'DetectSemiSyncEnforcedQuery',
  'pseudo-gtid': 'DetectPseudoGTIDQuery',
} as const satisfies Record<QueriedFact, ConfigurationKey>;

const PATTERN_KEYS = [
  'DataCenterPattern',
  'RegionPattern',
  'PhysicalEnvironmentPattern',
] as const satisfies readonly ConfigurationKey[];

const MS_PER_SECOND = 1000;

export function classificationOf(configuration: Configuration): ClassificationSettings {
  // Topiary's own markers, or a pattern that is missing, leave nothing to be asked.
  const hasOwnMarkers = !configuration.AutoPseudoGTID && configuration.PseudoGTIDPattern !== '';
  const queries = Object.entries(QUERY_KEYS).flatMap(([fact, key]): readonly ConfiguredQuery[] => {
    const sql = configuration[key].trim();
    if (fact === 'pseudo-gtid' && !hasOwnMarkers) return [];
    return sql === '' ? [] : [{ fact: fact as QueriedFact, sql }];
  });
  return { queries, intervalMs: configuration.TopiaryClassificationIntervalSeconds * MS_PER_SECOND };
}

/** `SlaveLagQuery` is its old name. */
export function lagQueryOf({ ReplicationLagQuery, SlaveLagQuery }: Configuration): string {
  return (ReplicationLagQuery.trim() === '' ? SlaveLagQuery : ReplicationLagQuery).trim();
}

export function classificationRules(configuration: Configuration): ClassificationRules {
  const pattern = (text: string): RegExp | null => (text === '' ? null : compile(text));
  return {
    dataCenter: pattern(configuration.DataCenterPattern),
    region: pattern(configuration.RegionPattern),
    physicalEnvironment: pattern(configuration.PhysicalEnvironmentPattern),
    clusterAliases: Object.entries(configuration.ClusterNameToAlias).flatMap(([text, alias]) => {
      const compiled = compile(text);
      return compiled === null ? [] : [{ pattern: compiled, alias }];
    }),
    neverPromoted: expressions(configuration.PromotionIgnoreHostnameFilters),
  };
}

/** One sentence for each setting that cannot be obeyed. */
export function classificationProblems(configuration: Configuration): readonly string[] {
  const { ReplicationLagQuery, SlaveLagQuery, ClusterNameToAlias } = configuration;
  const lag =
    ReplicationLagQuery !== '' && SlaveLagQuery !== '' && ReplicationLagQuery !== SlaveLagQuery
      ? ['ReplicationLagQuery and SlaveLagQuery, which is its old name, are both set and differ: remove SlaveLagQuery.']
      : [];
  const aliases = Object.keys(ClusterNameToAlias)
    .filter((text) => compile(text) === null)
    .map((text) => `ClusterNameToAlias: "${text}" is not a regular expression.`);
  return [...lag, ...PATTERN_KEYS.flatMap((key) => patternProblems(key, configuration[key])), ...aliases];
}

function patternProblems(key: (typeof PATTERN_KEYS)[number], text: string): readonly string[] {
  if (text === '') return [];
  const compiled = compile(text);
  if (compiled === null) return [`${key}: "${text}" is not a regular expression.`];
  if (groupsOf(compiled) > 0) return [];
  return [`${key}: "${text}" has no group: put parentheses around the part of the host name that is meant.`];
}
