/**
 * How `topiary fakes kill …` talks to the process that runs the fakes: one line of JSON each way over a socket in the
 * file system that only its owner can reach.
 */
import { z } from 'zod';

export const ACTS = ['kill', 'freeze', 'thaw', 'start'] as const;
export type FakeAct = (typeof ACTS)[number];

export const request = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('list') }),
  /** By address, host or name. */
  z.object({ kind: z.literal('act'), act: z.enum(ACTS), server: z.string() }),
]);

const fake = z.object({
  cluster: z.string(),
  name: z.string(),
  address: z.string(),
  version: z.string(),
  state: z.enum(['up', 'down', 'frozen']),
});

export const reply = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('list'), fakes: z.array(fake) }),
  z.object({ kind: z.literal('done'), fake }),
  z.object({ kind: z.literal('unknown') }),
  z.object({ kind: z.literal('refused'), sentence: z.string() }),
]);

export type ControlRequest = z.output<typeof request>;
export type ControlReply = z.output<typeof reply>;
export type Fake = z.output<typeof fake>;

/** Ten thousand fakes are a list of some megabytes. */
export const MAX_LINE_BYTES = 16 * 1024 * 1024;
export const ANSWER_WITHIN_MS = 10_000;
