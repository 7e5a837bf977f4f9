/** Two servers' transactions as bars: for each origin what both have, and what only one of them has. */
import type { GtidDifference, InstanceView } from '@topiary/contract';

export type Share = 'both' | 'here' | 'there';

export interface GtidBar {
  /** The server's uuid with its tag, or a domain. */
  readonly origin: string;
  /** The largest number, which is the length of the bar. */
  readonly last: number;
  /** Numbers from and to, both included; in order, without those that nobody has. */
  readonly segments: readonly { readonly share: Share; readonly from: number; readonly to: number }[];
  /** How many transactions. */
  readonly counts: Readonly<Record<Share, number>>;
}

/** Rectangles of one bar: thinner ones than this many are no more told apart. */
export const MAX_SEGMENTS = 400;

type Gtid = NonNullable<InstanceView['observation']>['gtid'];
type Interval = readonly [from: number, to: number];
type ByOrigin = ReadonlyMap<string, readonly Interval[]>;

export interface BarsInput {
  readonly here: Gtid;
  readonly there: Gtid;
  /** What one has that the other has neither executed nor received; `null` for nothing. */
  readonly onlyHere: GtidDifference | null;
  readonly onlyThere: GtidDifference | null;
}

/** Those that differ first, then in order of origin. */
export function gtidBars({ here, there, onlyHere, onlyThere }: BarsInput): readonly GtidBar[] {
  const [ours, theirs] = [executedOf(here), executedOf(there)];
  const [own, other] = [differenceOf(onlyHere), differenceOf(onlyThere)];
  const origins = [...new Set([...ours.keys(), ...theirs.keys(), ...own.keys(), ...other.keys()])].toSorted();
  const bars = origins.map((origin) => {
    const of = (map: ByOrigin): readonly Interval[] => map.get(origin) ?? [];
    return barOf(origin, { here: of(own), there: of(other), both: [...of(ours), ...of(theirs)] });
  });
  const differs = ({ counts }: GtidBar): boolean => counts.here + counts.there > 0;
  return [...bars.filter(differs), ...bars.filter((bar) => !differs(bar))];
}

function barOf(origin: string, sets: Readonly<Record<Share, readonly Interval[]>>): GtidBar {
  const all = [...sets.here, ...sets.there, ...sets.both];
  const edges = [...new Set(all.flatMap(([from, to]) => [from, to + 1]))].toSorted((one, other) => one - other);
  const segments: { share: Share; from: number; to: number }[] = [];
  for (const [index, from] of edges.slice(0, -1).entries()) {
    const to = (edges[index + 1] ?? from + 1) - 1;
    const share = (['here', 'there', 'both'] as const).find((one) => sets[one].some(([a, b]) => a <= from && to <= b));
    const last = segments.at(-1);
    if (share === undefined) continue;
    if (last?.share === share && last.to === from - 1) last.to = to;
    else segments.push({ share, from, to });
  }
  const counts = { both: 0, here: 0, there: 0 };
  for (const { share, from, to } of segments) counts[share] += to - from + 1;
  return { origin, last: (edges.at(-1) ?? 1) - 1, segments: fewest(segments), counts };
}

/** What differs is drawn whatever its width. */
function fewest(segments: GtidBar['segments']): GtidBar['segments'] {
  if (segments.length <= MAX_SEGMENTS) return segments;
  const order = [...segments.entries()].toSorted(
    ([, one], [, other]) =>
      Number(one.share === 'both') - Number(other.share === 'both') || other.to - other.from - (one.to - one.from),
  );
  const kept = new Set(order.slice(0, MAX_SEGMENTS).map(([index]) => index));
  return segments.filter((_, index) => kept.has(index));
}

function executedOf(gtid: Gtid): ByOrigin {
  if (gtid.kind === 'mysql') return mysqlIntervals(gtid.executed);
  return gtid.kind === 'mariadb' ? positions(gtid.currentPosition) : new Map();
}

function differenceOf(difference: GtidDifference | null): ByOrigin {
  if (difference === null) return new Map();
  if (difference.family === 'mysql') return mysqlIntervals(difference.set.toText());
  const entries = difference.ranges.map(({ domain, after, upTo }): readonly [string, Interval] => [
    String(domain),
    [after === null ? 1 : Number(after.sequence) + 1, Number(upTo.sequence)],
  ]);
  return grouped(entries);
}

/** `uuid:1-5:7,uuid:tag:1-3`, as a server prints it; what tags say before an interval holds for those that follow. */
function mysqlIntervals(text: string): ByOrigin {
  const entries = text.split(',').flatMap((part) => {
    const [uuid = '', ...rest] = part.trim().split(':');
    let origin = uuid;
    return rest.flatMap((piece): readonly (readonly [string, Interval])[] => {
      const [from, to = from] = piece.trim().split('-').map(Number);
      if (from === undefined || to === undefined || Number.isNaN(from)) {
        origin = `${uuid}:${piece.trim()}`;
        return [];
      }
      return [[origin, [from, to]]];
    });
  });
  return grouped(entries);
}

/** A position stands for all transactions of its domain before it. */
function positions(text: string): ByOrigin {
  const entries = text.split(',').flatMap((part): readonly (readonly [string, Interval])[] => {
    const [domain, , sequence] = part.trim().split('-');
    return domain === undefined || sequence === undefined ? [] : [[domain, [1, Number(sequence)]]];
  });
  return grouped(entries);
}

function grouped(entries: readonly (readonly [string, Interval])[]): ByOrigin {
  const groups = Map.groupBy(entries, ([origin]) => origin);
  return new Map([...groups].map(([origin, group]) => [origin, group.map(([, interval]) => interval)]));
}
