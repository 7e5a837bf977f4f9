/**
 * From which number a MariaDB server counts its own transactions on, by domain: the highest that it logged or applied since its
 * log was last reset, whatever came after that. Source: MariaDB sql/rpl_gtid.cc, seq_no_counter.
 */
import type { MariadbBinlogState, MariadbGtid, MariadbGtidPosition } from '@topiary/domain';

export type SequenceCounters = Map<number, bigint>;

/** Without its memory a server finds them in the log and in the table of what it applied. */
export function countersFrom(logged: MariadbBinlogState, applied: MariadbGtidPosition): SequenceCounters {
  const counters: SequenceCounters = new Map();
  for (const gtid of [...logged.gtids(), ...applied.gtids()]) countUpTo(counters, gtid);
  return counters;
}

export function countUpTo(
  counters: SequenceCounters,
  { domain, sequence }: Pick<MariadbGtid, 'domain' | 'sequence'>,
): void {
  if (sequence > (counters.get(domain) ?? 0n)) counters.set(domain, sequence);
}
