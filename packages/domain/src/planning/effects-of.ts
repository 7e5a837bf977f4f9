/**
 * What a plan does to each server, in the few words that there is room for on its card: not the steps, but what is different
 * in the end, and what is interrupted on the way. Read off the steps alone, so that it is known for a plan that runs or is
 * long over too; where replicas move to is `changesOf`.
 */
import type { InstanceId } from '../topology/address.ts';
import { isDetached } from '../topology/edges.ts';
import { changesOf } from './outcome.ts';
import { stepsInOrder } from './plan.ts';
import type { Plan, PointReplicaAtStep, Step, ThreadStates } from './plan.ts';
import type { ThreadChoice } from './replication/replication-steps.ts';

/** In the order in which people have to know them. */
export const PLAN_EFFECTS = [
  'data-replaced',
  'becomes-master',
  'becomes-writable',
  'becomes-read-only',
  'writes-pause',
  'sessions-end',
  'becomes-replica',
  'leaves-source',
  'is-detached',
  'is-attached',
  'replication-stops',
  'replication-starts',
  'replication-pauses',
] as const;
export type PlanEffect = (typeof PLAN_EFFECTS)[number];

export interface ServerEffects {
  readonly instance: InstanceId;
  /** Never empty, the most important first. */
  readonly effects: readonly PlanEffect[];
}

/** Of every server to which something happens, in the order in which the plan comes to them. */
export function effectsOf(plan: Plan): readonly ServerEffects[] {
  const steps = Map.groupBy(stepsInOrder(plan), ({ instance }) => instance);
  const followed = new Set(changesOf(plan).map(({ to }) => to));
  const { intent } = plan;
  // Nothing is received from a master that is gone: what reads from its successor begins again.
  const isGone = intent.kind === 'replace-master' && intent.because !== 'takeover' && intent.because !== 'forced';
  return [...steps].flatMap(([instance, own]) => {
    const found = new Set([
      ...ofWrites(own),
      ...ofSource(own, followed.has(instance)),
      ...ofThreads(own).map((effect) => (isGone && effect === 'replication-pauses' ? 'replication-starts' : effect)),
      ...ofData(own),
    ]);
    const effects = PLAN_EFFECTS.filter((effect) => found.has(effect));
    return effects.length === 0 ? [] : [{ instance, effects }];
  });
}

function ofWrites(steps: readonly Step[]): readonly PlanEffect[] {
  const switches = steps.filter((step) => step.kind === 'set-writability' || step.kind === 'fence');
  const [first, last] = [switches.at(0), switches.at(-1)];
  if (first === undefined || last === undefined) return [];
  const [before, after] = [first.was === 'writable', last.to === 'writable'];
  if (before !== after) return [after ? 'becomes-writable' : 'becomes-read-only'];
  return before && switches.length > 1 ? ['writes-pause'] : [];
}

/** A server that nobody feeds any more is a master where it is opened, or where others are led below it. */
function ofSource(steps: readonly Step[], isFollowed: boolean): readonly PlanEffect[] {
  const left = steps.findLastIndex(({ kind }) => kind === 'leave-source' || kind === 'reset-replication');
  const given = steps.findLastIndex(({ kind }) => kind === 'set-up-replication');
  const renamed = steps.findLast((step) => step.kind === 'rename-source');
  const found: PlanEffect[] = [];
  if (given > left) found.push('becomes-replica');
  if (left > given)
    found.push(isFollowed || ofWrites(steps).includes('becomes-writable') ? 'becomes-master' : 'leaves-source');
  if (renamed !== undefined && isDetached(renamed.from) !== isDetached(renamed.to))
    found.push(isDetached(renamed.to) ? 'is-detached' : 'is-attached');
  return found;
}

/** Whose channel is forgotten or made, no thread of it stops or starts beside that. */
function ofThreads(steps: readonly Step[]): readonly PlanEffect[] {
  if (ofSource(steps, false).some((effect) => effect !== 'is-attached')) return [];
  let [paused, stopped, started] = [false, false, false];
  for (const step of steps) {
    const act = threadActOf(step);
    if (act === 'pauses') [paused, stopped] = [true, false];
    if (act === 'stops') stopped = true;
    if (act === 'starts') {
      started = !stopped && !paused;
      paused ||= stopped;
      stopped = false;
    }
  }
  if (stopped) return ['replication-stops'];
  if (paused) return ['replication-pauses'];
  return started ? ['replication-starts'] : [];
}

function threadActOf(step: Step): 'stops' | 'starts' | 'pauses' | null {
  switch (step.kind) {
    case 'stop-replication':
    case 'stop-at-coordinates':
      return runs(step.before) ? 'stops' : null;
    case 'drain-relay-log':
      return step.ran.receiver ? 'stops' : null;
    case 'start-replication':
    case 'skip-transaction':
      return 'starts';
    case 'switch-threads':
      if (any(step.stops) && any(step.ran)) return any(step.starts) ? 'pauses' : 'stops';
      return any(step.starts) ? 'starts' : null;
    case 'point-replica-at':
      return pointed(step);
    case 'set-delay':
    case 'rename-source':
    case 'change-credentials':
    case 'change-tls':
      return runs(step.before) ? 'pauses' : null;
    default:
      return null;
  }
}

/** One that has lost its source, or failed below it, goes on below the new one. */
function pointed({ stops, before }: PointReplicaAtStep): ReturnType<typeof threadActOf> {
  if (before.receiver === 'stopped') return stops === 'both' && before.applier === 'running' ? 'pauses' : null;
  return stops === 'none' || before.receiver !== 'running' ? 'starts' : 'pauses';
}

function runs({ receiver, applier }: ThreadStates): boolean {
  return receiver === 'running' || applier === 'running';
}

function any({ receiver, applier }: ThreadChoice): boolean {
  return receiver || applier;
}

function ofData(steps: readonly Step[]): readonly PlanEffect[] {
  return steps.flatMap((step): readonly PlanEffect[] => {
    if (step.kind === 'clone-data') return ['data-replaced'];
    const ends = step.kind === 'clear-sessions' || (step.kind === 'set-offline-mode' && step.to);
    return ends ? ['sessions-end'] : [];
  });
}
