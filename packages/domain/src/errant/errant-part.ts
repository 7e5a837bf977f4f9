/** Some errant transactions, and the part of them that a server had logged before one of its binary logs began. */
import { formatMariadbGtidRange, parseMariadbGtids } from '../replication/mariadb-gtid.ts';
import type { MariadbGtidRange } from '../replication/mariadb-gtid.ts';
import { MysqlGtidSet } from '../replication/mysql-gtid-set.ts';
import type { GtidDifference } from '../replication/gtid-questions.ts';
import { gtidList, previousGtids } from '../replication/log-events/log-beginning.ts';
import type { LogBeginning } from '../replication/log-events/log-beginning.ts';

export interface ErrantPart {
  readonly isEmpty: boolean;
  /** What of it was logged before, and what came later; `null`: the event does not say. */
  split(before: LogBeginning): readonly [before: ErrantPart, after: ErrantPart] | null;
  /** What is left without this one; `null`: it is none of them. */
  without(gtid: string): ErrantPart | null;
  toText(): string;
}

export function errantPart(difference: GtidDifference): ErrantPart {
  return difference.family === 'mysql' ? new MysqlPart(difference.set) : new MariadbPart(difference.ranges);
}

/** `Previous_gtids` holds everything that was logged before, also what is purged by now. */
class MysqlPart implements ErrantPart {
  readonly #set: MysqlGtidSet;

  constructor(set: MysqlGtidSet) {
    this.#set = set;
  }

  get isEmpty(): boolean {
    return this.#set.isEmpty();
  }

  split(beginning: LogBeginning): readonly [ErrantPart, ErrantPart] | null {
    const logged = previousGtids(beginning);
    const previous = logged === null ? null : MysqlGtidSet.parse(logged);
    if (previous?.ok !== true) return null;
    const before = this.#set.intersection(previous.set);
    return [new MysqlPart(before), new MysqlPart(this.#set.subtract(before))];
  }

  without(gtid: string): ErrantPart | null {
    const one = MysqlGtidSet.parse(gtid);
    return one.ok && this.#set.contains(one.set) ? new MysqlPart(this.#set.subtract(one.set)) : null;
  }

  toText(): string {
    return this.#set.toText();
  }
}

/** `Gtid_list` holds the last of each domain and server; within a domain the highest sequence is the last. */
class MariadbPart implements ErrantPart {
  readonly #ranges: readonly MariadbGtidRange[];

  constructor(ranges: readonly MariadbGtidRange[]) {
    this.#ranges = ranges;
  }

  get isEmpty(): boolean {
    return this.#ranges.length === 0;
  }

  split(beginning: LogBeginning): readonly [ErrantPart, ErrantPart] | null {
    const logged = gtidList(beginning);
    const list = logged === null ? null : parseMariadbGtids(logged);
    if (list?.ok !== true) return null;
    const [before, after]: [MariadbGtidRange[], MariadbGtidRange[]] = [[], []];
    for (const range of this.#ranges) {
      const last = list.gtids
        .map(({ gtid }) => gtid)
        .filter(({ domain }) => domain === range.domain)
        .reduce((highest, gtid) => (gtid.sequence > highest.sequence ? gtid : highest), {
          domain: range.domain,
          server: range.upTo.server,
          sequence: 0n,
        });
      if (last.sequence >= range.upTo.sequence) before.push(range);
      else if (last.sequence <= (range.after?.sequence ?? 0n)) after.push(range);
      else {
        before.push({ ...range, upTo: last });
        after.push({ ...range, after: last });
      }
    }
    return [new MariadbPart(before), new MariadbPart(after)];
  }

  /** A range is over with its last one: within a domain they come in order, and no sequence has to be there. */
  without(gtid: string): ErrantPart | null {
    const parsed = parseMariadbGtids(gtid);
    const one = parsed.ok ? parsed.gtids[0]?.gtid : undefined;
    if (one === undefined) return null;
    const range = this.#ranges.find(
      ({ domain, after, upTo }) =>
        domain === one.domain && one.sequence > (after?.sequence ?? 0n) && one.sequence <= upTo.sequence,
    );
    if (range === undefined) return null;
    const rest = this.#ranges.filter((other) => other !== range);
    return new MariadbPart(one.sequence === range.upTo.sequence ? rest : [...rest, { ...range, after: one }]);
  }

  toText(): string {
    return this.#ranges.map(formatMariadbGtidRange).join(', ');
  }
}
