/** What a cluster is called beside its master's address. The sources are plain texts, so that each can come from anywhere. */

export const ALIAS_ORIGINS = ['by-hand', 'query', 'pattern'] as const;
export type AliasOrigin = (typeof ALIAS_ORIGINS)[number];

export interface AliasSources {
  /** What somebody registered. */
  readonly byHand: string | null;
  /** `DetectClusterAliasQuery` on the master. */
  readonly byQuery: string | null;
  /** `ClusterNameToAlias` for the cluster's name. */
  readonly byPattern: string | null;
}

export interface ChosenAlias {
  readonly text: string;
  readonly origin: AliasOrigin;
}

/** The first that says something; `null`: the cluster goes by its name. */
export function clusterAliasOf({ byHand, byQuery, byPattern }: AliasSources): ChosenAlias | null {
  if (isText(byHand)) return { text: byHand, origin: 'by-hand' };
  if (isText(byQuery)) return { text: byQuery, origin: 'query' };
  if (isText(byPattern)) return { text: byPattern, origin: 'pattern' };
  return null;
}

function isText(text: string | null): text is string {
  return text !== null && text !== '';
}
