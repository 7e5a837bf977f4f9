import {
  above,
  countOf,
  differenceOf,
  FIRST_GNO,
  intersectionOf,
  intervalsOf,
  isWithin,
  LAST_GNO,
  lastGnoOf,
  nextFreeGnoOf,
  NO_GNOS,
  sameIntervals,
  unionOf,
} from './gno-intervals.ts';
import type { GnoInterval, GnoIntervals } from './gno-intervals.ts';
import { describeMysqlGtidError, formatIntervals, parseIntervals, tagOf, tsidOf, uuidOf } from './mysql-gtid-text.ts';
import type { IntervalsByTsid, MysqlGtidTextError, Tsid } from './mysql-gtid-text.ts';
import { assert } from '../shared/assert.ts';

export type ParsedMysqlGtidSet =
  | { readonly ok: true; readonly set: MysqlGtidSet }
  | { readonly ok: false; readonly error: MysqlGtidTextError };

/** One transaction. `tag` is '' when it has none. */
export interface MysqlGtid {
  readonly uuid: string;
  readonly tag: string;
  readonly gno: bigint;
}

/** What one UUID and tag contribute to a set. */
export interface MysqlGtidGroup {
  readonly uuid: string;
  readonly tag: string;
  readonly intervals: readonly GnoInterval[];
}

/**
 * A set of MySQL transactions, tags included. Immutable and always normal: UUIDs and tags in lower case and in the servers'
 * order, intervals sorted and merged, nothing empty kept. Two equal sets have equal texts.
 */
export class MysqlGtidSet {
  /** Keys in order: a bare UUID before its tags. */
  private readonly byTsid: IntervalsByTsid;

  private constructor(byTsid: IntervalsByTsid) {
    this.byTsid = byTsid;
  }

  static empty(): MysqlGtidSet {
    return new MysqlGtidSet(new Map());
  }

  static parse(text: string): ParsedMysqlGtidSet {
    const parsed = parseIntervals(text);
    return parsed.ok ? { ok: true, set: new MysqlGtidSet(parsed.intervals) } : parsed;
  }

  /** For texts that were checked before. Throws an assertion failure that names the offending part. */
  static of(text: string): MysqlGtidSet {
    const parsed = MysqlGtidSet.parse(text);
    if (!parsed.ok) assert(false, describeMysqlGtidError(parsed.error), parsed.error);
    return parsed.set;
  }

  /** The transactions `first` to `last` (inclusive) of one UUID and tag. */
  static range(group: {
    readonly uuid: string;
    readonly tag?: string;
    readonly first: bigint;
    readonly last: bigint;
  }): MysqlGtidSet {
    const { uuid, tag = '', first, last } = group;
    assert(
      first >= FIRST_GNO && first <= last && last <= LAST_GNO,
      'a GTID interval runs upwards within its bounds',
      group,
    );
    return new MysqlGtidSet(new Map([[tsidOf(uuid, tag), [first, last + 1n]]]));
  }

  union(other: MysqlGtidSet): MysqlGtidSet {
    if (this.isEmpty()) return other;
    if (other.isEmpty()) return this;
    const merged = new Map(this.byTsid);
    for (const [tsid, gnos] of other.byTsid) merged.set(tsid, unionOf(merged.get(tsid) ?? NO_GNOS, gnos));
    return new MysqlGtidSet(merged.size === this.byTsid.size ? merged : inOrder(merged));
  }

  intersection(other: MysqlGtidSet): MysqlGtidSet {
    return this.map((gnos, tsid) => intersectionOf(gnos, other.gnosOf(tsid)));
  }

  /** What is here and not in `other`; the same as the server's GTID_SUBTRACT. */
  subtract(other: MysqlGtidSet): MysqlGtidSet {
    return this.map((gnos, tsid) => differenceOf(gnos, other.gnosOf(tsid)));
  }

  isSubsetOf(other: MysqlGtidSet): boolean {
    for (const [tsid, gnos] of this.byTsid) if (!isWithin(gnos, other.gnosOf(tsid))) return false;
    return true;
  }

  contains(other: MysqlGtidSet): boolean {
    return other.isSubsetOf(this);
  }

