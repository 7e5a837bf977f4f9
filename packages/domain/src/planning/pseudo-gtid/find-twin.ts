/** The same marker in the target's binary logs: the newest file first, and files that cannot hold it are left after a look. */
import type { MatchBounds, ReadBudget } from './bounds.ts';
import type { Marker, Reading } from './log-request.ts';
import type { MarkerFound } from './find-last-marker.ts';
import type { MarkerPattern } from './marker-pattern.ts';
import { refused, type MatchRefusal } from './refusal.ts';
import { scanFile } from './scan-file.ts';

export interface TwinSearch {
  readonly marker: string;
  /** The target's, the oldest first. */
  readonly files: readonly string[];
  readonly pattern: MarkerPattern;
  readonly bounds: MatchBounds;
  readonly budget: ReadBudget;
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
  const { files, bounds, marker } = search;
  const sightings: Sightings = { twins: [], older: false, later: false, seen: 0 };
  for (const file of files.slice(-bounds.files).toReversed()) {
    const end = yield* scanFile({
      ...search,
      side: 'target',
      log: 'binary',
      file,
      until: null,
      visit: (found) => visit(search, sightings, found),
    });
    if (end.kind === 'refused') return end;
    // Purged since it was listed: those before it are gone too.
    if (end.kind === 'no-such-file') break;
    const [twin, another] = sightings.twins;
    if (another !== undefined) return refused({ kind: 'marker-twice', side: 'target', marker, at: another.at });
    if (twin !== undefined) return { kind: 'found', marker: twin };
    // Older files hold older markers only.
    if (sightings.older) break;
  }
  if (sightings.seen === 0) return refused({ kind: 'no-marker', side: 'target', log: 'binary', files: files.length });
  return refused({ kind: 'marker-not-in-target', marker, why: whyNot(sightings) });
}

function visit({ marker, pattern }: TwinSearch, sightings: Sightings, found: Marker): 'go-on' | 'stop' {
  sightings.seen += 1;
  if (found.text === marker) {
    sightings.twins.push(found);
    return 'go-on';
  }
  if (!pattern.ascends(marker) || !pattern.ascends(found.text)) return 'go-on';
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
