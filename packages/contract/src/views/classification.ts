/** What a server is for and where it stands, by the configured queries and patterns. `null`: they say nothing. */
import { ALIAS_ORIGINS, PROMOTION_RULES, QUERIED_FACTS } from '@topiary/domain';
import { z } from 'zod';
import { instanceId } from './common.ts';

export const classificationView = z.object({
  alias: z.string().nullable(),
  dataCenter: z.string().nullable(),
  region: z.string().nullable(),
  physicalEnvironment: z.string().nullable(),
  promotionRule: z.enum(PROMOTION_RULES).nullable(),
  /** 0: asynchronous. */
  semiSyncPriority: z.number().int().nullable(),
  /** Whether its logs have Pseudo-GTID markers, by `DetectPseudoGTIDQuery`. */
  hasPseudoGtid: z.boolean().nullable(),
  /** By `PromotionIgnoreHostnameFilters`. */
  neverPromoted: z.boolean(),
});

/** A query that told nothing, and why: an error number or code, the server's words, the GRANT that would help. */
export const queryProblem = z.object({ code: z.string(), detail: z.string(), grant: z.string().nullable() });

export const unknownFact = queryProblem.extend({ fact: z.enum(QUERIED_FACTS) });

export const measuredLag = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('value'), seconds: z.number().nullable() }),
  z.object({ kind: z.literal('unknown'), problem: queryProblem }),
]);

/** Where a cluster's alias comes from; `from` is the server whose query told it. */
export const aliasOrigin = z.object({ origin: z.enum(ALIAS_ORIGINS), from: instanceId.nullable() });

export type ClassificationView = z.output<typeof classificationView>;
export type UnknownFactView = z.output<typeof unknownFact>;
export type AliasOriginView = z.output<typeof aliasOrigin>;
