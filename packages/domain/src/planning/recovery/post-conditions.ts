/**
 * What has to be true once a master was replaced, as the snapshot after it shows: somebody takes the writes, those that were
 * moved replicate as before, what was set is kept, and people find the cluster by the names that it had.
 */
import type { Tri } from '../../shared/tri.ts';
import { triOf } from '../../shared/tri.ts';
import type { InstanceId } from '../../topology/address.ts';
import { instanceIdOf } from '../../topology/address.ts';
import { canonicalId } from '../../topology/edges.ts';
import type { ClusterId, TopologySnapshot } from '../../topology/snapshot.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import { stepsInOrder } from '../plan.ts';
import type { Plan, PointReplicaAtStep, Step } from '../plan.ts';
import { writabilityOf } from '../server-step-faces.ts';

export interface PostCondition {
  /** What has to be true, and is not while `holds` is not `yes`. */
  readonly message: Message;
  readonly holds: Tri;
}

export interface ReplacedQuestion {
  readonly plan: Plan;
  readonly successor: InstanceId;
  /** As the cluster was known before. */
  readonly cluster: { readonly id: ClusterId; readonly name: string; readonly alias: string | null };
}

export function postConditions(snapshot: TopologySnapshot, question: ReplacedQuestion): readonly PostCondition[] {
  const { plan } = question;
  if (plan.intent.kind !== 'replace-master') return [];
  const steps = stepsInOrder(plan);
  return [
    ...ofSuccessor(snapshot, question, steps),
    ...steps.flatMap((step) => (step.kind === 'point-replica-at' ? ofReplica(snapshot, step) : [])),
    ...ofCluster(snapshot, question),
    ofOldMaster(snapshot, plan.intent.master),
  ];
}

/** The servers whose state tells. */
export function askedOf({ plan, successor }: Pick<ReplacedQuestion, 'plan' | 'successor'>): readonly InstanceId[] {
  const moved = stepsInOrder(plan).flatMap((step) => (step.kind === 'point-replica-at' ? step.instance : []));
  return [...new Set([successor, ...moved])];
}

function ofSuccessor(
  { instances }: TopologySnapshot,
  { successor }: ReplacedQuestion,
  steps: readonly Step[],
): readonly PostCondition[] {
  const found = instances.get(successor);
  const observed = found?.health === 'ok' ? found.observation : null;
  const opens = steps.some(
    (step) => step.instance === successor && step.kind === 'set-writability' && step.to === 'writable',
  );
  const isSource = steps.some(
    (step) => step.instance === successor && step.kind === 'set-semi-sync' && step.side === 'source' && step.to,
  );
  const takesWrites = observed === null ? null : writabilityOf(observed) === 'writable';
  return [
    ...(opens ? [{ message: message('condition-writable', { instance: successor }), holds: triOf(takesWrites) }] : []),
    ...(isSource
      ? [
          {
            message: message('condition-semi-sync', { instance: successor }),
            holds: triOf(observed?.semiSync.sourceEnabled),
          },
        ]
      : []),
  ];
}

/** With the threads that ran before, from where the plan put it. */
function ofReplica(
  { instances, aliases }: TopologySnapshot,
  { instance, channel: name, to, before }: PointReplicaAtStep,
): PostCondition {
  const source = instanceIdOf(to);
  const found = instances.get(instance);
  const channel = found?.health === 'ok' ? found.observation?.channels.find((one) => one.name === name) : undefined;
  const isThere = channel !== undefined && canonicalId(channel.source, aliases) === canonicalId(to, aliases);
  const receives = before.receiver === 'stopped' || channel?.receiver === 'running';
  const applies = before.applier === 'stopped' || channel?.applier === 'running';
  const holds = channel === undefined ? 'unknown' : triOf(isThere && receives && applies);
  return { message: message('condition-replicates', { instance, source }), holds };
}

function ofCluster(
  { instances, clusters }: TopologySnapshot,
  { successor, cluster }: ReplacedQuestion,
): readonly PostCondition[] {
  const id = instances.get(successor)?.cluster;
  const kept: PostCondition = {
    message: message('condition-cluster', { instance: successor, cluster: cluster.name }),
    holds: triOf(id === undefined ? null : id === cluster.id),
  };
  if (cluster.alias === null) return [kept];
  const alias = id === undefined ? undefined : clusters.get(id)?.alias?.text;
  const said = message('condition-alias', { cluster: cluster.name, alias: cluster.alias });
  return [kept, { message: said, holds: triOf(alias === cluster.alias) }];
}

/** One that does not answer takes no writes that anybody could see. */
function ofOldMaster({ instances }: TopologySnapshot, master: InstanceId): PostCondition {
  const found = instances.get(master);
  const observed = found?.health === 'ok' ? found.observation : null;
  const isOpen = observed !== null && writabilityOf(observed) === 'writable' && !observed.settings.offlineMode;
  return { message: message('condition-old-closed', { instance: master }), holds: triOf(!isOpen) };
}
