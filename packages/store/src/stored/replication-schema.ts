/** Steps and acts on the replication of one server, as they are stored. */
import { CREDENTIALS_ORIGINS, POSITIONINGS, THREAD_NAMES } from '@topiary/domain';
import type { Address, ChannelSettings } from '@topiary/domain';
import { z } from 'zod';
import { stepIdSchema } from './branded.ts';
import { stepBase, threadsSchema } from './step-parts.ts';

interface Parts {
  readonly addressSchema: z.ZodType<Address>;
  readonly settingsSchema: z.ZodType<ChannelSettings>;
}

const coordinates = z.object({ file: z.string(), position: z.number() });
const choice = z.object({ receiver: z.boolean(), applier: z.boolean() });

export function replicationSteps({ addressSchema, settingsSchema }: Parts) {
  const base = { ...stepBase, channel: z.string() };
  const changed = { ...base, before: threadsSchema, heartbeatPeriodSeconds: z.number().nullable() };
  return [
    z.object({ ...base, kind: z.literal('switch-threads'), stops: choice, starts: choice, ran: choice }),
    z.object({
      ...base,
      kind: z.literal('drain-relay-log'),
      startsApplier: z.boolean(),
      ran: choice,
      staleMs: z.number(),
    }),
    z.object({ ...changed, kind: z.literal('set-delay'), seconds: z.number(), was: z.number() }),
    z.object({ ...base, kind: z.literal('reset-replication'), source: addressSchema }),
    z.object({ ...base, kind: z.literal('wait-for-source-position'), coordinates }),
    z.object({
      ...base,
      kind: z.literal('find-failing-transaction'),
      gtid: z.string().nullable(),
      errorNumber: z.number(),
    }),
    z.object({
      ...base,
      kind: z.literal('skip-transaction'),
      how: z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('empty-transaction'), found: stepIdSchema, gtid: z.string().nullable() }),
        z.object({ kind: z.literal('counter') }),
      ]),
    }),
    z.object({
      ...base,
      kind: z.literal('rename-source'),
      from: addressSchema,
      to: addressSchema,
      before: threadsSchema,
      positioning: z.enum(POSITIONINGS),
      settings: settingsSchema,
      coordinates: coordinates.nullable(),
    }),
    z.object({
      ...changed,
      kind: z.literal('change-credentials'),
      origin: z.enum(CREDENTIALS_ORIGINS),
      user: z.string(),
    }),
    z.object({ ...changed, kind: z.literal('change-tls'), to: z.boolean(), was: z.boolean() }),
  ] as const;
}

const channel = z.string().nullable();
const threads = z.enum(THREAD_NAMES);

export const REPLICATION_ACTS = [
  z.object({ kind: z.literal('start-replica'), channel, threads }),
  z.object({ kind: z.literal('stop-replica'), channel, threads }),
  z.object({ kind: z.literal('restart-replica'), channel, threads }),
  z.object({ kind: z.literal('stop-replica-nice'), channel }),
  z.object({ kind: z.literal('reset-replica'), channel }),
  z.object({ kind: z.literal('delay-replication'), channel, seconds: z.number() }),
  z.object({
    kind: z.literal('wait-for-position'),
    channel,
    at: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('coordinates'), ...coordinates.shape }),
      z.object({ kind: z.literal('gtids'), gtids: z.string() }),
    ]),
    seconds: z.number(),
  }),
  z.object({ kind: z.literal('skip-query'), channel }),
  z.object({ kind: z.literal('detach-replica'), channel }),
  z.object({ kind: z.literal('reattach-replica'), channel }),
  z.object({ kind: z.literal('change-credentials'), channel }),
  z.object({ kind: z.literal('change-tls'), channel, enabled: z.boolean() }),
] as const;
