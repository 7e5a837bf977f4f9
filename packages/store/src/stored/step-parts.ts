/** What the schemas of several steps are made of. */
import { APPLIER_STATES, RECEIVER_STATES } from '@topiary/domain';
import type { PositionValue, ThreadStates } from '@topiary/domain';
import { z } from 'zod';
import { instanceIdSchema, stepIdSchema } from './branded.ts';
import { inStepWith } from './in-step.ts';

export const threadsSchema = inStepWith<ThreadStates>()(
  z.object({
    receiver: z.enum([...RECEIVER_STATES, 'failed']),
    applier: z.enum([...APPLIER_STATES, 'failed']),
  }),
);

export const positionSchema = inStepWith<PositionValue>()(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('known'), position: z.string() }),
    z.object({ kind: z.literal('result'), step: stepIdSchema, instance: instanceIdSchema }),
  ]),
);

export const stepBase = {
  id: stepIdSchema,
  lane: instanceIdSchema,
  instance: instanceIdSchema,
  deadlineMs: z.number(),
  needs: z.array(stepIdSchema).readonly().exactOptional(),
};
