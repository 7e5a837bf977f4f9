/**
 * What would become of a server's death now: who comes in its place and why, what would be lost, and what would keep it from
 * being repaired. The plan is the one that a recovery would make, on a snapshot in which that server is gone; nobody is asked
 * anything, so that it is as true as the last look at the servers.
 */
import type { Policy } from '../../policy/policy.ts';
import type { InstanceId } from '../../topology/address.ts';
import { edgesTo } from '../../topology/queries.ts';
import type { Instance, TopologySnapshot } from '../../topology/snapshot.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import { asPlanId, stepsInOrder } from '../plan.ts';
import type { AskedIntent, Check, Plan, Refusal } from '../plan.ts';
import { planIntent } from '../plan-intent.ts';
import { instanceIdOf } from '../../topology/address.ts';
import { rankSuccessors } from './rank-successors.ts';
import { commitsWait } from './semi-sync-roles.ts';
import { successorIn } from './successor-in.ts';
import { supposeGone } from './suppose-gone.ts';

export const FORECAST_OBSTACLES = ['plan', 'privileges', 'accounts'] as const;
export type ForecastObstacleCode = (typeof FORECAST_OBSTACLES)[number];

export interface ForecastObstacle {
  readonly code: ForecastObstacleCode;
  /** Where it is; `null`: of the whole. */
  readonly instance: InstanceId | null;
  /** Nobody would be in its place; else one server would be left behind. */
  readonly blocks: boolean;
  readonly why: Message;
  /** `null`: what it says is what has to be otherwise. */
  readonly howToOpen: Message | null;
}

/**
 * `none`: each commit waits until a replica has it. `unreceived`: the server had transactions when it was seen last that no
 * replica had. `possible`: it had none, and what is written just before it dies may reach nobody. `of-replicas`: it takes no
 * writes of its own.
 */
export const FORECAST_LOSSES = ['none', 'unreceived', 'possible', 'of-replicas'] as const;
export type ForecastLoss = (typeof FORECAST_LOSSES)[number];

export interface Forecast {
  /** `null`: nobody could come in its place. */
  readonly successor: InstanceId | null;
  /** Why that one: what puts the next ones behind it. */
  readonly reasons: readonly Message[];
  readonly loss: ForecastLoss;
  /** What is known of it, a sentence each. */
  readonly losses: readonly Message[];
  /** Replicas that would be left behind. */
  readonly lost: readonly InstanceId[];
  readonly obstacles: readonly ForecastObstacle[];
}

export interface ForecastQuestion {
  readonly snapshot: TopologySnapshot;
  readonly policy: Policy;
  readonly instance: InstanceId;
  /** What a recovery of it would ask for. */
  readonly intentFor: (snapshot: TopologySnapshot) => AskedIntent;
}

/** Reasons and obstacles that are told: as many as anybody reads. */
const MAX_TOLD = 20;

/** `null`: no such server. */
export function forecastOf({ snapshot: live, policy, instance: id, intentFor }: ForecastQuestion): Forecast | null {
  const instance = live.instances.get(id);
  if (instance === undefined) return null;
  const snapshot = supposeGone(live, id);
  const intent = intentFor(snapshot);
  const plan = planIntent({ snapshot, policy, intent, id: asPlanId('forecast') });
  const successor = 'kind' in plan ? null : comesInPlace(plan);
  const isMaster = intent.kind === 'replace-master';
  const { checks } = plan;
  return {
    successor,
    reasons: successor === null || !isMaster ? [] : whyFirst({ snapshot, policy, id, successor }),
    ...lossesOf({ live, instance, checks, isMaster }),
    lost: [...new Set(checks.flatMap(({ message: { code }, replica }) => (LEFT.has(code) ? (replica ?? []) : [])))],
    obstacles: obstaclesOf(snapshot, { plan, successor, id }).slice(0, MAX_TOLD),
  };
}

const LEFT: ReadonlySet<Message['code']> = new Set<Message['code']>(['lost-ahead', 'lost-silent']);

/** Of replicas that go to several homes, the home of most of them. */
function comesInPlace(plan: Plan): InstanceId | null {
  const named = successorIn(plan);
  if (named !== null) return named;
  const homes = stepsInOrder(plan).flatMap((step) => (step.kind === 'point-replica-at' ? [instanceIdOf(step.to)] : []));
  const counted = [...Map.groupBy(homes, (home) => home)].toSorted(([, left], [, right]) => right.length - left.length);
  return counted[0]?.[0] ?? null;
}

