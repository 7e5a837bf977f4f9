/**
 * What would become of a server's death now: the plan that a recovery would make, and how long recoveries like it took. Asked
 * for by people, one server at a time: it costs a plan and two reads of the store, and asks no server anything.
 */
import type { ClusterId, Forecast, InstanceId, Policy, RecoveryScope, TopologySnapshot } from '@topiary/domain';
import { forecastOf } from '@topiary/domain';
import type { Recoveries, RecoveryRecord } from '../ports/recoveries.ts';
import { intentOnDeath } from './repairs.ts';

export interface ServerForecast extends Forecast {
  /** From its detection until writes were let in again, or all was done; `null`: none like it is remembered. */
  readonly took: RecoveryTimes | null;
}

export interface RecoveryTimes {
  readonly medianMs: number;
  readonly count: number;
  /** `false`: none of this cluster is remembered, and these are of others. */
  readonly here: boolean;
}

/** The newest that are counted. */
const MAX_COUNTED = 20;

export interface ForecastParts {
  readonly recoveries: Pick<Recoveries, 'list'>;
  readonly policy: Policy;
  readonly snapshot: TopologySnapshot;
}

interface OneServer {
  readonly instance: InstanceId;
  readonly scope: RecoveryScope;
  readonly cluster: ClusterId;
}

/** `null`: it is not known, or what is repaired of it is no death. Rejects when the store cannot be read. */
export async function serverForecast(
  { instance, scope, cluster }: OneServer,
  { recoveries, policy, snapshot }: ForecastParts,
): Promise<ServerForecast | null> {
  if (scope !== 'master' && scope !== 'intermediate') return null;
  const forecast = forecastOf({
    snapshot,
    policy,
    instance,
    intentFor: (then) => intentOnDeath(scope, instance, then),
  });
  if (forecast === null) return null;
  const query = { page: 0, pageSize: MAX_COUNTED, state: 'ended', scope } as const;
  const here = timesIn((await recoveries.list({ ...query, cluster })).items, true);
  return { ...forecast, took: here ?? timesIn((await recoveries.list(query)).items, false) };
}

function timesIn(items: readonly RecoveryRecord[], here: boolean): RecoveryTimes | null {
  const times = items.flatMap((one) => tookMs(one) ?? []).toSorted((left, right) => left - right);
  const medianMs = times[Math.floor(times.length / 2)];
  return medianMs === undefined ? null : { medianMs, count: times.length, here };
}

/** Of one that a finding began, and that replaced what had failed. */
function tookMs({ forced, successor, startedAt, endedAt, details: { timings } }: RecoveryRecord): number | null {
  if (forced || successor === null || endedAt === null) return null;
  const promoted = timings.find(({ phase }) => phase === 'promoted')?.at;
  return (promoted ?? endedAt) - Math.min(startedAt, ...timings.map(({ at }) => at));
}
