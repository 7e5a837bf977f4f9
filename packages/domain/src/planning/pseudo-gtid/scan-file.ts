/** Reads one file of a log from its beginning and shows its markers, in order. */
import type { BinlogCoordinates } from '../../topology/observation.ts';
import { GroupReader } from '../../replication/log-events/group-reader.ts';
import type { LogGroup } from '../../replication/log-events/log-group.ts';
import type { ReadBudget } from './bounds.ts';
import type { LogPart, Marker, Reading } from './log-request.ts';
import type { MarkerPattern } from './marker-pattern.ts';
import { readChunk, type ChunkRead } from './read-chunk.ts';
import { refused, type Refused } from './refusal.ts';

export interface FileScan extends LogPart {
  readonly file: string;
  /** Only transactions that begin before it; `null`: all of them. */
  readonly until: BinlogCoordinates | null;
  readonly pattern: MarkerPattern;
  readonly budget: ReadBudget;
  /** `stop`: nothing more of this file is of interest. */
  readonly visit: (marker: Marker) => 'go-on' | 'stop';
}

export type ScanEnd = { readonly kind: 'scanned' } | { readonly kind: 'no-such-file' } | Refused;

export function* scanFile(scan: FileScan): Reading<ScanEnd> {
  const { side, log, file, until } = scan;
  const reader = new GroupReader(log, { mayBeginInside: log === 'relay' });
  // Where the chunk was read in which the open transaction began.
  let begunIn: number | null = null;
  for (let from: number | null = null; ;) {
    const read: ChunkRead = yield* readChunk({ side, log, file, from, isFresh: false }, scan.budget);
    if (read.kind !== 'chunk') return read;
    for (const event of read.chunk.events) {
      if (until?.file === file && event.position >= until.position) return { kind: 'scanned' };
      const wasBetween = reader.openSince === null;
      const fed = reader.feed(file, event);
      if (wasBetween) begunIn = from;
      if (fed.kind === 'problem') return refused({ kind: 'group-problem', side, problem: fed.problem });
      if (fed.kind !== 'group') continue;
      const text = markerOf(fed.group, scan.pattern);
      if (text !== null && scan.visit({ text, at: fed.group.start, readFrom: begunIn }) === 'stop')
        return { kind: 'scanned' };
    }
    if (read.chunk.next === null) return { kind: 'scanned' };
    from = read.chunk.next;
  }
}

/** The marker that a transaction is, or has in it. */
export function markerOf({ units }: LogGroup, { isMarker }: MarkerPattern): string | null {
  return units.find(({ kind, text }) => kind === 'statement' && isMarker(text))?.text ?? null;
}
