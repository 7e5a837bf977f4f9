/** Whether the failure of a server would be recovered by itself now, and if not, why not; how soon it would be seen at worst. */
import type {
  Acting,
  ClusterId,
  DetectionProfile,
  DetectionSettings,
  DetectionTime,
  InstanceId,
  RecoveryGate,
  RecoveryRules,
  RecoveryScope,
  Switches,
  TopologySnapshot,
} from '@topiary/domain';
import { closedGate, detectionTimes, profileOf, recoveryGates } from '@topiary/domain';
import type { Clock } from '../ports/clock.ts';
import type { Recoveries } from '../ports/recoveries.ts';
import { placeOfFailure } from './place-of-failure.ts';
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
  /** It would be recovered by itself now: all gates are open. */
  readonly ready: boolean;
  readonly gates: readonly RecoveryGate[];
  readonly detection: { readonly profile: DetectionProfile; readonly times: readonly DetectionTime[] };
}

export interface ReadinessParts {
  readonly recoveries: Pick<Recoveries, 'earlier'>;
  readonly rules: RecoveryRules;
  readonly clock: Clock;
  readonly snapshot: () => TopologySnapshot;
  readonly acting: () => Acting;
  readonly storms: Pick<StormWatch, 'brake'>;
  readonly detection: DetectionSettings;
}

export interface ReadinessQuestion {
  readonly id: InstanceId;
  readonly scope: RecoveryScope;
  readonly cluster: ClusterId;
  readonly switches: Switches;
}

/** `null`: no such cluster. Rejects when the recoveries of before cannot be read. */
export async function clusterReadiness(
  cluster: ClusterId,
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
  const servers = await Promise.all(asked.map((one) => serverReadiness({ ...one, cluster, switches }, parts)));
  return { cluster, clusterName: known.name, servers: servers.filter((one) => one !== null) };
}

/** `null`: no such cluster. Rejects when the recoveries of before cannot be read. */
export async function serverReadiness(
  { id: instance, scope, cluster, switches }: ReadinessQuestion,
  { recoveries, rules, clock, snapshot, acting, storms, detection: settings }: ReadinessParts,
): Promise<ServerReadiness | null> {
  const place = placeOfFailure(snapshot(), { instance, cluster });
  if (place === null) return null;
  const earlier = await recoveries.earlier({ cluster, instance });
  const rest = { scope, rules, acting: acting(), now: clock.now(), switches, earlier, forced: false };
  const gates = recoveryGates({ ...place.question, ...rest, brake: storms.brake(instance) });
  const profile = profileOf(place.question.cluster, rules);
  const detection = { profile, times: detectionTimes({ snapshot: snapshot(), instance, profile, settings }) };
  return { instance, scope, ready: closedGate(gates) === null, gates, detection };
}
