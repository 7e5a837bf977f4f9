import { formatMariadbGtid, MariadbGtidPosition, MysqlGtidSet, type MariadbGtid } from '@topiary/domain';
import { countUpTo } from '../model/sequence-counters.ts';
import type { MutableGtidHistory } from '../model/server.ts';
import type { Transaction } from '../model/transaction.ts';

/** The position after `gtid` in its domain, whatever stood there. */
export function movedTo(position: MariadbGtidPosition, { domain, server, sequence }: MariadbGtid): MariadbGtidPosition {
  const others = position.gtids().filter((other) => other.domain !== domain);
  return MariadbGtidPosition.latestOf([...others, { domain, server, sequence }]);
}

/** It counts as applied. */
export function noteApplied(history: Extract<MutableGtidHistory, { kind: 'mariadb' }>, gtid: MariadbGtid): void {
  history.slavePosition = movedTo(history.slavePosition, gtid);
  countUpTo(history.counters, gtid);
}

/** As before the first transaction of the domain. */
export function withoutDomain(position: MariadbGtidPosition, domain: number): MariadbGtidPosition {
  return MariadbGtidPosition.latestOf(position.gtids().filter((other) => other.domain !== domain));
}

export function gtidText({ gtid }: Transaction): string {
  if (gtid === null) return 'ANONYMOUS';
  return gtid.family === 'mariadb' ? formatMariadbGtid(gtid) : MysqlGtidSet.range(gtid).toText();
}
