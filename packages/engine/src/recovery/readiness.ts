/** Whether the failure of a server would be recovered by itself now, and if not, why not; how soon it would be seen at worst. */
import type {
  Acting,
  ChosenProfile,
  ClusterId,
  DetectionProfile,
  DetectionQuestion,
  DetectionSettings,
  DetectionTime,
  InstanceId,
  Policy,
  ReadinessNote,
  RecoveryGate,
  RecoveryRules,
  RecoveryScope,
  Switches,
  TopologySnapshot,
} from '@topiary/domain';
import {
  closedGate,
  detectionTimes,
  mayRestartReceiver,
  profileOf,
  receiverToRestart,
  recoveryGates,
} from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { Servers } from '../ports/servers.ts';
import type { Recoveries } from '../ports/recoveries.ts';
import { serverForecast } from './forecasts.ts';
import type { ServerForecast } from './forecasts.ts';
import { placeOfFailure } from './place-of-failure.ts';
import { readinessNotes } from './readiness-notes.ts';
import type { StormWatch } from './storm-watch.ts';

export interface Readiness {
  readonly cluster: ClusterId;
  readonly clusterName: string;
  /** One of each server whose death would be recovered: masters first, then intermediate masters. */
  readonly servers: readonly ServerReadiness[];
}

export interface ServerReadiness {
  readonly instance: InstanceId;
  readonly scope: RecoveryScope;
  /** It would be recovered by itself now: all gates are open, and nothing that a forecast found stands in its way. */
  readonly ready: boolean;
  readonly gates: readonly RecoveryGate[];
  readonly detection: {
    readonly profile: DetectionProfile;
    /** By whom and why it is so; `null`: the configuration says so. */
    readonly chosen: Pick<ChosenProfile, 'by' | 'reason' | 'at'> | null;
    readonly times: readonly DetectionTime[];
  };
  /** What would become of its death; `null`: not asked for, or not worked out as there are too many. */
  readonly forecast: ServerForecast | null;
  /** What keeps nobody from it; empty where no forecast is. */
  readonly notes: readonly ReadinessNote[];
}

/** Servers of a cluster that are forecast in one answer, masters first: each is a plan. */
export const MAX_FORECASTS = 8;
/** Servers of the cluster times forecasts, beyond the first one: a plan that moves 500 replicas takes half a second. */
const MAX_FORECAST_WORK = 1_000;

export interface ReadinessWish {
  readonly forecasts?: boolean;
}

export interface ReadinessParts {
  readonly servers: Pick<Servers, 'readStanding'>;
  readonly recoveries: Pick<Recoveries, 'earlier' | 'list'>;
  readonly rules: RecoveryRules;
  readonly clock: Clock;
  readonly snapshot: () => TopologySnapshot;
  readonly acting: () => Acting;
  readonly storms: Pick<StormWatch, 'brake'>;
  readonly detection: DetectionSettings;
  readonly policy: () => Policy;
}

export interface ReadinessQuestion {
  readonly id: InstanceId;
  readonly scope: RecoveryScope;
  readonly cluster: ClusterId;
  readonly switches: Switches;
  readonly forecasts?: boolean;
}

/** `null`: no such cluster. Rejects when the recoveries of before cannot be read. */
export async function clusterReadiness(
  { cluster, forecasts = false }: ReadinessWish & { readonly cluster: ClusterId },
  switchesNow: () => Promise<Switches>,
  parts: ReadinessParts,
): Promise<Readiness | null> {
  const snapshot = parts.snapshot();
  const known = snapshot.clusters.get(cluster);
  if (known === undefined) return null;
  const switches = await switchesNow();
  const members = known.members.flatMap((id) => snapshot.instances.get(id) ?? []);
  const masters = members.filter(({ id }) => known.masters.includes(id));
  const middle = members.filter(({ role }) => role === 'intermediate');
  const asked = [
    ...masters.map(({ id }) => ({ id, scope: 'master' as const })),
    ...middle.map(({ id }) => ({ id, scope: 'intermediate' as const })),
  ];
  const most = Math.max(1, Math.min(MAX_FORECASTS, Math.floor(MAX_FORECAST_WORK / members.length)));
  const servers = await Promise.all(
    asked.map((one, place) =>
      serverReadiness({ ...one, cluster, switches, forecasts: forecasts && place < most }, parts),
    ),
  );
  return { cluster, clusterName: known.name, servers: servers.filter((one) => one !== null) };
}

/** `null`: no such cluster. Rejects when the recoveries of before cannot be read. */
export async function serverReadiness(
  { id: instance, scope, cluster, switches, forecasts = false }: ReadinessQuestion,
  parts: ReadinessParts,
): Promise<ServerReadiness | null> {
  const { recoveries, rules, clock, acting, storms, detection: settings } = parts;
  const snapshot = parts.snapshot();
  const place = placeOfFailure(snapshot, { instance, cluster });
  if (place === null) return null;
  const earlier = await recoveries.earlier({ cluster, instance });
  const rest = { scope, rules, acting: acting(), now: clock.now(), switches, earlier, forced: false };
  const gates = recoveryGates({ ...place.question, ...rest, brake: storms.brake(instance) });
  const profile = profileOf(place.question.cluster, rules);
  const chosen = rules.chosen?.(cluster) ?? null;
  const restart = restartOf(place.question.cluster, { ...parts, snapshot, instance });
  const times = detectionTimes({ snapshot, instance, profile, settings, restart });
  const forecast = forecasts
    ? await serverForecast({ instance, scope, cluster }, { recoveries, snapshot, policy: parts.policy() })
    : null;
  const notes =
    forecast === null || scope !== 'master'
      ? []
      : await readinessNotes(
          { master: instance, successor: forecast.successor },
          { ...parts, snapshot, policy: parts.policy() },
        );
  const isBlocked = forecast?.obstacles.some(({ blocks }) => blocks) === true;
  return {
    instance,
    scope,
    ready: closedGate(gates) === null && !isBlocked,
    gates,
    detection: {
      profile,
      chosen: chosen === null ? null : { by: chosen.by, reason: chosen.reason, at: chosen.at },
      times,
    },
    forecast,
    notes,
  };
}

type RestartQuestion = Pick<ReadinessParts, 'rules' | 'policy'> & {
  readonly snapshot: TopologySnapshot;
  readonly instance: InstanceId;
};

function restartOf(
  cluster: Parameters<typeof mayRestartReceiver>[0],
  { rules, policy, snapshot, instance: source }: RestartQuestion,
): DetectionQuestion['restart'] {
  if (!mayRestartReceiver(cluster, rules)) return 'off';
  return receiverToRestart({ snapshot, policy: policy(), source }) === null ? 'nobody' : 'possible';
}
