/**
 * Walks the replica's log and the target's from the same marker on, transaction by transaction, until the replica's is at its
 * end: where the target stands then, the replica goes on. Everything on the way must be the same on both sides.
 */
import { placeOf } from '../../replication/log-events/log-group.ts';
import type { LogGroup } from '../../replication/log-events/log-group.ts';
import type { BinlogCoordinates } from '../../topology/observation.ts';
import { differenceOf, sharesGtids, type ComparisonRules } from './compare-groups.ts';
import type { LogWalk } from './log-walk.ts';
import type { Reading } from './log-request.ts';
import type { MarkerPattern } from './marker-pattern.ts';
import { refused, type Refused } from './refusal.ts';
import { markerOf } from './scan-file.ts';

export interface CorrelateParts {
  readonly marker: string;
  readonly replica: LogWalk;
  readonly target: LogWalk;
  readonly rowSizes: ComparisonRules['rowSizes'];
  readonly pattern: MarkerPattern;
}

export type Correlated =
  | { readonly kind: 'correlated'; readonly position: BinlogCoordinates; readonly compared: number }
  | Refused;

export function* correlate(parts: CorrelateParts): Reading<Correlated> {
  let rules: ComparisonRules | null = null;
  let position: BinlogCoordinates | null = null;
  for (let compared = 0; ; compared += 1) {
    const own = yield* parts.replica.next();
    if (own.kind === 'refused') return own;
    if (own.kind === 'end') return concluded(parts, position, compared);
    const twin = yield* parts.target.next();
    if (twin.kind === 'refused') return twin;
    if (twin.kind === 'end') return ahead(parts, own.group);
    if (compared === 0 && !beginsWithMarker(parts, own.group, twin.group))
      return refused({ kind: 'replica-moved', expected: own.group.start, found: twin.group.start });
    rules ??= { gtids: sharesGtids(own.group, twin.group), rowSizes: parts.rowSizes };
    const difference = differenceOf(own.group, twin.group, rules);
    if (difference !== null)
      return refused({
        kind: 'mismatch',
        difference: difference.difference,
        replica: placeOf(own.group, difference.replica),
        target: placeOf(twin.group, difference.target),
        compared,
      });
    if (compared > 0 && markerOf(own.group, parts.pattern) === parts.marker)
      return refused({ kind: 'marker-twice', side: 'replica', marker: parts.marker, at: own.group.start });
    position = twin.group.end;
  }
}

/** What was found by the search is found again. */
function beginsWithMarker({ marker, pattern }: CorrelateParts, own: LogGroup, twin: LogGroup): boolean {
  return markerOf(own, pattern) === marker && markerOf(twin, pattern) === marker;
}

function concluded({ replica }: CorrelateParts, position: BinlogCoordinates | null, compared: number): Correlated {
  return position === null
    ? refused({ kind: 'replica-moved', expected: replica.at, found: null })
    : { kind: 'correlated', position, compared };
}

function ahead({ target }: CorrelateParts, first: LogGroup): Refused {
  return refused({ kind: 'replica-ahead', first: placeOf(first, first.units[0]), targetEnd: target.at });
}
