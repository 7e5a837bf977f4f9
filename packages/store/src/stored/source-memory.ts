import type { RememberedSource } from '@topiary/engine';
import { z } from 'zod';
import type { SourceMemoryRow } from '../schema/tables.ts';
import { instanceIdSchema, instantSchema } from './branded.ts';
import { inStepWith } from './in-step.ts';

export const rememberedSourceSchema = inStepWith<RememberedSource>()(
  z.object({
    name: z.string(),
    named: z.array(instanceIdSchema).readonly(),
    gone: z.array(z.object({ instance: instanceIdSchema, since: instantSchema })).readonly(),
  }),
);

export function sourceMemoryRow(source: RememberedSource): SourceMemoryRow {
  return { name: source.name, body: JSON.stringify(source) };
}
