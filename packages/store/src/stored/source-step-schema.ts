/** Steps that give a server a source, or take it away, as they are stored. */
import { CREDENTIALS_ORIGINS, POSITIONINGS } from '@topiary/domain';
import type { Address, ChannelSettings } from '@topiary/domain';
import { z } from 'zod';
import { instanceIdSchema } from './branded.ts';
import { positionSchema, stepBase } from './step-parts.ts';

interface Parts {
  readonly addressSchema: z.ZodType<Address>;
  readonly settingsSchema: z.ZodType<ChannelSettings>;
}

export function sourceSteps({ addressSchema, settingsSchema }: Parts) {
  const connection = {
    ...stepBase,
    channel: z.string(),
    source: addressSchema,
    origin: z.enum(CREDENTIALS_ORIGINS),
    user: z.string(),
    asked: instanceIdSchema,
    positioning: z.enum(POSITIONINGS),
    settings: settingsSchema,
  };
  return [
    z.object({
      ...connection,
      kind: z.literal('set-up-replication'),
      adoptsOwnLog: z.boolean(),
      begins: positionSchema.nullable(),
      starts: z.boolean(),
      isBack: z.literal(true).exactOptional(),
      isRepeated: z.literal(true).exactOptional(),
    }),
    z.object({ ...connection, kind: z.literal('leave-source'), stays: z.literal(true).exactOptional() }),
  ] as const;
}
