/** Acts on one server by the old API. For orchestrator, what is so already has succeeded. */
import type { Actor, ControlAct, InstanceId, MessageCode } from '@topiary/domain';
import type { Request } from 'express';
import type { Services } from '../../services/services.ts';
import { done, failed, param } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { figureInstance } from '../resolve.ts';
import { runPlan, whyNot } from '../run-plan.ts';
import { liveInstance } from './instances.ts';
import { change } from './route.ts';
import type { CompatRoute } from './route.ts';

export interface ActRoute {
  readonly act: ControlAct;
  readonly message: (id: InstanceId) => string;
  /** The refusals that say that there is nothing to do. */
  readonly soAlready?: readonly MessageCode[];
}

const ACTS: Readonly<Record<string, ActRoute>> = {
  'set-read-only': {
    act: { kind: 'set-writability', to: 'read-only' },
    message: () => 'Server set as read-only',
    soAlready: ['already-read-only'],
  },
  'set-writeable': {
    act: { kind: 'set-writability', to: 'writable' },
    message: () => 'Server set as writeable',
    soAlready: ['already-writable'],
  },
  'flush-binary-logs': {
    act: { kind: 'flush-binary-logs' },
    message: (id) => `Binary logs flushed on: ${id}`,
  },
};

export function controlRoutes(services: Services): readonly CompatRoute[] {
  return Object.entries(ACTS).map(([name, route]) =>
    change(`/${name}/:host/:port`, (request, actor) => runAct(services, route, request, actor)),
  );
}

export async function runAct(
  services: Services,
  route: ActRoute,
  request: Request,
  actor: Actor,
): Promise<CompatAnswer> {
  const { act, message, soAlready = [] } = route;
  const figured = figureInstance(services.engine.snapshot(), param(request, 'host'), param(request, 'port'));
  if (!figured.ok) return failed(figured.message);
  const { id } = figured;
  const ran = await runPlan(services, { kind: 'control', instance: id, act }, actor);
  if (!ran.ok) {
    if (!(ran.reasons ?? []).some(({ code }) => soAlready.includes(code))) return failed(ran.message);
    await services.engine.refresh(id);
  } else if (ran.execution.outcome !== 'done') return failed(whyNot(ran.execution));
  return done(message(id), liveInstance(services, id));
}
