/**
 * What the transaction does that an applier fails on, read out of its relay log: from the place up to which the channel is
 * known to have applied. A generator: it decides what is read, and whoever drives it reads. A single applier stands right
 * before it; of several the transaction is looked for by its name, since others behind that place may be applied.
 */
import type { ChunkAnswer } from '../../errant/describe-errant.ts';
import { errantTransaction } from '../../errant/errant-transaction.ts';
import type { ErrantTransaction } from '../../errant/errant-transaction.ts';
import { GroupReader } from '../../replication/log-events/group-reader.ts';
import type { LogGroup } from '../../replication/log-events/log-group.ts';
import type { ProbeFailure, ReplicationChannel, ReplicationError } from '../../topology/observation.ts';
import { STOPPED_FOR_ANOTHER } from './failing-transaction.ts';

/** Events that are read for one preview. */
export const MAX_FAILING_EVENTS = 5_000;
const EVENTS_PER_READ = 500;

export type FailingContent = Pick<ErrantTransaction, 'tables' | 'moreTables' | 'statement' | 'moreStatements' | 'file'>;

export type FailingRead =
  | { readonly kind: 'read'; readonly content: FailingContent }
  /** The place is not told, the file is gone, or the transaction was not come to. */
  | { readonly kind: 'not-found' }
  | { readonly kind: 'failed'; readonly failure: ProbeFailure };

export interface RelayWanted {
  readonly file: string;
  readonly from: number;
  readonly limit: number;
}

export function* readFailing({
  relayLog,
  applierError,
}: Pick<ReplicationChannel, 'relayLog' | 'applierError'>): Generator<RelayWanted, FailingRead, ChunkAnswer> {
  if (relayLog === null || applierError?.number === STOPPED_FOR_ANOTHER) return { kind: 'not-found' };
  const gtid = failingGtid(applierError);
  const { file } = relayLog;
  const reader = new GroupReader('relay', { mayBeginInside: false });
  let from = relayLog.position;
  for (let events = 0; events < MAX_FAILING_EVENTS;) {
    const answer: ChunkAnswer = yield { file, from, limit: EVENTS_PER_READ };
    if (answer.kind === 'failed') return answer;
    if (answer.kind === 'no-such-file') return { kind: 'not-found' };
    for (const event of answer.chunk.events) {
      const fed = reader.feed(file, event);
      if (fed.kind === 'problem') return { kind: 'not-found' };
      if (fed.kind === 'group' && isIt(fed.group, gtid)) return contentOf(fed.group);
    }
    events += answer.chunk.events.length;
    if (answer.chunk.next === null) break;
    from = answer.chunk.next;
  }
  // Of a large one the beginning is enough to know it by.
  const begun = reader.begun;
  return begun !== null && isIt(begun, gtid) ? contentOf(begun) : { kind: 'not-found' };
}

function isIt(group: LogGroup, gtid: string | null): boolean {
  return gtid === null || group.gtid?.toLowerCase() === gtid;
}

function contentOf(group: LogGroup): FailingRead {
  const { file, tables, moreTables, statement, moreStatements } = errantTransaction(group.gtid ?? '', group, []);
  return { kind: 'read', content: { file, tables, moreTables, statement, moreStatements } };
}

/** `null`: the error does not name it. */
export function failingGtid(error: ReplicationError | null): string | null {
  return error?.number === STOPPED_FOR_ANOTHER ? null : gtidIn(error?.text);
}

/** In whatever language a server says it, a multi-threaded applier names its transaction in quotes. */
export function gtidIn(errorText: string | undefined): string | null {
  const found = /'([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}(?::[a-z_][a-z\d_]*)?:\d+)'/i.exec(errorText ?? '');
  return found?.[1]?.toLowerCase() ?? null;
}

/** In the words of SQL, which every language shares: `INSERT d.t, UPDATE d.u`, or the statement. '' for nothing. */
export function contentText({ tables, moreTables, statement, moreStatements }: FailingContent): string {
  const rows = tables.map(
    ({ table, changes }) => `${changes.map((change) => change.toUpperCase()).join('/')} ${table}`,
  );
  const more = moreTables > 0 ? [`… (+${moreTables})`] : [];
  const said = statement === '' ? [] : [moreStatements > 0 ? `${statement} … (+${moreStatements})` : statement];
  return [[...rows, ...more].join(', '), ...said].filter((part) => part !== '').join(': ');
}
