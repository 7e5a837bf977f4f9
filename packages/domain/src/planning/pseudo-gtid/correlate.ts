/**
 * Walks the replica's log and the target's from the same marker on, transaction by transaction, until the replica's is at its
 * end: where the target stands then, the replica goes on. Everything on the way must be the same on both sides.
 */
import { placeOf } from '../../replication/log-events/log-group.ts';
import type { LogGroup } from '../../replication/log-events/log-group.ts';
import type { BinlogCoordinates } from '../../topology/observation.ts';
import { differenceOf, sharesGtids, type ComparisonRules } from './compare-groups.ts';
import type { LogWalk, WalkStep } from './log-walk.ts';
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
  readonly skipsContaining: readonly string[];
}

export type Correlated =
  | { readonly kind: 'correlated'; readonly position: BinlogCoordinates; readonly compared: number }
  | Refused;

export function* correlate(parts: CorrelateParts): Reading<Correlated> {
  let rules: ComparisonRules | null = null;
  let position: BinlogCoordinates | null = null;
  for (let compared = 0; ; compared += 1) {
    const met = yield* nextPair(parts, rules);
    if (met.kind === 'refused') return met;
    if (met.kind === 'end') return concluded(parts, position, compared);
    const { own, twin } = met;
    if (compared === 0 && !beginsWithMarker(parts, own, twin))
      return refused({ kind: 'replica-moved', expected: own.start, found: twin.start });
    rules ??= rulesOf(parts, own, twin);
    const difference = differenceOf(own, twin, rules);
    if (difference !== null)
      return refused({
        kind: 'mismatch',
        difference: difference.difference,
        replica: placeOf(own, difference.replica),
        target: placeOf(twin, difference.target),
        compared,
      });
    if (compared > 0 && markerOf(own, parts.pattern) === parts.marker)
      return refused({ kind: 'marker-twice', side: 'replica', marker: parts.marker, at: own.start });
    position = twin.end;
  }
}

type Met =
  | { readonly kind: 'pair'; readonly own: LogGroup; readonly twin: LogGroup }
  | { readonly kind: 'end' }
  | Refused;

/**
 * The next transactions of both sides. What may be missing on one of them is passed over there, but only where the other side
 * has something else: what both have is compared like everything.
 */
function* nextPair(parts: CorrelateParts, rules: ComparisonRules | null): Reading<Met> {
  let own = yield* parts.replica.next();
  let twin: WalkStep | null = null;
  for (;;) {
    if (own.kind !== 'group') return own;
    twin ??= yield* parts.target.next();
    if (twin.kind === 'refused') return twin;
    const isSame = twin.kind === 'group' && isOneTransaction(parts, rules, { own: own.group, twin: twin.group });
    if (!isSame && maySkip(parts, own.group)) own = yield* parts.replica.next();
    else if (twin.kind === 'end') return ahead(parts, own.group);
    else if (!isSame && maySkip(parts, twin.group)) twin = null;
    else return { kind: 'pair', own: own.group, twin: twin.group };
  }
}

/** Where nothing may be missing it is looked at once, by the caller. */
function isOneTransaction(
  parts: CorrelateParts,
  rules: ComparisonRules | null,
  { own, twin }: { readonly own: LogGroup; readonly twin: LogGroup },
): boolean {
  if (parts.skipsContaining.length === 0) return true;
  return differenceOf(own, twin, rules ?? rulesOf(parts, own, twin)) === null;
}

function maySkip({ skipsContaining }: CorrelateParts, { units, annotations }: LogGroup): boolean {
  const texts = [...units.map(({ text }) => text), ...annotations];
  return skipsContaining.some((part) => texts.some((text) => text.includes(part)));
}

function rulesOf({ rowSizes }: CorrelateParts, own: LogGroup, twin: LogGroup): ComparisonRules {
  return { gtids: sharesGtids(own, twin), rowSizes };
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
