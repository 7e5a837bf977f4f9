/** Everything that somebody who is paged has to see, of whatever kind, each with where it is acted on. */
import { SEVERITIES } from '@topiary/domain';
import { z } from 'zod';
import { clusterId, instanceId, instant, pageOf, pageQuery, problem } from './common.ts';
import { findingView } from './findings.ts';
import { recoveryView } from './recovery.ts';
import { takeoverView } from './takeover.ts';

/**
 * `failure`, `structure`: a finding. `server`: what is wrong with one server, and no finding says it already. `recovery`: one
 * that runs, or that ended and needs a person. `held-back`: what would be repaired, were it not for a recovery before it.
 * `takeover`: one that was scheduled and did not begin in its window; for a day, or until another is scheduled there.
 */
export const PROBLEM_ITEM_KINDS = ['failure', 'structure', 'server', 'recovery', 'held-back', 'takeover'] as const;
/** Why a recovery is among the problems, the weightiest first. */
export const RECOVERY_CARES = ['unresolved', 'partly', 'lost', 'unchanged', 'running'] as const;

const place = {
  severity: z.enum(SEVERITIES),
  cluster: clusterId,
  clusterName: z.string(),
  clusterAlias: z.string().nullable(),
  instance: instanceId,
  /** Since when; `null`: not known. */
  since: instant.nullable(),
};

export const problemItem = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('failure'), ...place, finding: findingView }),
  z.object({ kind: z.literal('structure'), ...place, finding: findingView }),
  z.object({ kind: z.literal('server'), ...place, role: z.string(), problems: z.array(problem) }),
  z.object({ kind: z.literal('recovery'), ...place, care: z.enum(RECOVERY_CARES), recovery: recoveryView }),
  z.object({
    kind: z.literal('held-back'),
    ...place,
    code: z.string(),
    /** The recovery that holds it back: acknowledged, it does no more. */
    by: recoveryView.shape.uid,
  }),
  z.object({ kind: z.literal('takeover'), ...place, takeover: takeoverView }),
]);

export const problemsQuery = z.object({
  ...pageQuery,
  cluster: clusterId.optional(),
  instance: instanceId.optional(),
  kind: z.enum(PROBLEM_ITEM_KINDS).optional(),
  severity: z.enum(SEVERITIES).optional(),
});
/** The gravest first, and those of one gravity by the name of the cluster. */
export const problemsPage = pageOf(problemItem).extend({
  /** Of all that the question asks for, on whatever page. */
  severities: z.object({ critical: z.number().int(), warning: z.number().int() }),
});

export type ProblemItem = z.output<typeof problemItem>;
export type ProblemsPage = z.output<typeof problemsPage>;
