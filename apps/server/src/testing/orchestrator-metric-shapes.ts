/** Orchestrator's metrics as its users know them, in the notation of `orchestrator-shapes.ts`. */

export const PROBE_SHAPE: readonly string[] = [
  'Timestamp string',
  'Hostname string',
  'Port number',
  'BackendLatencySeconds number',
  'InstanceLatencySeconds number',
  'TotalLatencySeconds number',
  'Err null|{Message}',
];

export const PROBES_SHAPE: readonly string[] = [
  'FirstSeen string',
  'LastSeen string',
  'CountDistinctInstanceKeys number',
  'CountDistinctOkInstanceKeys number',
  'CountDistinctFailedInstanceKeys number',
  'FailedDiscoveries number',
  'SuccessfulDiscoveries number',
  'MeanTotalSeconds number',
  'MeanBackendSeconds number',
  'MeanInstanceSeconds number',
  'FailedMeanTotalSeconds number',
  'FailedMeanBackendSeconds number',
  'FailedMeanInstanceSeconds number',
  'MaxTotalSeconds number',
  'MaxBackendSeconds number',
  'MaxInstanceSeconds number',
  'FailedMaxTotalSeconds number',
  'FailedMaxBackendSeconds number',
  'FailedMaxInstanceSeconds number',
  'MedianTotalSeconds number',
  'MedianBackendSeconds number',
  'MedianInstanceSeconds number',
  'FailedMedianTotalSeconds number',
  'FailedMedianBackendSeconds number',
  'FailedMedianInstanceSeconds number',
  'P95TotalSeconds number',
  'P95BackendSeconds number',
  'P95InstanceSeconds number',
  'FailedP95TotalSeconds number',
  'FailedP95BackendSeconds number',
  'FailedP95InstanceSeconds number',
];

export const QUEUE_SHAPE: readonly string[] = ['Active number', 'Queued number'];

export const QUEUES_SHAPE: readonly string[] = [
  'ActiveMinEntries number',
  'ActiveMeanEntries number',
  'ActiveMedianEntries number',
  'ActiveP95Entries number',
  'ActiveMaxEntries number',
  'QueuedMinEntries number',
  'QueuedMeanEntries number',
  'QueuedMedianEntries number',
  'QueuedP95Entries number',
  'QueuedMaxEntries number',
];

export const WRITE_SHAPE: readonly string[] = [
  'Timestamp string',
  'WaitLatency number',
  'ExecuteLatency number',
  'Err null|{Message}',
];

export const WRITES_SHAPE: readonly string[] = [
  'Count number',
  'MaxLatencySeconds number',
  'MeanLatencySeconds number',
  'MedianLatencySeconds number',
  'P95LatencySeconds number',
  'MaxWaitSeconds number',
  'MeanWaitSeconds number',
  'MedianWaitSeconds number',
  'P95WaitSeconds number',
];

export const BUFFER_SHAPE: readonly string[] = [
  'InstanceWriteBufferSize number',
  'InstanceFlushIntervalMilliseconds number',
  'CountInstances number',
  'MaxInstances number',
  'MeanInstances number',
  'MedianInstances number',
  'P95Instances number',
  'MaxWaitSeconds number',
  'MeanWaitSeconds number',
  'MedianWaitSeconds number',
  'P95WaitSeconds number',
  'MaxWriteSeconds number',
  'MeanWriteSeconds number',
  'MedianWriteSeconds number',
  'P95WriteSeconds number',
];

/** Of one flush. */
export const FLUSH_SHAPE: readonly string[] = [
  'Timestamp string',
  'Instances number',
  'WaitLatency number',
  'WriteLatency number',
];
