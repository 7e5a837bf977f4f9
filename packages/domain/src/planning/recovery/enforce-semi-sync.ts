/**
 * As many replicas of a master acknowledge its commits as it waits for, chosen by their priority. `exact`: those, and no
 * others; else too few become enough, and nobody is switched off. Source: spec/recovery §10.
 *
 * A replica whose acknowledging is on and does nothing, as its receiver has not connected since, is switched on once more:
 * that lets its receiver connect anew.
 */
import { promotionRuleOf } from '../../classification/promotion.ts';
import { PROMOTION_RULES } from '../../registry/promotion-rule.ts';
import type { InstanceId } from '../../topology/address.ts';
import { edgesTo } from '../../topology/queries.ts';
import type { Edge, Instance, TopologySnapshot } from '../../topology/snapshot.ts';
import type { PlanQuestion } from '../assemble.ts';
import { fail, pass, warn } from '../checks.ts';
import { message } from '../message.ts';
import { asStepId } from '../plan.ts';
import type { Check, Step } from '../plan.ts';
import type { Reshape } from '../reshape/reshape.ts';
import type { WantedShape } from '../reshape/wanted-shape.ts';

interface Acknowledger {
  readonly instance: Instance;
  readonly edge: Edge;
  /** 0: it is never to acknowledge. */
  readonly priority: number;
}

export function enforceSemiSync(
  snapshot: TopologySnapshot,
  { master: id, exact }: Extract<Reshape, { kind: 'enforce-semi-sync' }>,
  { policy }: Pick<PlanQuestion, 'policy'>,
): WantedShape {
  const master = snapshot.instances.get(id);
  const semiSync = master?.observation?.semiSync;
  const wait = semiSync?.sourceWaitForReplicas ?? 0;
  if (master?.health !== 'ok' || semiSync?.sourceEnabled !== true || wait === 0)
    return refusedBy(fail(id, message('waits-for-nobody', { master: id })));
  const replicas = acknowledgersOf(snapshot, id);
  const able = replicas.filter(({ priority, instance }) => priority > 0 && isLoaded(instance)).toSorted(byPriority);
  const chosen = new Set((exact ? able.slice(0, wait) : enough(able, wait)).map(({ instance }) => instance.id));
  const on = able.filter(({ instance }) => chosen.has(instance.id) && !acknowledges(instance));
  const off = exact ? replicas.filter(({ instance }) => isSwitchedOn(instance) && !chosen.has(instance.id)) : [];
  const deadlineMs = policy.deadlines.changeServerMs;
  const reached = chosen.size + (exact ? 0 : able.filter(({ instance }) => acknowledges(instance)).length);
  const checks: readonly Check[] = [
    ...replicas.filter(({ priority, instance }) => priority > 0 && !isLoaded(instance)).map(notLoaded),
    reached >= wait
      ? pass(id, message('enough-will-acknowledge', { master: id, wait }))
      : warn(id, message('too-few-can-acknowledge', { master: id, wait, count: reached })),
  ];
  if (on.length + off.length === 0)
    return refusedBy(...checks, fail(id, message('nothing-to-acknowledge', { master: id, wait })));
  const onLanes = on.map(({ instance, edge }) => [
    ...sourceOff(instance, deadlineMs),
    switchStep(instance, edge, true, deadlineMs),
  ]);
  const offLanes = off.map(({ instance, edge }) => [switchStep(instance, edge, false, deadlineMs)]);
  return {
    kind: 'drafted',
    instance: id,
    drafted:
      onLanes.length === 0
        ? { checks, lanes: offLanes }
        : {
            checks,
            lanes: onLanes,
            later:
              offLanes.length === 0
                ? []
                : [offLanes.map((steps) => ({ steps, after: on.map(({ instance }) => instance.id) }))],
          },
  };
}

function refusedBy(...checks: readonly Check[]): WantedShape {
  return { kind: 'refused', checks };
}

/** Those that answer and replicate. */
function acknowledgersOf(snapshot: TopologySnapshot, master: InstanceId): readonly Acknowledger[] {
  return edgesTo(snapshot, master).flatMap((edge) => {
    const instance = snapshot.instances.get(edge.replica);
    const channel = instance?.observation?.channels.find(({ name }) => name === edge.channel);
    if (instance?.health !== 'ok' || channel?.receiver !== 'running' || channel.applier !== 'running') return [];
    return [{ instance, edge, priority: instance.classification.semiSyncPriority ?? 0 }];
  });
}

/** So many of those that do not, that with those that do there are enough. */
function enough(able: readonly Acknowledger[], wait: number): readonly Acknowledger[] {
  const count = able.filter(({ instance }) => acknowledges(instance)).length;
  return able.filter(({ instance }) => !acknowledges(instance)).slice(0, Math.max(0, wait - count));
}

function byPriority(left: Acknowledger, right: Acknowledger): number {
  const rule = ({ instance }: Acknowledger): number => PROMOTION_RULES.indexOf(promotionRuleOf(instance));
  return right.priority - left.priority || rule(left) - rule(right);
}

function isLoaded({ observation }: Instance): boolean {
  return (observation?.semiSync.replicaEnabled ?? null) !== null;
}

function isSwitchedOn({ observation }: Instance): boolean {
  return observation?.semiSync.replicaEnabled === true;
}

function acknowledges({ observation }: Instance): boolean {
  return observation?.semiSync.replicaEnabled === true && observation.semiSync.replicaActive !== false;
}

function notLoaded({ instance: { id } }: Acknowledger): Check {
  return warn(id, message('semi-sync-not-loaded', { instance: id }));
}

/** Its own commits, which are those of its applier, would wait for replicas of its own. */
function sourceOff({ id, observation }: Instance, deadlineMs: number): readonly Step[] {
  if (observation?.semiSync.sourceEnabled !== true) return [];
  const words = observation.semiSync.words ?? 'master-slave';
  return [{ ...base(id, deadlineMs), kind: 'set-semi-sync', side: 'source', to: false, words, channels: [] }];
}

function switchStep({ id, observation }: Instance, { channel }: Edge, to: boolean, deadlineMs: number): Step {
  const words = observation?.semiSync.words ?? 'master-slave';
  return { ...base(id, deadlineMs), kind: 'set-semi-sync', side: 'replica', to, words, channels: [channel] };
}

function base(id: InstanceId, deadlineMs: number): Pick<Step, 'id' | 'lane' | 'instance' | 'deadlineMs'> {
  return { id: asStepId(''), lane: id, instance: id, deadlineMs };
}