interface First extends Pick<ForecastQuestion, 'snapshot' | 'policy'> {
  readonly id: InstanceId;
  readonly successor: InstanceId;
}

function whyFirst({ snapshot, policy, id, successor }: First): readonly Message[] {
  const ranked = rankSuccessors({ snapshot, policy, master: id, user: null });
  const others = ranked.filter(({ instance }) => instance.id !== successor);
  return [
    message('successor-chosen', { candidate: successor, master: id }),
    ...others.flatMap(({ behind, vetoes: { firm, soft } }) => firm[0] ?? soft[0] ?? behind ?? []),
  ].slice(0, MAX_TOLD);
}

interface LossQuestion {
  readonly live: TopologySnapshot;
  readonly instance: Instance;
  readonly checks: readonly Check[];
  readonly isMaster: boolean;
}

function lossesOf({ live, instance, checks, isMaster }: LossQuestion): Pick<Forecast, 'loss' | 'losses'> {
  const told = checks.filter(({ message: { code } }) => LOSS_CODES.has(code)).map((check) => check.message);
  if (!isMaster)
    return { loss: 'of-replicas', losses: [message('forecast-no-writes', { instance: instance.id }), ...told] };
  const wait = commitWait(live, instance);
  if (wait.holds) return { loss: 'none', losses: [wait.said, ...told] };
  const isKnown = told.some(({ code }) => code === 'lost-on-master');
  return { loss: isKnown ? 'unreceived' : 'possible', losses: [...told, wait.said] };
}

const LOSS_CODES: ReadonlySet<Message['code']> = new Set<Message['code']>([
  'lost-on-master',
  'lost-ahead',
  'lost-silent',
]);

const MS_PER_SECOND = 1000;

/** Whether what its clients were told is written is on a replica too. */
function commitWait(
  snapshot: TopologySnapshot,
  instance: Instance,
): { readonly holds: boolean; readonly said: Message } {
  const params = { instance: instance.id };
  if (!commitsWait(snapshot, instance)) return { holds: false, said: message('forecast-no-semi-sync', params) };
  const semiSync = instance.observation?.semiSync;
  if (semiSync?.sourceActive === false) return { holds: false, said: message('forecast-semi-sync-off', params) };
  const seconds = (semiSync?.sourceTimeoutMs ?? 0) / MS_PER_SECOND;
  return { holds: true, said: message('forecast-semi-sync', { ...params, seconds }) };
}

interface Planned {
  readonly plan: Plan | Refusal;
  readonly successor: InstanceId | null;
  readonly id: InstanceId;
}

function obstaclesOf(snapshot: TopologySnapshot, { plan, successor, id }: Planned): readonly ForecastObstacle[] {
  if ('kind' in plan) {
    const below = edgesTo(snapshot, id).map(({ replica }) => replica);
    return [
      ...plan.reasons.map((why): ForecastObstacle => ({
        code: 'plan',
        instance: null,
        blocks: true,
        why,
        howToOpen: null,
      })),
      ...below.flatMap((server) => missingGrants(snapshot, { server, blocks: false })),
    ];
  }
  const turnedAway = plan.checks.flatMap(({ verdict, replica, message: why }): readonly ForecastObstacle[] =>
    verdict === 'warn' && why.code.startsWith('account-')
      ? [{ code: 'accounts', instance: replica, blocks: false, why, howToOpen: null }]
      : [],
  );
  const acted = new Set(stepsInOrder(plan).map(({ instance }) => instance));
  const grants = [...acted]
    .filter((server) => server !== id)
    .toSorted((left, right) => Number(right === successor) - Number(left === successor))
    .flatMap((server) => missingGrants(snapshot, { server, blocks: server === successor }));
  return [...grants, ...turnedAway];
}

/** Of those that are set up anew. Whoever may not be opened for writes is not chosen: see `vetoesOf`. */
function missingGrants(
  { instances }: TopologySnapshot,
  { server, blocks }: { readonly server: InstanceId; readonly blocks: boolean },
): readonly ForecastObstacle[] {
  const unreadable = instances.get(server)?.observation?.unreadable ?? [];
  return unreadable.flatMap(({ fact, grant }): readonly ForecastObstacle[] => {
    if (fact !== 'replication-control') return [];
    const why = message('forecast-no-control', { instance: server });
    const howToOpen = message('forecast-grant', { instance: server, grant });
    return [{ code: 'privileges', instance: server, blocks, why, howToOpen }];
  });
}
