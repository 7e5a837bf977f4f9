/** Whether a server is there, asked on the connection that is held: a probe or an earlier pulse that hangs is silence too. */
import type { ObserveResult } from '@topiary/engine';
import { LIVENESS } from '../dialects/learning.ts';
import { LATE, within } from '../wire/deadline.ts';
import type { AskParts } from './ask.ts';

export interface PulseParts extends Omit<AskParts, 'probe'> {
  /** The probe under way, or `null`. */
  readonly probe: () => Promise<ObserveResult> | null;
}

export async function pulse({
  link,
  probe,
  untilMs,
  monotonicMs,
}: PulseParts): Promise<'answers' | 'silent' | 'no-connection'> {
  const leftMs = (): number => untilMs - monotonicMs();
  const running = probe();
  if (running !== null) {
    const told = await within(running, leftMs());
    if (told === LATE) return 'silent';
    if (told.kind === 'observed') return 'answers';
  }
  const query = link.queryEnd;
  if (query !== null && (await within(query, leftMs())) === LATE) return 'silent';
  const batch = link.runQuery(LIVENESS);
  if (batch === null) return link.queryHangs ? 'silent' : 'no-connection';
  const end = await within(batch.end, leftMs());
  if (end === LATE) return 'silent';
  return end.kind === 'lost' ? 'no-connection' : 'answers';
}
