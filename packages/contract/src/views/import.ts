/** Lists of servers that people paste or give as a file: what each line would bring, and what it brought. */
import {
  MAX_IMPORT_CHARACTERS,
  PROMOTION_RULES,
  UNREADABLE_FACTS,
  PROBE_FAILURE_KINDS,
  FLAVORS,
} from '@topiary/domain';
import { z } from 'zod';
import { clusterId, instanceId, message } from './common.ts';

export const importInput = z.object({
  /** One address per line, or CSV with a header line. Longer texts than the bound are refused with a sentence. */
  text: z.string().max(4 * MAX_IMPORT_CHARACTERS),
});

/**
 * `new`: can be added. `added`: is added now. `known`: was known before. `unreachable`: nobody answers, or whoever answers
 * does not let Topiary in: is not added. `ignored`, `forgotten`: may not be added, the notes say why. `twice`: stands
 * further up already. `wrong`: cannot be read. `not-looked-at`: the time was over.
 */
export const IMPORT_VERDICTS = [
  'new',
  'added',
  'known',
  'unreachable',
  'ignored',
  'forgotten',
  'twice',
  'wrong',
  'not-looked-at',
] as const;

export const importLine = z.object({
  /** Counted from 1, as in the text that was given. */
  line: z.number().int(),
  /** As it was written, cut off after a while. */
  text: z.string(),
  verdict: z.enum(IMPORT_VERDICTS),
  /** The name that it has or will have; `null` where the line cannot be read. */
  instance: instanceId.nullable(),
  /** What is wrong, and everything else worth knowing. */
  notes: z.array(message),
  failure: z
    .object({
      kind: z.enum(PROBE_FAILURE_KINDS),
      code: z.string(),
      detail: z.string(),
      grant: z.string().nullable(),
    })
    .nullable(),
  /** Of a server that answered. */
  server: z
    .object({
      flavor: z.enum(FLAVORS),
      version: z.string(),
      /** `@@hostname` with its port. */
      ownName: z.string(),
      replicatesFrom: z.array(instanceId),
      /** `null`: it does not say. */
      replicas: z.number().int().nullable(),
    })
    .nullable(),
  /** Where it is, or the cluster of the known server that it replicates from; `null`: not known yet. */
  cluster: z.object({ id: clusterId, name: z.string() }).nullable(),
  /** What Topiary may not read there, with the statement that would let it. */
  grants: z.array(z.object({ fact: z.enum(UNREADABLE_FACTS), grant: z.string() })),
  /** What the further columns say. */
  registers: z.object({
    tags: z.array(z.string()),
    pools: z.array(z.string()),
    promotionRule: z.enum(PROMOTION_RULES).nullable(),
  }),
});

export const importView = z.object({
  format: z.enum(['addresses', 'csv']),
  /** Columns of the header that mean nothing here. */
  ignoredColumns: z.array(z.string()),
  lines: z.array(importLine),
});

export type ImportVerdict = (typeof IMPORT_VERDICTS)[number];
export type ImportLineView = z.output<typeof importLine>;
export type ImportView = z.output<typeof importView>;
