/**
 * The SQL nodes of an NDB cluster, which the data nodes list. A row is `mysql://host:port/?server-id=1`; the vendor's manual
 * promises no port, so that one may be missing. A server with several connections to the data nodes has several rows.
 * Source: the manual, "The ndbinfo processes Table"; spec/discovery §9.
 */
import type { NdbSqlNode, Observation } from '@topiary/domain';
import { isAbsenceError } from '../../errors.ts';
import type { Answers, ObserveContext, ProbeRole } from '../dialect.ts';
import { textOf } from '../result-set.ts';

/** Only nodes that are connected have a row. */
export const NDB_SQL_NODES = "SELECT service_URI FROM ndbinfo.processes WHERE process_name = 'mysqld'";

/** An address of IPv6 stands in brackets. */
const SERVICE_URI = /^mysql:\/\/(?:\[([^\]]+)\]|([^:/?]+))(?::(\d+))?/i;

/** A build for NDB that runs without it has no such table, and is a server like any other. */
export function ndbSqlNodes(
  answers: Answers<ProbeRole>,
  { learned, refused }: Pick<ObserveContext, 'learned' | 'refused'>,
): Pick<Observation, 'ndbSqlNodes'> {
  if (learned.product.flavor !== 'ndb') return {};
  const errorNumber = refused.get('ndb-sql-nodes');
  if (errorNumber !== undefined && isAbsenceError(errorNumber)) return {};
  const result = answers.get('ndb-sql-nodes');
  if (result === undefined) return { ndbSqlNodes: null };
  const nodes = new Map(
    result.rows.flatMap(([uri]) => {
      const node = nodeOf(textOf(uri));
      return node === null ? [] : [[`${node.host} ${node.port}`, node] as const];
    }),
  );
  // The rows come in any order, which is no news.
  return { ndbSqlNodes: [...nodes].toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([, node]) => node) };
}

function nodeOf(uri: string): NdbSqlNode | null {
  const [, ipv6, name, port] = SERVICE_URI.exec(uri) ?? [];
  const host = (ipv6 ?? name ?? '').toLowerCase();
  return host === '' ? null : { host, port: Number(port ?? 0) || null };
}