  has(gtid: MysqlGtid): boolean {
    return isWithin([gtid.gno, gtid.gno + 1n], this.gnosOf(tsidOf(gtid.uuid, gtid.tag)));
  }

  equals(other: MysqlGtidSet): boolean {
    if (this.byTsid.size !== other.byTsid.size) return false;
    for (const [tsid, gnos] of this.byTsid) if (!sameIntervals(gnos, other.gnosOf(tsid))) return false;
    return true;
  }

  isEmpty(): boolean {
    return this.byTsid.size === 0;
  }

  /** How many transactions. A bigint, since one interval alone may count beyond 2^53. */
  count(): bigint {
    let count = 0n;
    for (const gnos of this.byTsid.values()) count += countOf(gnos);
    return count;
  }

  /** In order, each once, whatever its tags. */
  uuids(): readonly string[] {
    return [...new Set([...this.byTsid.keys()].map(uuidOf))];
  }

  groups(): readonly MysqlGtidGroup[] {
    return [...this.byTsid].map(([tsid, gnos]) => ({
      uuid: uuidOf(tsid),
      tag: tagOf(tsid),
      intervals: [...intervalsOf(gnos)],
    }));
  }

  /** Only what these UUIDs wrote, with all their tags. */
  restrictTo(uuids: Iterable<string>): MysqlGtidSet {
    const wanted = lowerCased(uuids);
    return this.map((gnos, tsid) => (wanted.has(uuidOf(tsid)) ? gnos : NO_GNOS));
  }

  /** All but what these UUIDs wrote, with all their tags. */
  without(uuids: Iterable<string>): MysqlGtidSet {
    const unwanted = lowerCased(uuids);
    return this.map((gnos, tsid) => (unwanted.has(uuidOf(tsid)) ? NO_GNOS : gnos));
  }

  /** What is numbered above everything that `known` has of the same UUID and tag: the part that may simply be newer. */
  beyond(known: MysqlGtidSet): MysqlGtidSet {
    return this.map((gnos, tsid) => above(gnos, lastGnoOf(known.gnosOf(tsid)) ?? 0n));
  }

  /** The lowest unused number, which a server with this history assigns next; `null` when none is left. */
  nextFreeGno(uuid: string, tag = ''): bigint | null {
    return nextFreeGnoOf(this.gnosOf(tsidOf(uuid, tag)));
  }

  /** Single transactions in order, at most `limit`: a set of one line may hold 2^63 of them. */
  list(limit: number): readonly MysqlGtid[] {
    const listed: MysqlGtid[] = [];
    for (const { uuid, tag, intervals } of this.groups()) {
      for (const { first, last } of intervals) {
        for (let gno = first; gno <= last; gno += 1n) {
          if (listed.length >= limit) return listed;
          listed.push({ uuid, tag, gno });
        }
      }
    }
    return listed;
  }

  /** On one line without white space, the form that observations, statements and the API carry. */
  toText(): string {
    return formatIntervals(this.byTsid, ',');
  }

  /** Byte for byte what the server prints, one UUID a line. */
  toServerText(): string {
    return formatIntervals(this.byTsid, ',\n');
  }

  toString(): string {
    return this.toText();
  }

  toJSON(): string {
    return this.toText();
  }

  private gnosOf(tsid: Tsid): GnoIntervals {
    return this.byTsid.get(tsid) ?? NO_GNOS;
  }

  private map(change: (gnos: GnoIntervals, tsid: Tsid) => GnoIntervals): MysqlGtidSet {
    const changed = new Map<Tsid, GnoIntervals>();
    for (const [tsid, gnos] of this.byTsid) {
      const kept = change(gnos, tsid);
      if (kept.length > 0) changed.set(tsid, kept);
    }
    return new MysqlGtidSet(changed);
  }
}

export function formatMysqlGtid(gtid: MysqlGtid): string {
  return `${tsidOf(gtid.uuid, gtid.tag)}:${gtid.gno}`;
}

function inOrder(byTsid: IntervalsByTsid): IntervalsByTsid {
  return new Map([...byTsid].toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

function lowerCased(uuids: Iterable<string>): ReadonlySet<string> {
  return new Set([...uuids].map((uuid) => uuid.toLowerCase()));
}
