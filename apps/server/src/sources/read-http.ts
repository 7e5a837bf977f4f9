/** A list that somebody serves as JSON: of texts `host:port`, or of objects with `host` and perhaps `port`. */
import { z } from 'zod';
import { getJson } from './get-json.ts';
import type { NamedEntry } from './named-servers.ts';
import type { Deadline } from './read-srv.ts';
import { SourceFailure } from './source-failure.ts';
import type { SourceReading } from './source-settings.ts';

const port = z
  .union([
    z.int(),
    z
      .string()
      .regex(/^\d{1,5}$/)
      .transform(Number),
  ])
  .nullish();
/** Further fields are for others. */
const served = z.array(
  z.union([
    z.string().transform((host) => ({ host, port: null })),
    z.object({ host: z.string(), port }).transform(({ host, port: own }) => ({ host, port: own ?? null })),
    z.object({ hostname: z.string(), port }).transform((one) => ({ host: one.hostname, port: one.port ?? null })),
  ]),
);
const EXPECTED = '["host:port", …] or [{"host": …, "port": …}, …]';

export async function readHttp(
  { place, header }: Extract<SourceReading, { kind: 'http' }>,
  deadline: Deadline,
): Promise<readonly NamedEntry[]> {
  const list = served.safeParse(await getJson({ ...deadline, place, url: new URL(place.url), header }));
  if (!list.success) throw new SourceFailure('source-wrong-shape', { expected: EXPECTED });
  return list.data;
}
