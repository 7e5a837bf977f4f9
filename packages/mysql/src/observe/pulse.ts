/** Whether a server is there, asked on the connection that is held: a probe or an earlier pulse that hangs is silence too. */
import { LIVENESS } from '../dialects/learning.ts';
import { LATE, within } from '../wire/deadline.ts';
import type { AskParts } from './ask.ts';

export async function pulse({
  link,
  probe,
  untilMs,
  monotonicMs,
}: AskParts): Promise<'answers' | 'silent' | 'no-connection'> {
  const leftMs = (): number => untilMs - monotonicMs();
  // A probe that ends by then has told it.
  for (let running = probe(); running !== null; running = probe())
    if ((await within(running, leftMs())) === LATE) return 'silent';
  const query = link.queryEnd;
  if (query !== null && (await within(query, leftMs())) === LATE) return 'silent';
  const batch = link.runQuery(LIVENESS);
  if (batch === null) return link.queryHangs ? 'silent' : 'no-connection';
  const end = await within(batch.end, leftMs());
  if (end === LATE) return 'silent';
  return end.kind === 'lost' ? 'no-connection' : 'answers';
}
