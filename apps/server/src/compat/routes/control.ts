/** Acts on one server by the old API. For orchestrator, what is so already has succeeded. */
import type { Actor, ControlAct, InstanceId, MessageCode } from '@topiary/domain';
import type { Request } from 'express';
import type { Services } from '../../services/services.ts';
import { done, failed } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { failureOf, runPlan } from '../run-plan.ts';
import type { Ran } from '../run-plan.ts';
import { liveInstance } from './instances.ts';
import { named } from './named-servers.ts';
import { change } from './route.ts';
import type { CompatRoute } from './route.ts';

export interface ActRoute {
  readonly act: ControlAct;
  readonly message: (id: InstanceId) => string;
  /** The refusals that say that there is nothing to do. */
  readonly soAlready?: readonly MessageCode[];
  /** Another act, where the first is refused for this. */
  readonly instead?: { readonly of: MessageCode; readonly act: ControlAct };
  /** An act that has to be done first, where the first is refused for this. */
  readonly first?: { readonly of: MessageCode; readonly act: ControlAct };
  /** Done at the end, as orchestrator does; nothing to do is no error. */
  readonly finally?: ControlAct;
  readonly details?: (request: Request) => unknown;
}

const ACTS: Readonly<Record<string, ActRoute>> = {
  'set-read-only': {
    act: { kind: 'set-writability', to: 'read-only' },
    message: () => 'Server set as read-only',
    // The second where the configuration makes it so (`UseSuperReadOnly`).
    soAlready: ['already-read-only', 'already-super-read-only'],
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
  const { message, soAlready = [], details } = route;
  const subject = named(services, request);
  if (!subject.ok) return failed(subject.message);
  const { id } = subject;
  const run = (act: ControlAct): Promise<Ran> => runPlan(services, { kind: 'control', instance: id, act }, actor);
  const ran = await runOne(run, route);
  const isSoAlready = isRefusedFor(ran, soAlready);
  const failure = isSoAlready ? null : failureOf(ran);
  if (failure !== null) return failed(failure);
  if (isSoAlready) await services.engine.refresh(id);
  if (route.finally !== undefined) await run(route.finally);
  return done(message(id), details === undefined ? liveInstance(services, id) : details(request));
}

/** What orchestrator's one act is may be two of ours, or one of two. */
async function runOne(run: (act: ControlAct) => Promise<Ran>, { act, instead, first }: ActRoute): Promise<Ran> {
  const ran = await run(act);
  if (instead !== undefined && isRefusedFor(ran, [instead.of])) return run(instead.act);
  if (first === undefined || !isRefusedFor(ran, [first.of])) return ran;
  const prepared = await run(first.act);
  return failureOf(prepared) === null ? run(act) : prepared;
}

function isRefusedFor(ran: Ran, codes: readonly MessageCode[]): boolean {
  return !ran.ok && (ran.reasons ?? []).some(({ code }) => codes.includes(code));
}
