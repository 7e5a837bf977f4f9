/** What can be asked of a server's logs, GTIDs and semi-sync: members of the union in `control-act.ts`. */
import { z } from 'zod';

/** Needed only where the replica has several channels. */
const channel = z.string().max(64).nullable().default(null);
/** As long as a set of GTIDs may be that people hand over. */
const MAX_GTIDS = 100_000;

export const upkeepActs = [
  z.object({
    kind: z.literal('purge-binary-logs'),
    /** The oldest file that stays; absent: only the present one does. */
    to: z.string().min(1).max(255).nullable().default(null),
    /** What replicas still need is a warning. */
    forced: z.boolean().default(false),
    /** Only files that were last written so long ago, by the clock of the server; not together with `to`. */
    olderThanSeconds: z.number().int().positive().exactOptional(),
  }),
  z.object({
    kind: z.literal('kill-query'),
    /** As the server numbers connections. */
    process: z.number().int().positive(),
    what: z.enum(['query', 'connection']).default('query'),
  }),
  z.object({ kind: z.literal('set-semi-sync'), side: z.enum(['source', 'replica']), to: z.boolean() }),
  z.object({ kind: z.literal('enable-gtid'), channel }),
  z.object({ kind: z.literal('disable-gtid'), channel }),
  z.object({ kind: z.literal('gtid-errant-inject-empty') }),
  z.object({ kind: z.literal('gtid-errant-set-purged') }),
  z.object({ kind: z.literal('gtid-errant-reset-master') }),
  z.object({ kind: z.literal('reset-master') }),
  z.object({ kind: z.literal('set-gtid-purged'), gtids: z.string().min(1).max(MAX_GTIDS) }),
  z.object({ kind: z.literal('set-gtid-mode'), to: z.enum(['ON', 'OFF']) }),
] as const;
