/**
 * In which binary logs of a server its errant transactions stand. What was logged before a file only grows from file to
 * file, so that halving finds them: a few reads of the first events of some files, and not one of each. A generator: it
 * decides which file is looked at, and whoever drives it reads. Source: spec/refactoring §11.
 */
import type { ProbeFailure } from '../topology/observation.ts';
import type { LogBeginning } from '../replication/log-events/log-beginning.ts';
import type { ErrantPart } from './errant-part.ts';

/** Of one question; a server with thousands of files and few errant transactions needs about a dozen. */
export const MAX_ERRANT_READS = 200;

export type BeginningAnswer =
  | { readonly kind: 'beginning'; readonly events: LogBeginning }
  | { readonly kind: 'no-such-file' }
  | { readonly kind: 'failed'; readonly failure: ProbeFailure };

export interface ErrantFile {
  readonly file: string;
  readonly transactions: string;
  /** The same, to look for in the file. */
  readonly part: ErrantPart;
}

export type ErrantPlaces =
  | {
      readonly kind: 'located';
      /** The oldest first. */
      readonly files: readonly ErrantFile[];
      /** In files that are gone; '' for none. */
      readonly purged: string;
      /** Not looked for, because that took too many reads; '' for none. */
      readonly notReached: string;
    }
  /** `file` is gone since the files were listed, or does not say what was logged before it. */
  | { readonly kind: 'unreadable'; readonly file: string }
  | { readonly kind: 'failed'; readonly failure: ProbeFailure };

interface Span {
  /** The part stands in one of the files from `from` on and before `to`. */
  readonly from: number;
  readonly to: number;
  readonly part: ErrantPart;
}

/** Yields the name of a file whose first events are wanted. */
export function* locateErrant(
  errant: ErrantPart,
  files: readonly string[],
): Generator<string, ErrantPlaces, BeginningAnswer> {
  const found: (ErrantFile & { readonly at: number })[] = [];
  const notReached: string[] = [];
  let purged = '';
  // The first is looked at for what came before it.
  const spans: Span[] = [{ from: -1, to: files.length, part: errant }];
  let reads = 0;
  for (let span = spans.pop(); span !== undefined; span = spans.pop()) {
    const { from, to, part } = span;
    if (part.isEmpty) continue;
    const middle = from === -1 ? 0 : Math.ceil((from + to) / 2);
    const file = files[middle];
    if (from === -1 && to === 0) purged = part.toText();
    else if (to - from === 1) found.push({ at: from, file: files[from] ?? '', transactions: part.toText(), part });
    else if (reads >= MAX_ERRANT_READS || file === undefined) notReached.push(part.toText());
    else {
      reads += 1;
      const answer = yield file;
      if (answer.kind === 'failed') return answer;
      const split = answer.kind === 'beginning' ? part.split(answer.events) : null;
      if (split === null) return { kind: 'unreadable', file };
      spans.push({ from, to: middle, part: split[0] }, { from: middle, to, part: split[1] });
    }
  }
  const sorted = found.toSorted((one, other) => one.at - other.at);
  return {
    kind: 'located',
    files: sorted.map(({ file, transactions, part }) => ({ file, transactions, part })),
    purged,
    notReached: notReached.join(', '),
  };
}
