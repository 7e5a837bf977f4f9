/** What can be asked of the replication of one server. `channel: null` is the only one that it has. */
import { MAX_DELAY_SECONDS, MAX_WAIT_SECONDS, THREAD_NAMES } from '@topiary/domain';
import { z } from 'zod';

const MAX_GTID_TEXT = 100_000;
const MAX_NAME = 512;

const channel = z.string().max(MAX_NAME).nullable().default(null);
const threads = z.enum(THREAD_NAMES).default('both');

const waitedFor = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('coordinates'), file: z.string().min(1).max(MAX_NAME), position: z.int().min(0) }),
  /** A GTID set of MySQL, a position of MariaDB. */
  z.object({ kind: z.literal('gtids'), gtids: z.string().min(1).max(MAX_GTID_TEXT) }),
]);

const DEFAULT_WAIT_SECONDS = 60;

export const REPLICATION_ACTS = [
  z.object({ kind: z.literal('start-replica'), channel, threads }),
  z.object({ kind: z.literal('stop-replica'), channel, threads }),
  z.object({ kind: z.literal('restart-replica'), channel, threads }),
  /** Once everything that was received is applied. */
  z.object({ kind: z.literal('stop-replica-nice'), channel }),
  z.object({ kind: z.literal('reset-replica'), channel }),
  z.object({ kind: z.literal('delay-replication'), channel, seconds: z.int().min(0).max(MAX_DELAY_SECONDS) }),
  z.object({
    kind: z.literal('wait-for-position'),
    channel,
    at: waitedFor,
    seconds: z.int().min(1).max(MAX_WAIT_SECONDS).default(DEFAULT_WAIT_SECONDS),
  }),
  z.object({ kind: z.literal('skip-query'), channel }),
  z.object({ kind: z.literal('detach-replica'), channel }),
  z.object({ kind: z.literal('reattach-replica'), channel }),
  z.object({ kind: z.literal('change-credentials'), channel }),
  z.object({ kind: z.literal('change-tls'), channel, enabled: z.boolean() }),
] as const;
