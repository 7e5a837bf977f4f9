/** Who did what, when, from where, and how it ended. */
import { z } from 'zod';
import { clusterId, instanceId, instant, message, pageOf, pageQuery, planId } from './common.ts';
import { actorView } from './plan.ts';

export const auditEntryView = z.object({
  id: z.number().int(),
  at: instant,
  actor: actorView,
  action: z.string(),
  cluster: clusterId.nullable(),
  clusterName: z.string().nullable(),
  instance: instanceId.nullable(),
  plan: planId.nullable(),
  result: z.enum(['ok', 'failed', 'refused']),
  /** What was done and how it ended: sentences to be said one after the other (`sayAll`). */
  summary: z.array(message),
});
export const auditPage = pageOf(auditEntryView);

export const auditQuery = z.object({
  ...pageQuery,
  cluster: clusterId.optional(),
  instance: instanceId.optional(),
  user: z.string().max(200).optional(),
  action: z.string().max(100).optional(),
  result: z.enum(['ok', 'failed', 'refused']).optional(),
  from: z.coerce.number().optional(),
  to: z.coerce.number().optional(),
  /** Part of the summary in any language, as it was said when the entry was written; upper and lower case are the same. */
  text: z.string().max(200).optional(),
});

export type AuditEntryView = z.output<typeof auditEntryView>;
export type AuditQueryInput = z.input<typeof auditQuery>;
