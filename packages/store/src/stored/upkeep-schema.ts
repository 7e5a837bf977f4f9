/** Steps and acts on logs, GTIDs and semi-sync, as they are stored: members of the unions in `plan-schema.ts`. */
import { GTID_MODES, POSITIONINGS, SEMI_SYNC_WORDS } from '@topiary/domain';
import { z } from 'zod';
import { positionSchema, stepBase, threadsSchema } from './step-parts.ts';

const side = z.enum(['source', 'replica']);
const killed = z.enum(['query', 'connection']);

export const upkeepSteps = [
  z.object({ ...stepBase, kind: z.literal('set-gtid-mode'), to: z.enum(GTID_MODES), was: z.enum(GTID_MODES) }),
  z.object({ ...stepBase, kind: z.literal('set-gtid-consistency'), to: z.enum(['OFF', 'WARN', 'ON']) }),
  z.object({ ...stepBase, kind: z.literal('wait-for-transactions'), which: z.enum(['anonymous', 'with-gtid']) }),
  z.object({ ...stepBase, kind: z.literal('read-log-position') }),
  z.object({ ...stepBase, kind: z.literal('wait-for-log-position'), channel: z.string(), position: positionSchema }),
  z.object({
    ...stepBase,
    kind: z.literal('purge-binary-logs'),
    to: z.string(),
    first: z.string(),
    files: z.number(),
    bytes: z.number(),
    olderThanSeconds: z.number().exactOptional(),
  }),
  z.object({
    ...stepBase,
    kind: z.literal('reset-binary-logs'),
    executed: positionSchema.nullable(),
    without: z.string(),
  }),
  z.object({ ...stepBase, kind: z.literal('set-gtid-purged'), to: z.string(), adds: z.string() }),
  z.object({
    ...stepBase,
    kind: z.literal('kill-process'),
    process: z.number(),
    what: killed,
    user: z.string(),
    host: z.string(),
    database: z.string(),
    statement: z.string(),
  }),
  z.object({ ...stepBase, kind: z.literal('inject-empty-transactions'), gtids: z.string(), count: z.number() }),
  z.object({
    ...stepBase,
    kind: z.literal('set-semi-sync'),
    side,
    to: z.boolean(),
    words: z.enum(SEMI_SYNC_WORDS),
    channels: z.array(z.string()).readonly(),
  }),
  z.object({
    ...stepBase,
    kind: z.literal('set-positioning'),
    channel: z.string(),
    to: z.enum(POSITIONINGS),
    was: z.enum(POSITIONINGS),
    before: threadsSchema,
    heartbeatPeriodSeconds: z.number().nullable(),
    stays: z.literal(true).exactOptional(),
  }),
] as const;

export const upkeepActs = [
  z.object({
    kind: z.literal('purge-binary-logs'),
    to: z.string().nullable(),
    forced: z.boolean(),
    olderThanSeconds: z.number().exactOptional(),
  }),
  z.object({ kind: z.literal('kill-query'), process: z.number(), what: killed }),
  z.object({ kind: z.literal('set-semi-sync'), side, to: z.boolean() }),
  z.object({ kind: z.literal('enable-gtid'), channel: z.string().nullable() }),
  z.object({ kind: z.literal('disable-gtid'), channel: z.string().nullable() }),
  z.object({ kind: z.literal('gtid-errant-inject-empty') }),
  z.object({ kind: z.literal('gtid-errant-set-purged') }),
  z.object({ kind: z.literal('gtid-errant-reset-master') }),
  z.object({ kind: z.literal('reset-master') }),
  z.object({ kind: z.literal('set-gtid-purged'), gtids: z.string() }),
  z.object({ kind: z.literal('set-gtid-mode'), to: z.enum(['ON', 'OFF']) }),
] as const;
