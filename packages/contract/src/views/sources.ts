/** Where servers come from: the sources that are read again and again, and the seeds of the configuration. */
import { z } from 'zod';
import { instanceId, instant, message } from './common.ts';

export const SOURCE_KINDS = ['srv', 'http', 'consul'] as const;

export const sourceView = z.object({
  name: z.string(),
  kind: z.enum(SOURCE_KINDS),
  /** The record or address that is read, without credentials. */
  from: z.string(),
  intervalSeconds: z.number(),
  isReading: z.boolean(),
  lastReadAt: instant.nullable(),
  /** What was named then is what is shown; a read that fails keeps it. */
  lastSuccessAt: instant.nullable(),
  nextReadAt: instant.nullable(),
  /** Reads that failed since the last success. */
  failures: z.number().int(),
  failure: message.nullable(),
  /** Of the last success. */
  counts: z.object({
    /** Addresses, each once. */
    given: z.number().int(),
    /** Added by that read. */
    added: z.number().int(),
    known: z.number().int(),
    /** A filter says to leave them alone. */
    ignored: z.number().int(),
    forgotten: z.number().int(),
    unreachable: z.number().int(),
    /** Entries that hold no address. */
    unusable: z.number().int(),
    /** Not asked in that read: their turn comes in the next ones. */
    waiting: z.number().int(),
  }),
  /** Since this process started. */
  addedInAll: z.number().int(),
  /** What of it is not in the fleet, with the reason; at most `MAX_SOURCE_PROBLEMS`. */
  problems: z.array(
    z.object({
      text: z.string(),
      why: z.enum(['ignored', 'forgotten', 'unreachable', 'unusable']),
      failure: z.object({ kind: z.string(), code: z.string(), detail: z.string() }).nullable(),
    }),
  ),
  /** Servers that it named once and does not name any more, also since before a restart, at most `MAX_SHOWN_GONE`; they stay in the fleet. */
  noLongerNamed: z.array(z.object({ instance: instanceId, since: instant })),
  noLongerNamedCount: z.number().int(),
});

export const sourcesView = z.object({
  sources: z.array(sourceView),
  /** `DiscoverySeeds`. One that is not known was given up after `UnseenInstanceForgetHours`, or forgotten by hand. */
  seeds: z.array(z.object({ instance: instanceId, isKnown: z.boolean() })),
});

export const MAX_SOURCE_PROBLEMS = 50;
export const MAX_SHOWN_GONE = 100;
export const MAX_SOURCE_NAME_LENGTH = 100;

export type SourceView = z.output<typeof sourceView>;
export type SourcesView = z.output<typeof sourcesView>;
