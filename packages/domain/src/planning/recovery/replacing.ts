/** What the two ways of replacing a master share: the servers, and the steps that make a replica the master. */
import { familyOf } from '../../replication/product.ts';
import type { InstanceId } from '../../topology/address.ts';
import type { Observation, ReplicationChannel } from '../../topology/observation.ts';
import { edgesOf } from '../../topology/queries.ts';
import type { Edge, Instance, TopologySnapshot } from '../../topology/snapshot.ts';
import type { Policy } from '../../policy/policy.ts';
import { isFail } from '../assemble.ts';
import { warn } from '../checks.ts';
import type { LaterLane } from '../control/control-context.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import { orderMoves } from '../order-moves.ts';
import { asStepId } from '../plan.ts';
import type { Check, Step } from '../plan.ts';
import { connectionOf } from '../reshape/connection.ts';
import type { LeaveSourceStep } from '../reshape/source-steps.ts';
import { writabilityOf } from '../server-step-faces.ts';
import type { Writability } from '../server-steps.ts';
import { replicasTo } from '../wanted-moves.ts';
import type { WantedMove } from '../wanted-moves.ts';
import { heirsOf } from './heirs.ts';
import type { RankedSuccessor } from './rank-successors.ts';
import type { ReplaceMasterIntent } from './replace-intent.ts';
import { commitsWait } from './semi-sync-roles.ts';

export interface Replacing {
  readonly snapshot: TopologySnapshot;
  readonly policy: Policy;
  readonly user: string | null;
  readonly intent: ReplaceMasterIntent;
  readonly master: Instance;
  readonly successor: Instance;
  readonly ranked: readonly RankedSuccessor[];
}

export type Base = Pick<Step, 'id' | 'lane' | 'instance' | 'deadlineMs'>;

export function baseOf(lane: InstanceId, instance: InstanceId, deadlineMs: number): Base {
  return { id: asStepId(''), lane, instance, deadlineMs };
}

/** Read-only for as many accounts as the family can. */
export function closedOn({ product }: Observation): Exclude<Writability, 'writable'> {
  return familyOf(product) === 'mysql' ? 'super-read-only' : 'read-only';
}

/** Commits on the new master wait for its replicas as they did on the old one. */
export function semiSyncSteps(lane: InstanceId, { snapshot, master, successor, policy }: Replacing): readonly Step[] {
  const own = successor.observation?.semiSync;
  // Also where it seems to be on: what was changed a moment ago is not always observed yet, and on it has to be.
  const isLoaded = own !== undefined && own.sourceEnabled !== null;
  if (!isLoaded || !commitsWait(snapshot, master)) return [];
  return [
    {
      ...baseOf(lane, successor.id, policy.deadlines.changeServerMs),
      kind: 'set-semi-sync',
      side: 'source',
      to: true,
      words: own.words ?? 'master-slave',
      channels: [],
    },
  ];
}

/** None where it takes writes already. */
export function openSteps(lane: InstanceId, { id, observation }: Instance, policy: Policy): readonly Step[] {
  const was = observation === null ? 'read-only' : writabilityOf(observation);
  if (was === 'writable') return [];
  return [{ ...baseOf(lane, id, policy.deadlines.changeServerMs), kind: 'set-writability', to: 'writable', was }];
}

interface Leaving {
  readonly lane: InstanceId;
  readonly instance: InstanceId;
  readonly channel: ReplicationChannel;
  readonly policy: Policy;
}

/** By GTID and with an account it can be set up again; a place in the log of a master that is gone is nothing to go back to. */
export function leaveStep({ lane, instance, channel, policy }: Leaving): Step {
  const base = baseOf(lane, instance, policy.deadlines.changeServerMs);
  const { name, source, positioning, settings } = channel;
  const account = policy.replicationAccount;
  if (account === undefined || positioning === 'file')
    return { ...base, kind: 'reset-replication', channel: name, source };
  const connection = connectionOf(account, { asked: instance, channel: name, positioning, settings });
  const leave: LeaveSourceStep = { ...base, ...connection, kind: 'leave-source', source };
  return leave;
}

/** It is behind by so much that the others do not wait until it has been moved. */
function isLate(snapshot: TopologySnapshot, { replica, channel }: WantedMove, { promotion }: Policy): boolean {
  const { postponesFromSeconds: limit } = promotion;
  const edge = edgesOf(snapshot, replica).find((one) => channel === null || one.channel === channel);
  return limit !== null && (edge?.lagSeconds ?? 0) >= limit;
}

/** Those that nothing comes to any more, as what they read from fell silent with the master. */
function orphansOf(snapshot: TopologySnapshot, master: InstanceId): readonly Edge[] {
  return heirsOf(snapshot, master).flatMap(({ generation, edge }) => (generation === 'orphan' ? [edge] : []));
}

export interface SiblingMoves {
  readonly checks: readonly Check[];
  readonly notes: readonly Message[];
  readonly phases: readonly (readonly LaterLane[])[];
}

/**
 * The others go below the successor once lane `after` is done. One that cannot stays below the old master, which is said and
 * holds up nobody. `snapshot`: what the successor will be by then.
 */
export function siblingMoves(
  { policy, user, master, successor }: Replacing,
  {
    snapshot,
    after,
    without,
  }: {
    readonly snapshot: TopologySnapshot;
    readonly after: InstanceId | null;
    readonly without: ReadonlySet<InstanceId>;
  },
): SiblingMoves {
  const wanted: readonly WantedMove[] = [
    ...replicasTo(snapshot, { source: master.id, target: successor.id, only: null }),
    ...orphansOf(snapshot, master.id).map(({ replica, channel }) => ({ replica, channel, target: successor.id })),
  ].filter(({ replica }) => replica !== successor.id && !without.has(replica));
  const question = { snapshot, policy, user, acceptsLoss: false };
  const late = new Set(wanted.filter((move) => isLate(snapshot, move, policy)));
  const ordered = [wanted.filter((move) => !late.has(move)), [...late]].map((moves) => orderMoves(question, moves));
  const judged = ordered.flatMap((one) => one.judged);
  const phases = ordered.flatMap((one) => one.phases);
  const left = judged.filter(({ checks }) => checks.some(isFail)).map(({ move }) => move.replica);
  return {
    checks: judged
      .flatMap(({ checks }) => checks)
      .map((check) => (isFail(check) ? warn(check.replica, check.message) : check)),
    notes: [
      ...left.map((replica) => message('replica-left-behind', { replica })),
      ...[...late].map(({ replica }) => message('moved-last', { replica })),
      ...phases.flat().flatMap(({ notes }) => notes),
    ],
    phases: phases.map((moves) =>
      moves.map(({ steps, after: others }) => ({ steps, after: [...(after === null ? [] : [after]), ...others] })),
    ),
  };
}
