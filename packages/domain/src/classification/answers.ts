/**
 * What configured queries gave on one server. The first cell of the first row counts, without white space around it: a
 * value from a table may carry a stray tab.
 */

/** The cluster's alias and domain are asked of masters only. */
export const QUERIED_FACTS = [
  'cluster-alias',
  'cluster-domain',
  'instance-alias',
  'data-center',
  'region',
  'physical-environment',
  'promotion-rule',
  'semi-sync-priority',
  'pseudo-gtid',
] as const;
export type QueriedFact = (typeof QUERIED_FACTS)[number];

/** Facts of a whole cluster, which its master tells. */
export const CLUSTER_FACTS: ReadonlySet<QueriedFact> = new Set(['cluster-alias', 'cluster-domain']);

/** By fact; one that was not asked is missing. */
export type ClassificationAnswers = Readonly<Partial<Record<QueriedFact, QueryAnswer>>>;

export const NO_ANSWERS: ClassificationAnswers = {};

/** '' is an answer too: the query gave no row, NULL or nothing. */
export type QueryAnswer =
  | { readonly kind: 'value'; readonly text: string }
  | { readonly kind: 'unknown'; readonly problem: QueryProblem };

/** Why a query told nothing. */
export interface QueryProblem {
  /** MySQL error number, or a code of the driver where no server spoke. */
  readonly code: string;
  /** The server's own words, with credentials removed. */
  readonly detail: string;
  /** The statement that would let the query be answered, where a privilege is missing; `null` elsewhere. */
  readonly grant: string | null;
}

/** What `ReplicationLagQuery` gave: seconds, never negative. `null`: the query has no number to tell. */
export type MeasuredLag =
  | { readonly kind: 'value'; readonly seconds: number | null }
  | { readonly kind: 'unknown'; readonly problem: QueryProblem };

export function textAnswered(answers: ClassificationAnswers, fact: QueriedFact): string | null {
  const answer = answers[fact];
  return answer?.kind === 'value' ? answer.text : null;
}
