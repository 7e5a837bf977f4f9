/** The same marker in the target's binary logs: the newest file first, and files that cannot hold it are left after a look. */
import type { MatchBounds, ReadBudget } from './bounds.ts';
import type { Marker, Reading } from './log-request.ts';
import type { MarkerFound } from './find-last-marker.ts';
import type { MarkerPattern } from './marker-pattern.ts';
import type { MarkerIndex } from './marker-index.ts';
import { refused, type MatchRefusal } from './refusal.ts';
import { scanFile, type ScanEnd } from './scan-file.ts';

export interface TwinSearch {
  readonly marker: string;
  /** The target's, the oldest first. */
  readonly files: readonly string[];
  readonly pattern: MarkerPattern;
  readonly bounds: MatchBounds;
  readonly budget: ReadBudget;
  /** Of the target. */
  readonly index: MarkerIndex;
}

type NotThere = Extract<MatchRefusal, { readonly kind: 'marker-not-in-target' }>['why'];

interface Sightings {
  readonly twins: Marker[];
  /** Of all that ascend: whether there are older ones, and later ones. */
  older: boolean;
  later: boolean;
  seen: number;
}

export function* findTwin(search: TwinSearch): Reading<MarkerFound> {
  const { bounds, marker } = search;
  const sightings: Sightings = { twins: [], older: false, later: false, seen: 0 };
  const newestFirst = search.files.slice(-bounds.files).toReversed();
  let left: string | null = null;
  let behind: string | undefined;
  for (const [index, file] of newestFirst.entries()) {
    const end = yield* scan(search, file, (found) => {
      const next = visit(search, sightings, found);
      if (next === 'stop') left = file;
      return next;
    });
    if (end.kind === 'refused') return end;
    // Purged since it was listed: those before it are gone too.
    if (end.kind === 'no-such-file') break;
    const found = foundIn(search, sightings);
    if (found !== null) return found;
    behind = newestFirst[index + 1];
    // Older files hold older markers only.
    if (sightings.older) break;
  }
  if (sightings.seen === 0)
    return refused({ kind: 'no-marker', side: 'target', log: 'binary', files: search.files.length });
  const why = whyNot(sightings);
  // Markers of two masters ascend by two clocks: what lies about the place where it should be is read in full.
  const about = sightings.older ? [left, behind] : [left];
  for (const file of new Set(about)) {
    if (file === null || file === undefined) continue;
    const end = yield* scan(search, file, (found) => keep(search, sightings, found));
    if (end.kind === 'refused') return end;
    const found = foundIn(search, sightings);
    if (found !== null) return found;
  }
  return refused({ kind: 'marker-not-in-target', marker, why });
}

/** What is known of a file is not read again; the newest one grows. */
function* scan(
  { pattern, budget, index, files }: TwinSearch,
  file: string,
  visitor: (found: Marker) => 'go-on' | 'stop',
): Reading<ScanEnd> {
  const isClosed = file !== files.at(-1);
  const known = isClosed ? index.of(file) : null;
  for (const marker of known?.markers ?? []) if (visitor(marker) === 'stop') return { kind: 'scanned' };
  if (known?.isWhole === true) return { kind: 'scanned' };
  const seen: Marker[] = [];
  let isWhole = true;
  const visit = (found: Marker): 'go-on' | 'stop' => {
    seen.push(found);
    if (seen.length <= (known?.markers.length ?? 0) || visitor(found) === 'go-on') return 'go-on';
    isWhole = false;
    return 'stop';
  };
  const end = yield* scanFile({ pattern, budget, side: 'target', log: 'binary', file, until: null, visit });
  if (end.kind === 'scanned' && isClosed) index.keep(file, { markers: seen, isWhole });
  return end;
}

/** `null`: not there. */
function foundIn({ marker }: TwinSearch, { twins: [twin, another] }: Sightings): MarkerFound | null {
  if (another !== undefined) return refused({ kind: 'marker-twice', side: 'target', marker, at: another.at });
  return twin === undefined ? null : { kind: 'found', marker: twin };
}

function keep({ marker }: TwinSearch, sightings: Sightings, found: Marker): 'go-on' {
  sightings.seen += 1;
  if (found.text === marker) sightings.twins.push(found);
  return 'go-on';
}

function visit(search: TwinSearch, sightings: Sightings, found: Marker): 'go-on' | 'stop' {
  const { marker, pattern } = search;
  keep(search, sightings, found);
  if (found.text === marker || !pattern.ascends(marker) || !pattern.ascends(found.text)) return 'go-on';
  if (found.text < marker) {
    sightings.older = true;
    return 'go-on';
  }
  sightings.later = true;
  // A file whose first marker is later holds none that is older.
  return sightings.twins.length > 0 || sightings.older ? 'go-on' : 'stop';
}

function whyNot({ older, later }: Sightings): NotThere {
  if (older && !later) return 'not-yet';
  return later && !older ? 'purged' : 'unknown';
}
