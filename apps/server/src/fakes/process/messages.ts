/** What the process of the fakes tells the one that started it. Passwords go this way and no other. */
import { z } from 'zod';

const summary = z.object({
  servers: z.number(),
  user: z.string(),
  password: z.string(),
  clusters: z.array(
    z.object({
      name: z.string(),
      servers: z.number(),
      /** Each once, the first server's first. */
      versions: z.array(z.string()),
      /** A master's address, and a replica's where there is one: the harder way to find a whole cluster. */
      master: z.string(),
      seed: z.string(),
    }),
  ),
});

export const fakesMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), summary }),
  z.object({ kind: z.literal('failed'), sentences: z.array(z.string()) }),
]);

export type FakesMessage = z.output<typeof fakesMessage>;
export type FakesSummary = z.output<typeof summary>;
