/**
 * Moves by Pseudo-GTID by the old API. The plans are those of all moves, with the method that is asked for; for orchestrator,
 * what is so already has succeeded.
 */
import type { Actor, Execution, InstanceId, Reshape } from '@topiary/domain';
import { addressOf, edgesOf, MATCHED_RESULT } from '@topiary/domain';
import type { PlanRequest } from '@topiary/engine';
import type { Request } from 'express';
import type { Services } from '../../services/services.ts';
import { key } from '../presenters/shapes.ts';
import { done, failed } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { failureOf, isThereAlready, runPlan } from '../run-plan.ts';
import { liveInstance } from './instances.ts';
import { chosenReplicas, named, replicasToMove } from './named-servers.ts';
import { change } from './route.ts';
import type { CompatRoute } from './route.ts';
import { runMany } from './run-many.ts';

type Handler = (services: Services, request: Request, actor: Actor) => Promise<CompatAnswer>;

const ONE = '/:host/:port';
const PAIR = '/:host/:port/:belowHost/:belowPort';
const METHOD = 'pseudo-gtid';

/** Registered name first, then its synonyms. */
const ROUTES: readonly (readonly [names: readonly string[], path: string, handler: Handler])[] = [
  [['match', 'match-below'], PAIR, matchBelow],
  [['match-up'], ONE, matchUp],
  [['match-slaves', 'match-replicas', 'multi-match-slaves', 'multi-match-replicas'], PAIR, matchReplicas],
  [['match-up-slaves', 'match-up-replicas'], ONE, matchUpReplicas],
];

export function matchRoutes(services: Services): readonly CompatRoute[] {
  return ROUTES.flatMap(([names, path, handler]) =>
    names.map((name) => change(`/${name}${path}`, (request, actor) => handler(services, request, actor))),
  );
}

/** What a reshape comes down to is moved by Pseudo-GTID. */
export function matching(shape: Reshape): PlanRequest {
  return { kind: 'reshape', shape, method: METHOD };
}

async function matchBelow(services: Services, request: Request, actor: Actor): Promise<CompatAnswer> {
  const subject = named(services, request);
  if (!subject.ok) return failed(subject.message);
  const below = named(services, request, 'below');
  if (!below.ok) return failed(below.message);
  const [{ id: replica }, { id: target }] = [subject, below];
  const ask: PlanRequest = { kind: 'relocate', replica, channel: null, target, method: METHOD };
  return matchOne(services, actor, { ask, replica, said: `matched below ${target}` });
}

async function matchUp(services: Services, request: Request, actor: Actor): Promise<CompatAnswer> {
  const subject = named(services, request);
  if (!subject.ok) return failed(subject.message);
  const { id: replica } = subject;
  const ask = matching({ kind: 'move-up', replica, channel: null });
  return matchOne(services, actor, { ask, replica, said: 'matched up' });
}

interface One {
  readonly ask: PlanRequest;
  readonly replica: InstanceId;
  readonly said: string;
}

async function matchOne(services: Services, actor: Actor, { ask, replica, said }: One): Promise<CompatAnswer> {
  const ran = await runPlan(services, ask, actor);
  const failure = isThereAlready(ran) ? null : failureOf(ran);
  if (failure !== null) return failed(failure);
  const where = ran.ok ? ` at ${placeOf(ran.execution)}` : '';
  return done(`Instance ${replica} ${said}${where}`, liveInstance(services, replica));
}

function placeOf({ steps }: Execution): string {
  return steps.flatMap(({ results }) => results[MATCHED_RESULT] ?? [])[0] ?? 'its present place';
}

async function matchReplicas(services: Services, request: Request, actor: Actor): Promise<CompatAnswer> {
  const wanted = replicasToMove(services, request);
  if (!wanted.ok) return failed(wanted.message);
  const { source, target, only } = wanted;
  const ask: PlanRequest = { kind: 'relocate-replicas', source, target, only, method: METHOD };
  return matchMany(services, actor, { ask, source, target, only, verb: 'Matched' });
}

async function matchUpReplicas(services: Services, request: Request, actor: Actor): Promise<CompatAnswer> {
  const subject = named(services, request);
  if (!subject.ok) return failed(subject.message);
  const { id: source } = subject;
  const target = edgesOf(services.engine.snapshot(), source)[0]?.source;
  if (target === undefined) return failed(`Instance ${source} is not a replica, so its replicas cannot be matched up`);
  const chosen = chosenReplicas(services, request, source);
  if (!chosen.ok) return failed(chosen.message);
  const { only } = chosen;
  const ask = matching({ kind: 'move-up-replicas', source, only });
  return matchMany(services, actor, { ask, source, target, only, verb: 'Matched up' });
}

interface Many {
  readonly ask: PlanRequest;
  readonly source: InstanceId;
  readonly target: InstanceId;
  readonly only: readonly InstanceId[];
  readonly verb: string;
}

async function matchMany(
  services: Services,
  actor: Actor,
  { ask, source, target, only, verb }: Many,
): Promise<CompatAnswer> {
  const result = await runMany(services, actor, { request: ask, wanted: only, target });
  if (!result.ok) return failed(result.message);
  const counted = `${verb} ${result.moved.length} replicas of ${source} below ${target}`;
  return done(`${counted}; ${result.errors.length} errors: [${result.errors.join(' ')}]`, key(addressOf(target)));
}
