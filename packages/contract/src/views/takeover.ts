/** Takeovers that were asked for in a window of time. */
import { z } from 'zod';
import { clusterId, instanceId, instant, message, planId } from './common.ts';
import { actorView } from './plan.ts';

const takeoverId = z.string().min(1).max(64);
export const takeoverParams = z.object({ takeover: takeoverId });

export const scheduleTakeoverInput = z.object({
  master: instanceId,
  /** `null`: the best of its replicas then; needs `rejoins`, or there is only one. */
  successor: instanceId.nullable().default(null),
  rejoins: z.literal(true).exactOptional(),
  blockers: z.enum(['wait', 'kill']).exactOptional(),
  /** It begins no earlier, and no later than `until`. */
  from: z.number().int(),
  until: z.number().int(),
});

export const takeoverView = z.object({
  id: takeoverId,
  master: instanceId,
  successor: instanceId.nullable(),
  rejoins: z.boolean(),
  blockers: z.enum(['refuse', 'wait', 'kill']),
  cluster: clusterId,
  clusterName: z.string(),
  from: instant,
  until: instant,
  createdAt: instant,
  actor: actorView,
  /** `missed`: its window ended before its guards held. */
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled', 'missed']),
  plan: planId.nullable(),
  endedAt: instant.nullable(),
  /** What kept it from beginning when that was tried last, or how it ended. */
  reasons: z.array(message),
});
export const takeoversView = z.object({ takeovers: z.array(takeoverView) });

export type TakeoverView = z.output<typeof takeoverView>;
