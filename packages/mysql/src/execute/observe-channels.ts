/** The replica status alone, on an acting session: what verification polls between two statements. */
import type { Address } from '@topiary/domain';
import type { ChannelsResult } from '@topiary/engine';
import { chooseDialect } from '../dialects/choose.ts';
import { productOf } from '../dialects/product.ts';
import { ColumnCache } from '../dialects/result-set.ts';
import { failure, failureOfFault } from '../errors.ts';
import { answersOf } from '../observe/batch.ts';
import { LATE, within } from '../wire/deadline.ts';
import type { Session } from '../wire/session.ts';
import type { ActingSessions } from './acting-sessions.ts';

export interface ChannelsParts {
  readonly sessions: ActingSessions;
  readonly untilMs: number;
  readonly monotonicMs: () => number;
}

export async function observeChannels(address: Address, parts: ChannelsParts): Promise<ChannelsResult> {
  const got = await parts.sessions.acquire(address, parts.untilMs);
  if (got.kind === 'failed') return got;
  try {
    return await ask(got.acting.session, parts);
  } finally {
    parts.sessions.release(address, got.acting);
  }
}

async function ask(session: Session, parts: ChannelsParts): Promise<ChannelsResult> {
  const choice = chooseDialect(productOf(session.version, ''));
  if (choice.kind === 'unsupported')
    return { kind: 'failed', failure: failure({ kind: 'unsupported', code: session.version, detail: choice.detail }) };
  const statements = choice.dialect.channelStatements;
  const batch = session.run(
    statements.map((statement) => statement.sql),
    choice.dialect.packets,
  );
  const end = await within(batch.end, parts.untilMs - parts.monotonicMs());
  const answers = answersOf(statements, batch.results);
  // The statements after the replica status only add settings; their refusal or delay is no reason to know nothing.
  if (end !== LATE && end.kind === 'lost') return { kind: 'failed', failure: end.failure };
  if (answers.has('replica-status'))
    return { kind: 'observed', channels: choice.dialect.channels(answers, new ColumnCache()) };
  if (end === LATE)
    return {
      kind: 'failed',
      failure: failure({
        kind: 'timeout',
        code: 'NO_ANSWER',
        detail: 'no answer to the replica status',
        waitingFor: statements[0]?.sql ?? '',
      }),
    };
  return {
    kind: 'failed',
    failure:
      end.kind === 'error'
        ? failureOfFault(end.fault)
        : failure({ kind: 'server-error', code: 'EMPTY', detail: 'the server answered without a result' }),
  };
}
