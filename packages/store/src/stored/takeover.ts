import { TAKEOVER_STATES } from '@topiary/engine';
import type { ScheduledTakeover } from '@topiary/engine';
import { REPLACE_REASONS } from '@topiary/domain';
import { z } from 'zod';
import type { TakeoverRow } from '../schema/tables.ts';
import { clusterIdSchema, instanceIdSchema, instantSchema, planIdSchema } from './branded.ts';
import { inStepWith } from './in-step.ts';
import { actorSchema } from './journal-entry-schema.ts';
import { messageSchema } from './plan-schema.ts';

export const takeoverSchema = inStepWith<ScheduledTakeover>()(
  z.object({
    id: z.string(),
    intent: z.object({
      kind: z.literal('replace-master'),
      master: instanceIdSchema,
      successor: instanceIdSchema.nullable(),
      because: z.enum(REPLACE_REASONS),
      rejoins: z.literal(true).exactOptional(),
      blockers: z.enum(['wait', 'kill']).exactOptional(),
    }),
    cluster: clusterIdSchema,
    clusterName: z.string(),
    from: instantSchema,
    until: instantSchema,
    createdAt: instantSchema,
    actor: actorSchema,
    state: z.enum(TAKEOVER_STATES),
    plan: planIdSchema.nullable(),
    endedAt: instantSchema.nullable(),
    reasons: z.array(messageSchema).readonly(),
  }),
);

export function takeoverRow(takeover: ScheduledTakeover): TakeoverRow {
  return { id: takeover.id, created_at: takeover.createdAt, body: JSON.stringify(takeover) };
}
