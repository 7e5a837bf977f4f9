/** Asks for events, and says in the words of a refusal why there are none. */
import type { LogChunk } from '../../replication/log-events/log-event.ts';
import type { ReadBudget } from './bounds.ts';
import type { EventsRequest, MatchSide, Reading } from './log-request.ts';
import { refused, type Refused } from './refusal.ts';

export type ChunkRead =
  | { readonly kind: 'chunk'; readonly chunk: LogChunk }
  | { readonly kind: 'no-such-file' }
  | Refused;

export function* readChunk(request: Omit<EventsRequest, 'kind'>, budget: ReadBudget): Reading<ChunkRead> {
  const answer = yield { kind: 'events', ...request };
  switch (answer.kind) {
    case 'chunk':
      return budget.spend(answer.chunk.events.length)
        ? answer
        : refused({ kind: 'too-long', side: request.side, events: budget.used });
    case 'no-such-file':
      return answer;
    case 'failed':
      return refused({ kind: 'unreadable', side: request.side, what: request.file, failure: answer.failure });
    case 'files':
      throw new Error('events were asked for and files were told');
  }
}

export type FilesRead = { readonly kind: 'files'; readonly files: readonly string[] } | Refused;

export function* readFiles(side: MatchSide, isFresh: boolean): Reading<FilesRead> {
  const answer = yield { kind: 'files', side, isFresh };
  if (answer.kind === 'files') return answer;
  if (answer.kind === 'failed')
    return refused({ kind: 'unreadable', side, what: 'the list of binary logs', failure: answer.failure });
  throw new Error('files were asked for and events were told');
}
