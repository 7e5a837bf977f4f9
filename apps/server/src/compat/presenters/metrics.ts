/** What orchestrator measures of itself, from what Topiary measures. Seconds are seconds, and durations nanoseconds. */
import { instanceIdOf } from '@topiary/domain';
import type { FlushSample, ProbeSample, QueueSample, WriteSample, WriteBehindSize } from '../../metrics/metrics.ts';
import { ZERO_TIME } from './shapes.ts';

const MS_PER_SECOND = 1_000;
const NANOSECONDS_PER_MS = 1_000_000;

/** Nothing is written before a probe has ended: all its time is the server's. */
export function presentProbe({ at, address, tookMs, failure }: ProbeSample) {
  const seconds = tookMs / MS_PER_SECOND;
  return {
    Timestamp: new Date(at).toISOString(),
    Hostname: address.host,
    Port: address.port,
    BackendLatencySeconds: 0,
    InstanceLatencySeconds: seconds,
    TotalLatencySeconds: seconds,
    Err: errorOf(failure),
  };
}

/** `SuccessfulDiscoveries` counts those that failed too, as there. */
export function aggregateProbes(samples: readonly ProbeSample[]) {
  const failed = samples.filter(({ failure }) => failure !== null);
  const servers = (some: readonly ProbeSample[]): number =>
    new Set(some.map(({ address }) => instanceIdOf(address))).size;
  const all = statisticsOf(samples.map(({ tookMs }) => tookMs / MS_PER_SECOND));
  const ofFailed = statisticsOf(failed.map(({ tookMs }) => tookMs / MS_PER_SECOND));
  const times = samples.map(({ at }) => new Date(at).toISOString());
  return {
    FirstSeen: times[0] ?? ZERO_TIME,
    LastSeen: times.at(-1) ?? ZERO_TIME,
    CountDistinctInstanceKeys: servers(samples),
    CountDistinctOkInstanceKeys: servers(samples.filter(({ failure }) => failure === null)),
    CountDistinctFailedInstanceKeys: servers(failed),
    FailedDiscoveries: failed.length,
    SuccessfulDiscoveries: samples.length,
    ...Object.fromEntries(
      (['Mean', 'Max', 'Median', 'P95'] as const).flatMap((word) => [
        [`${word}TotalSeconds`, all[word]],
        [`${word}BackendSeconds`, 0],
        [`${word}InstanceSeconds`, all[word]],
        [`Failed${word}TotalSeconds`, ofFailed[word]],
        [`Failed${word}BackendSeconds`, 0],
        [`Failed${word}InstanceSeconds`, ofFailed[word]],
      ]),
    ),
  };
}

export function presentQueue({ active, queued }: QueueSample) {
  return { Active: active, Queued: queued };
}

export function aggregateQueues(samples: readonly QueueSample[]) {
  const words = ['Min', 'Mean', 'Median', 'P95', 'Max'] as const;
  const fields = (name: string, values: readonly number[]) => {
    const statistics = statisticsOf(values);
    return words.map((word) => [`${name}${word}Entries`, statistics[word]] as const);
  };
  return Object.fromEntries([
    ...fields(
      'Active',
      samples.map(({ active }) => active),
    ),
    ...fields(
      'Queued',
      samples.map(({ queued }) => queued),
    ),
  ]);
}

/** A write has a thread of its own, and waits for no turn. */
export function presentWrite({ at, tookMs, failure }: WriteSample) {
  return {
    Timestamp: new Date(at).toISOString(),
    WaitLatency: 0,
    ExecuteLatency: Math.round(tookMs * NANOSECONDS_PER_MS),
    Err: errorOf(failure),
  };
}

export function aggregateWrites(samples: readonly WriteSample[]) {
  const { Max, Mean, Median, P95 } = statisticsOf(samples.map(({ tookMs }) => tookMs / MS_PER_SECOND));
  return {
    Count: samples.length,
    MaxLatencySeconds: Max,
    MeanLatencySeconds: Mean,
    MedianLatencySeconds: Median,
    P95LatencySeconds: P95,
    MaxWaitSeconds: 0,
    MeanWaitSeconds: 0,
    MedianWaitSeconds: 0,
    P95WaitSeconds: 0,
  };
}

/** Servers that changed are written in batches behind the probes that saw it. */
export function presentFlush({ at, instances, waitedMs, tookMs }: FlushSample) {
  return {
    Timestamp: new Date(at).toISOString(),
    Instances: instances,
    WaitLatency: Math.round(waitedMs * NANOSECONDS_PER_MS),
    WriteLatency: Math.round(tookMs * NANOSECONDS_PER_MS),
  };
}

/** The first two are those of Topiary, which no key changes. */
export function aggregateFlushes(samples: readonly FlushSample[], { batchRows, intervalMs }: WriteBehindSize) {
  const fields = (name: string, values: readonly number[]) => {
    const statistics = statisticsOf(values);
    return (['Max', 'Mean', 'Median', 'P95'] as const).map((word) => [`${word}${name}`, statistics[word]] as const);
  };
  return {
    InstanceWriteBufferSize: batchRows,
    InstanceFlushIntervalMilliseconds: intervalMs,
    CountInstances: samples.reduce((total, { instances }) => total + instances, 0),
    ...Object.fromEntries([
      ...fields(
        'Instances',
        samples.map(({ instances }) => instances),
      ),
      ...fields(
        'WaitSeconds',
        samples.map(({ waitedMs }) => waitedMs / MS_PER_SECOND),
      ),
      ...fields(
        'WriteSeconds',
        samples.map(({ tookMs }) => tookMs / MS_PER_SECOND),
      ),
    ]),
  };
}

function errorOf(failure: string | null) {
  return failure === null ? null : { Message: failure };
}

/** Of nothing, all are 0. */
function statisticsOf(values: readonly number[]) {
  const sorted = values.toSorted((left, right) => left - right);
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  const half = sorted.length / 2;
  const sum = values.reduce((total, value) => total + value, 0);
  return {
    Min: sorted[0] ?? 0,
    Mean: values.length === 0 ? 0 : sum / values.length,
    Median: ((sorted[Math.ceil(half) - 1] ?? 0) + (sorted[Math.floor(half)] ?? 0)) / 2,
    P95: at(0.95),
    Max: sorted.at(-1) ?? 0,
  };
}
