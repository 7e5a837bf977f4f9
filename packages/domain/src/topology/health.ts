/** How sure we are that a server answers, from what its last probes brought. */
import type { ProbeFailureKind } from './observation.ts';
import { FAILURES_UNTIL_UNREACHABLE } from './server-record.ts';
import type { ServerRecord } from './server-record.ts';
import type { HealthClass } from './snapshot.ts';

/**
 * Failures that a second probe would only repeat: nobody listens there, or what listens will not have us. A server that
 * answers but refuses us is unreachable for us; its failure says why. A connection that was lost is not among them: a
 * kill of one session looks the same, and the probe that follows at once is refused when the server died.
 */
const DEFINITE_FAILURES: ReadonlySet<ProbeFailureKind> = new Set([
  'refused',
  'access-denied',
  'not-mysql',
  'tls',
  'missing-grant',
  'unsupported',
]);

export function healthOf(record: Pick<ServerRecord, 'observation' | 'failure' | 'failures'>): HealthClass {
  if (record.failure === null) return record.observation === null ? 'unprobed' : 'ok';
  const confirmed = record.failures >= FAILURES_UNTIL_UNREACHABLE || DEFINITE_FAILURES.has(record.failure.kind);
  return confirmed ? 'unreachable' : 'suspect';
}
