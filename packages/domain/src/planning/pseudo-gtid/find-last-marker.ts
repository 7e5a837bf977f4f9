/** The last marker that a replica has executed: its newest file first, each file from its beginning. */
import { previousBinlogFile } from '../../replication/binlog-coordinates.ts';
import type { BinlogCoordinates } from '../../topology/observation.ts';
import type { MatchBounds, ReadBudget } from './bounds.ts';
import type { LogPart, Marker, Reading } from './log-request.ts';
import type { MarkerPattern } from './marker-pattern.ts';
import { refused, type Refused } from './refusal.ts';
import { scanFile } from './scan-file.ts';

export interface LastMarkerSearch extends LogPart {
  /** Behind the last transaction that the replica executed, in this log. */
  readonly until: BinlogCoordinates;
  /** Of a binary log, the oldest first. A relay log's are known by their numbers. */
  readonly files: readonly string[] | null;
  readonly pattern: MarkerPattern;
  readonly bounds: MatchBounds;
  readonly budget: ReadBudget;
}

export type MarkerFound = { readonly kind: 'found'; readonly marker: Marker } | Refused;

export function* findLastMarker(search: LastMarkerSearch): Reading<MarkerFound> {
  const { side, log, until, bounds } = search;
  let searched = 0;
  for (let file: string | null = until.file; file !== null && searched < bounds.files; searched += 1) {
    const markers: Marker[] = [];
    const end = yield* scanFile({
      ...search,
      file,
      visit: (marker) => {
        markers.push(marker);
        return 'go-on';
      },
    });
    if (end.kind === 'refused') return end;
    if (end.kind === 'no-such-file' && searched === 0) return refused({ kind: 'log-missing', side, file });
    if (end.kind === 'no-such-file') break;
    const last = markers.at(-1);
    if (last !== undefined) return onlyOne(search, markers, last);
    file = fileBefore(search, file);
  }
  return refused({ kind: 'no-marker', side, log, files: searched });
}

function onlyOne({ side }: LastMarkerSearch, markers: readonly Marker[], last: Marker): MarkerFound {
  const isTwice = markers.some((marker) => marker !== last && marker.text === last.text);
  return isTwice
    ? refused({ kind: 'marker-twice', side, marker: last.text, at: last.at })
    : { kind: 'found', marker: last };
}

function fileBefore({ files }: LastMarkerSearch, file: string): string | null {
  if (files === null) return previousBinlogFile(file);
  const index = files.indexOf(file);
  return index <= 0 ? null : (files[index - 1] ?? null);
}
