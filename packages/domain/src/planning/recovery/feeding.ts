/** What the successor of a dead master lacks, it gets from a replica that received it, before it takes writes. */
import type { InstanceId } from '../../topology/address.ts';
import { isDescendant } from '../../topology/queries.ts';
import type { Instance } from '../../topology/snapshot.ts';
import { isFail } from '../assemble.ts';
import { warn } from '../checks.ts';
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import { resolveMove } from '../move-context.ts';
import { judgeMove } from '../move-rules.ts';
import type { Check, Step } from '../plan.ts';
import { stepsOf } from '../relocation-steps.ts';
import { beyond, everything, missingFrom } from '../reshape/received.ts';
import type { Received } from '../reshape/received.ts';
import { baseOf } from './replacing.ts';
import type { Replacing } from './replacing.ts';

export interface Feeding {
  readonly feeder: Instance;
  readonly steps: readonly Step[];
  readonly checks: readonly Check[];
  readonly notes: readonly Message[];
}

/** By the one that received most of what the successor lacks and can serve it; `null`: it lacks nothing that anybody can serve. */
export function feed(replacing: Replacing, received: ReadonlyMap<InstanceId, Received>): Feeding | null {
  const { successor, ranked } = replacing;
  const own = received.get(successor.id);
  if (own === undefined || own.family === 'coordinates') return null;
  const ahead = ranked
    .flatMap(({ instance }) => {
      const has = received.get(instance.id);
      return instance.id === successor.id || has === undefined || beyond(has, own) === '' || !serves(instance)
        ? []
        : [{ feeder: instance, has, count: missingFrom(own, has) }];
    })
    .toSorted((left, right) => (left.count === right.count ? 0 : left.count > right.count ? -1 : 1));
  for (const { feeder, has, count } of ahead) {
    const all = everything([own, has]);
    const coming = all === null ? null : moveBelow(replacing, feeder);
    if (all === null || coming === null) continue;
    const params = { successor: successor.id, feeder: feeder.id, count: Number(count) };
    return {
      feeder,
      checks: [warn(successor.id, message('successor-fed-first', params)), ...coming.checks],
      notes: coming.notes,
      steps: [...coming.steps, waitFor(replacing, textOf(all))],
    };
  }
  return null;
}

/** `null`: it may not read from there. One that does already, through others or not, need not move. */
function moveBelow(
  { snapshot, policy, user, successor }: Replacing,
  feeder: Instance,
): Pick<Feeding, 'steps' | 'checks' | 'notes'> | null {
  if (isDescendant(snapshot, successor.id, feeder.id)) return { steps: [], checks: [], notes: [] };
  const resolved = resolveMove({ snapshot, policy, user, replica: successor.id, channel: null, target: feeder.id });
  if (!resolved.ok) return null;
  const checks = judgeMove(resolved.context);
  return checks.some(isFail) ? null : { ...stepsOf(resolved.context), checks };
}

function waitFor({ policy, successor }: Replacing, position: string): Step {
  return {
    ...baseOf(successor.id, successor.id, policy.deadlines.catchUpMs),
    kind: 'wait-for-position',
    position: { kind: 'known', position },
  };
}

/** What it applies it logs, and it applies all that it received. */
function serves({ health, observation }: Instance): boolean {
  if (health !== 'ok' || observation === null || observation.product.flavor === 'maxscale') return false;
  const { logBin, logReplicaUpdates } = observation.settings;
  return (
    logBin &&
    logReplicaUpdates &&
    observation.channels.every(({ applier, delaySeconds }) => applier === 'running' && delaySeconds === 0)
  );
}

export function textOf(received: Received): string {
  if (received.family === 'mysql') return received.set.toText();
  return received.family === 'mariadb' ? received.position.toText() : '';
}
