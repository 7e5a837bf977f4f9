import { describeMariadbGtidError, firstDuplicate, formatMariadbGtids, parseMariadbGtids } from './mariadb-gtid.ts';
import type { MariadbGtid, MariadbGtidTextError } from './mariadb-gtid.ts';
import { MariadbGtidPosition } from './mariadb-gtid-position.ts';
import { assert } from '../shared/assert.ts';

export type ParsedMariadbBinlogState =
  | { readonly ok: true; readonly state: MariadbBinlogState }
  | { readonly ok: false; readonly error: MariadbGtidTextError };

/**
 * What a MariaDB server has written to its binary log: the last transaction of each domain *and* server
 * (`gtid_binlog_state`, and the Gtid_list event at the head of every log). Immutable.
 *
 * Order matters: within a domain the transaction logged last stands last, whatever its sequence. Without strict mode that
 * need not be the highest one.
 */
export class MariadbBinlogState {
  private readonly entries: readonly MariadbGtid[];

  private constructor(entries: readonly MariadbGtid[]) {
    this.entries = entries;
  }

  static empty(): MariadbBinlogState {
    return new MariadbBinlogState([]);
  }

  static parse(text: string): ParsedMariadbBinlogState {
    const parsed = parseMariadbGtids(text);
    if (!parsed.ok) return parsed;
    const duplicate = firstDuplicate(parsed.gtids, 'duplicate-domain-and-server');
    if (duplicate !== null) return { ok: false, error: duplicate };
    return { ok: true, state: new MariadbBinlogState(parsed.gtids.map(({ gtid }) => gtid)) };
  }

  /** For texts that were checked before. Throws an assertion failure that names the offending part. */
  static of(text: string): MariadbBinlogState {
    const parsed = MariadbBinlogState.parse(text);
    if (!parsed.ok) assert(false, describeMariadbGtidError(parsed.error), parsed.error);
    return parsed.state;
  }

  gtids(): readonly MariadbGtid[] {
    return this.entries;
  }

  isEmpty(): boolean {
    return this.entries.length === 0;
  }

  domains(): readonly number[] {
    return [...new Set(this.entries.map(({ domain }) => domain))];
  }

  ofDomain(domain: number): readonly MariadbGtid[] {
    return this.entries.filter((gtid) => gtid.domain === domain);
  }

  /** The last transaction that `server` wrote in `domain`, as this log has it. */
  find(domain: number, server: number): MariadbGtid | null {
    return this.entries.find((gtid) => gtid.domain === domain && gtid.server === server) ?? null;
  }

  /** The transaction of `domain` that was logged last. */
  latest(domain: number): MariadbGtid | null {
    return this.ofDomain(domain).at(-1) ?? null;
  }

  /** `gtid_binlog_pos`: the transaction of each domain that was logged last. */
  position(): MariadbGtidPosition {
    return MariadbGtidPosition.latestOf(this.domains().flatMap((domain) => this.latest(domain) ?? []));
  }

  /** Whether `gtid` is, by its numbers, among what was logged. A hole in the sequence cannot be seen from here. */
  covers(gtid: MariadbGtid): boolean {
    const logged = this.find(gtid.domain, gtid.server);
    return logged !== null && logged.sequence >= gtid.sequence;
  }

  /** The log after `gtid` was written: it becomes its domain's last. */
  withLogged(gtid: MariadbGtid): MariadbBinlogState {
    return new MariadbBinlogState([
      ...this.entries.filter(({ domain, server }) => domain !== gtid.domain || server !== gtid.server),
      gtid,
    ]);
  }

  toText(): string {
    return formatMariadbGtids(this.entries);
  }

  toString(): string {
    return this.toText();
  }

  toJSON(): string {
    return this.toText();
  }
}
