import {
  describeMariadbGtidError,
  firstDuplicate,
  formatMariadbGtids,
  parseMariadbGtids,
  sameMariadbGtid,
} from './mariadb-gtid.ts';
import type { MariadbGtid, MariadbGtidRange, MariadbGtidTextError } from './mariadb-gtid.ts';
import { assert } from '../shared/assert.ts';

export type ParsedMariadbGtidPosition =
  | { readonly ok: true; readonly position: MariadbGtidPosition }
  | { readonly ok: false; readonly error: MariadbGtidTextError };

/**
 * How one position stands to another. `diverged`: some domain has the same sequence from two servers, so both wrote it.
 * `crossed`: each is ahead in some domain; normal below several sources. `unrelated`: no domain in common.
 */
export type PositionOrder = 'equal' | 'ahead' | 'behind' | 'diverged' | 'crossed' | 'unrelated';

export type DomainOrder = 'equal' | 'ahead' | 'behind' | 'diverged' | 'only-here' | 'only-there';

export interface DomainComparison {
  readonly domain: number;
  readonly order: DomainOrder;
}

/**
 * A MariaDB position: the last transaction of each domain (`gtid_slave_pos`, `gtid_binlog_pos`, `gtid_current_pos`,
 * `Gtid_IO_Pos`). Immutable.
 *
 * Within a domain, order is by sequence alone. A position names only the last transaction, so it cannot show that two
 * servers wrote on different sides and then went different distances (0-1-10 against 0-2-12): binlog states show that, see
 * `mariadb-connect.ts`.
 */
export class MariadbGtidPosition {
  /** Keys ascend. */
  private readonly byDomain: ReadonlyMap<number, MariadbGtid>;

  private constructor(byDomain: ReadonlyMap<number, MariadbGtid>) {
    this.byDomain = byDomain;
  }

  static empty(): MariadbGtidPosition {
    return new MariadbGtidPosition(new Map());
  }

  static parse(text: string): ParsedMariadbGtidPosition {
    const parsed = parseMariadbGtids(text);
    if (!parsed.ok) return parsed;
    const duplicate = firstDuplicate(parsed.gtids, 'duplicate-domain');
    if (duplicate !== null) return { ok: false, error: duplicate };
    return { ok: true, position: MariadbGtidPosition.latestOf(parsed.gtids.map(({ gtid }) => gtid)) };
  }

  /** For texts that were checked before. Throws an assertion failure that names the offending part. */
  static of(text: string): MariadbGtidPosition {
    const parsed = MariadbGtidPosition.parse(text);
    if (!parsed.ok) assert(false, describeMariadbGtidError(parsed.error), parsed.error);
    return parsed.position;
  }

  /** The highest sequence of each domain; of two equal sequences the first given. */
  static latestOf(gtids: Iterable<MariadbGtid>): MariadbGtidPosition {
    const latest = new Map<number, MariadbGtid>();
    for (const gtid of gtids) {
      const known = latest.get(gtid.domain);
      if (known === undefined || known.sequence < gtid.sequence) latest.set(gtid.domain, gtid);
    }
    return new MariadbGtidPosition(new Map([...latest].toSorted(([left], [right]) => left - right)));
  }

  at(domain: number): MariadbGtid | null {
    return this.byDomain.get(domain) ?? null;
  }

  gtids(): readonly MariadbGtid[] {
    return [...this.byDomain.values()];
  }

  domains(): readonly number[] {
    return [...this.byDomain.keys()];
  }

  isEmpty(): boolean {
    return this.byDomain.size === 0;
  }

  equals(other: MariadbGtidPosition): boolean {
    return (
      this.byDomain.size === other.byDomain.size &&
      this.gtids().every((gtid) => sameMariadbGtid(gtid, other.at(gtid.domain)))
    );
  }

  /** The later of both in each domain. */
  union(other: MariadbGtidPosition): MariadbGtidPosition {
    return MariadbGtidPosition.latestOf([...this.gtids(), ...other.gtids()]);
  }

  /** Whether every domain of `other` has been reached here: a later sequence, or the very same transaction. */
  isAtLeast(other: MariadbGtidPosition): boolean {
    return other.gtids().every((gtid) => {
      const here = this.at(gtid.domain);
      return here !== null && (here.sequence > gtid.sequence || sameMariadbGtid(here, gtid));
    });
  }

  /**
   * What this position has beyond `other`, domain by domain, for display: the sequences between may have holes, so their
   * difference is the most there can be, not a count. A diverged domain shows its last transaction as the difference.
   */
  beyond(other: MariadbGtidPosition): readonly MariadbGtidRange[] {
    return this.gtids().flatMap((upTo): readonly MariadbGtidRange[] => {
      const after = other.at(upTo.domain);
      if (after === null || after.sequence < upTo.sequence) return [{ domain: upTo.domain, after, upTo }];
      if (after.sequence > upTo.sequence || sameMariadbGtid(after, upTo)) return [];
      return [{ domain: upTo.domain, after: null, upTo }];
    });
  }

  /** Every domain of either side, ascending. */
  compareDomains(other: MariadbGtidPosition): readonly DomainComparison[] {
    const domains = [...new Set([...this.domains(), ...other.domains()])].toSorted((left, right) => left - right);
    return domains.map((domain) => ({ domain, order: orderOf(this.at(domain), other.at(domain)) }));
  }

  /** Seen from here: `ahead` means that this position has what `other` lacks. */
  compare(other: MariadbGtidPosition): PositionOrder {
    const orders = new Set(this.compareDomains(other).map(({ order }) => order));
    if (orders.has('diverged')) return 'diverged';
    const shared = orders.has('equal') || orders.has('ahead') || orders.has('behind');
    if (!shared && !this.isEmpty() && !other.isEmpty()) return 'unrelated';
    const ahead = orders.has('ahead') || orders.has('only-here');
    const behind = orders.has('behind') || orders.has('only-there');
    if (ahead && behind) return 'crossed';
    if (ahead) return 'ahead';
    return behind ? 'behind' : 'equal';
  }

  /** Domains ascending, comma-separated without white space. */
  toText(): string {
    return formatMariadbGtids(this.byDomain.values());
  }

  toString(): string {
    return this.toText();
  }

  toJSON(): string {
    return this.toText();
  }
}

function orderOf(here: MariadbGtid | null, there: MariadbGtid | null): DomainOrder {
  if (here === null) return 'only-there';
  if (there === null) return 'only-here';
  if (here.sequence !== there.sequence) return here.sequence > there.sequence ? 'ahead' : 'behind';
  return here.server === there.server ? 'equal' : 'diverged';
}
