/** One report in Graphite's plain text: `path value seconds`, a line each, with the names that orchestrator sends. */
import type { Instant } from '@topiary/domain';
import type { EngineStatus } from '@topiary/engine';
import type { GraphiteSettings } from '../config/graphite.ts';
import type { Counts } from './counts.ts';

export interface ReportInput {
  readonly prefix: string;
  readonly at: Instant;
  readonly intervalMs: number;
  readonly counts: Pick<Counts, 'counters' | 'runningRecoveries'>;
  readonly status: EngineStatus;
}

const MS_PER_SECOND = 1_000;

export function graphitePrefix({ path, underscoresForDots }: GraphiteSettings, hostname: string): string {
  return path.replaceAll('{hostname}', underscoresForDots ? hostname.replaceAll('.', '_') : hostname);
}

export function graphiteReport({ prefix, at, intervalMs, counts, status }: ReportInput): string {
  const seconds = Math.floor(at / MS_PER_SECOND);
  const lines = [
    ...[...counts.counters].flatMap(([name, count]) => [
      `${name}.count ${count}`,
      // As orchestrator's library reckons it: all there ever was, by the length of one interval.
      `${name}.count_ps ${((count * MS_PER_SECOND) / intervalMs).toFixed(2)}`,
    ]),
    ...Object.entries({
      'discoveries.queue_length': status.probesWaiting,
      'elect.is_elected': status.acting.kind === 'self' ? 1 : 0,
      'health.is_healthy': status.storeFailure === null ? 1 : 0,
      'recover.pending': counts.runningRecoveries,
      'topiary.instances': status.instances,
      'topiary.probes_in_flight': status.probesInFlight,
      'topiary.probes_per_second': Math.round(status.probesPerSecond),
      'topiary.probe_lateness_p99_ms': Math.round(status.probeLateness?.p99Ms ?? 0),
    }).map(([name, value]) => `${name}.value ${value}`),
  ];
  return lines.map((line) => `${prefix}.${line} ${seconds}\n`).join('');
}
