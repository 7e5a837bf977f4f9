/** What the channels of a replica heard, on a session that only reads: also a process that does not act may ask. */
import type { Address } from '@topiary/domain';
import type { ListenResult } from '@topiary/engine';
import { chooseDialect } from '../dialects/choose.ts';
import { productOf } from '../dialects/product.ts';
import { ColumnCache } from '../dialects/result-set.ts';
import { failure, failureOfFault } from '../errors.ts';
import { LATE, within } from '../wire/deadline.ts';
import type { Session } from '../wire/session.ts';
import type { ChannelsParts } from './observe-channels.ts';

export async function listen(address: Address, parts: ChannelsParts): Promise<ListenResult> {
  const got = await parts.sessions.toRead(address, parts.untilMs);
  if (got.kind === 'failed') return got;
  try {
    return await ask(got.acting.session, parts);
  } finally {
    parts.sessions.release(address, got.acting);
  }
}

async function ask(session: Session, { untilMs, monotonicMs }: ChannelsParts): Promise<ListenResult> {
  const choice = chooseDialect(productOf(session.version, ''));
  if (choice.kind === 'unsupported')
    return { kind: 'failed', failure: failure({ kind: 'unsupported', code: session.version, detail: choice.detail }) };
  const { hearingStatements, hearings, packets } = choice.dialect;
  const batch = session.run(hearingStatements, packets);
  const end = await within(batch.end, untilMs - monotonicMs());
  // What comes after the replica status may be refused: then less is told, and it is not taken for silence.
  if (batch.results.length > 0 && end !== LATE && end.kind !== 'lost')
    return { kind: 'heard', channels: hearings(batch.results, new ColumnCache()) };
  if (end === LATE)
    return {
      kind: 'failed',
      failure: failure({ kind: 'timeout', code: 'NO_ANSWER', detail: 'no answer to what the channels heard' }),
    };
  if (end.kind === 'lost') return { kind: 'failed', failure: end.failure };
  const fault = end.kind === 'error' ? failureOfFault(end.fault) : null;
  return {
    kind: 'failed',
    failure: fault ?? failure({ kind: 'server-error', code: 'EMPTY', detail: 'the server answered without a result' }),
  };
}
