/** What a reshape was asked for as, stored with its plan. */
import type { Reshape } from '@topiary/domain';
import { z } from 'zod';
import { instanceIdSchema } from './branded.ts';
import { inStepWith } from './in-step.ts';

const replica = instanceIdSchema;
const channel = z.string().nullable();
const only = z.array(instanceIdSchema).readonly().nullable();

export const reshapeSchema = inStepWith<Reshape>()(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('move-up'), replica, channel }),
    z.object({ kind: z.literal('move-up-replicas'), source: instanceIdSchema, only }),
    z.object({ kind: z.literal('move-below'), replica, sibling: instanceIdSchema }),
    z.object({ kind: z.literal('repoint'), replica, channel, target: instanceIdSchema.nullable() }),
    z.object({
      kind: z.literal('repoint-replicas'),
      source: instanceIdSchema,
      target: instanceIdSchema.nullable(),
      only,
    }),
    z.object({ kind: z.literal('take-siblings'), replica }),
    z.object({ kind: z.literal('take-master'), replica }),
    z.object({ kind: z.literal('make-local-master'), replica }),
    z.object({ kind: z.literal('make-co-master'), replica }),
    z.object({ kind: z.literal('make-master'), replica }),
    z.object({
      kind: z.literal('regroup-replicas'),
      source: instanceIdSchema,
      candidate: instanceIdSchema.nullable(),
      among: z.literal('binlog-servers').exactOptional(),
    }),
    z.object({ kind: z.literal('evacuate'), servers: z.array(instanceIdSchema).readonly() }),
    z.object({ kind: z.literal('rehome-replicas'), source: instanceIdSchema }),
    z.object({ kind: z.literal('enforce-semi-sync'), master: instanceIdSchema, exact: z.boolean() }),
    z.object({
      kind: z.literal('move-many'),
      moves: z.array(z.object({ replica: instanceIdSchema, channel: z.string(), target: instanceIdSchema })).readonly(),
      restores: z.literal(true).exactOptional(),
    }),
  ]),
);
