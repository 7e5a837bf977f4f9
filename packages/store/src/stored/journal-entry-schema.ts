import { ACTOR_CHANNELS, PLAN_OUTCOMES, PUT_BACK_OUTCOMES } from '@topiary/domain';
import type { Actor, JournalEntry } from '@topiary/domain';
import { z } from 'zod';
import { instanceIdSchema, instantSchema, stepIdSchema } from './branded.ts';
import { inStepWith } from './in-step.ts';
import { messageSchema, planSchema } from './plan-schema.ts';

export const actorSchema = inStepWith<Actor>()(
  z.object({
    user: z.string(),
    address: z.string(),
    via: z.enum(ACTOR_CHANNELS),
  }),
);

const statementsSchema = z.record(z.string(), z.array(z.string()).readonly());

export const journalEntrySchema = inStepWith<JournalEntry>()(
  z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('plan-started'),
      at: instantSchema,
      plan: planSchema,
      actor: actorSchema,
      lease: z.number().int(),
      statements: statementsSchema,
    }),
    z.object({
      kind: z.literal('stage-started'),
      at: instantSchema,
      round: z.number().int(),
      stage: z.number().int(),
      steps: z.array(stepIdSchema).readonly(),
      statements: statementsSchema.default({}),
    }),
    z.object({
      kind: z.literal('step-done'),
      at: instantSchema,
      step: stepIdSchema,
      results: z.record(z.string(), z.string()),
      tookMs: z.number(),
    }),
    z.object({
      kind: z.literal('step-failed'),
      at: instantSchema,
      step: stepIdSchema,
      reason: messageSchema,
      tookMs: z.number(),
    }),
    z.object({ kind: z.literal('step-progress'), at: instantSchema, step: stepIdSchema, progress: messageSchema }),
    z.object({
      kind: z.literal('lane-put-back'),
      at: instantSchema,
      lane: instanceIdSchema,
      outcome: z.enum(PUT_BACK_OUTCOMES),
      reason: messageSchema,
      statements: z.array(z.string()).readonly(),
    }),
    z.object({
      kind: z.literal('lane-tried-again'),
      at: instantSchema,
      lane: instanceIdSchema,
      attempt: z.number().int(),
      reason: messageSchema,
    }),
    z.object({ kind: z.literal('stop-begun'), at: instantSchema, reason: messageSchema }),
    z.object({
      kind: z.literal('plan-resumed'),
      at: instantSchema,
      lease: z.number().int(),
      decision: z.enum(['continue', 'roll-back', 'nothing-done']),
    }),
    z.object({
      kind: z.literal('plan-finished'),
      at: instantSchema,
      outcome: z.enum(PLAN_OUTCOMES),
      reason: messageSchema.nullable(),
    }),
  ]),
);
