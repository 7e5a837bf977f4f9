/** Lets a fault fall where a plan is at work: nobody knows beforehand which servers that will be. */
import { addressOf, instanceIdOf, stepsInOrder } from '@topiary/domain';
import type { InstanceId } from '@topiary/domain';
import type { Action } from '../scenario/scenario.ts';
import type { World } from './world.ts';

interface Place {
  readonly instance: InstanceId;
  /** `null`: it is no replica that moves. */
  readonly channel: string | null;
}

/** The action on a server of the plan that runs now; as it was drawn when there is none. */
export function aimed(world: World, action: Action): Action {
  if (!('hit' in action) || action.hit === null) return action;
  const needsChannel = 'channel' in action;
  const places = placesIn(world).filter(({ channel }) => !needsChannel || channel !== null);
  const place = places[Math.floor(action.hit * places.length)];
  if (place === undefined) return action;
  const server = addressOf(place.instance).host;
  return needsChannel ? { ...action, server, channel: place.channel ?? '' } : { ...action, server };
}

function placesIn({ ledger, fleet }: World): readonly Place[] {
  const running = [...ledger.plans.values()].filter(({ finishedAtMs }) => finishedAtMs === null);
  const places = running.flatMap(({ plan }) =>
    stepsInOrder(plan).flatMap((step): readonly Place[] =>
      step.kind === 'point-replica-at'
        ? [
            { instance: step.lane, channel: step.channel },
            { instance: instanceIdOf(step.from), channel: null },
            { instance: instanceIdOf(step.to), channel: null },
          ]
        : [],
    ),
  );
  return places.filter(({ instance }) => fleet.has(instance));
}
