/** What the parts of an instance of the old API are made from. */
import { measuredSecondsOf } from '@topiary/domain';
import type { Instance, InstanceId, Instant, Observation, ReplicationChannel, TopologySnapshot } from '@topiary/domain';

export interface CompatContext {
  readonly snapshot: TopologySnapshot;
  readonly now: Instant;
  readonly pollIntervalMs: number;
  readonly reasonableLagSeconds: number;
  /** What the last probe of a server took. */
  readonly lastProbeMs: (id: InstanceId) => number;
}

export type InstanceForm = 'stored' | 'live';

/** Everything that the parts of an instance are made from. */
export interface InstanceInput {
  readonly instance: Instance;
  readonly observation: Observation;
  /** The default channel, or the first; `null`: it replicates from nobody. */
  readonly channel: ReplicationChannel | null;
  readonly context: CompatContext;
  readonly form: InstanceForm;
}

/** By `ReplicationLagQuery` where it tells, on a master too; in whole seconds, as the field has no others. */
export function lagSecondsOf({ channel, observation }: InstanceInput): number | null {
  const measured = measuredSecondsOf(observation);
  return measured === null ? (channel?.lagSeconds ?? null) : Math.floor(measured);
}

/** -1: no thread, 0: stopped, 1: running, 2: other, for example connecting. */
export function threadStates(channel: ReplicationChannel | null): { readonly sql: number; readonly io: number } {
  if (channel === null) return { sql: -1, io: -1 };
  const io = { running: 1, connecting: 2, stopped: 0 }[channel.receiver];
  return { sql: channel.applier === 'running' ? 1 : 0, io };
}
