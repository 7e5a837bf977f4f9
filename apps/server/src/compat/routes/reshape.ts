/**
 * Reshaping by the old API. The names, their synonyms and what they answer with are orchestrator's; the plans are ours, so
 * that GTID is kept by all of them, those that orchestrator does by file and position among them. For orchestrator, what is
 * so already has succeeded.
 */
import type { Actor, InstanceId, Reshape } from '@topiary/domain';
import { addressOf, edgesOf, say } from '@topiary/domain';
import type { PlanRequest } from '@topiary/engine';
import type { Request } from 'express';
import type { Services } from '../../services/services.ts';
import { key } from '../presenters/shapes.ts';
import { done, failed } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { failureOf, isThereAlready, runPlan, whyNot } from '../run-plan.ts';
import { liveInstance } from './instances.ts';
import { matching } from './match.ts';
import { chosenReplicas, isBelow, named, replicasToMove } from './named-servers.ts';
import { change, read } from './route.ts';
import type { CompatRoute } from './route.ts';
import { runMany } from './run-many.ts';

type Handler = (services: Services, request: Request, actor: Actor) => Promise<CompatAnswer>;

const ONE = '/:host/:port';
const PAIR = '/:host/:port/:belowHost/:belowPort';
const SIBLINGS = '/:host/:port/:siblingHost/:siblingPort';

/** Registered name first, then the one that says "replica". */
const ROUTES: readonly (readonly [names: readonly string[], path: string, handler: Handler])[] = [
  [
    ['move-up'],
    ONE,
    one(
      (replica) => ({ kind: 'move-up', replica, channel: null }),
      (id) => `Instance ${id} moved up`,
    ),
  ],
  [
    ['enslave-master', 'take-master'],
    ONE,
    one(
      (replica) => ({ kind: 'take-master', replica }),
      (id) => `${id} took its master`,
    ),
  ],
  [
    ['make-local-master'],
    ONE,
    one(
      (replica) => ({ kind: 'make-local-master', replica }),
      (id) => `Instance ${id} now made local master`,
    ),
  ],
  [
    ['make-co-master'],
    ONE,
    one(
      (replica) => ({ kind: 'make-co-master', replica }),
      (id) => `Instance made co-master: ${id}`,
    ),
  ],
  [
    ['make-master'],
    ONE,
    one(
      (replica) => ({ kind: 'make-master', replica }),
      (id) => `Instance ${id} now made master`,
    ),
  ],
  [
    ['move-below'],
    SIBLINGS,
    pair((replica, sibling) => reshaping({ kind: 'move-below', replica, sibling }), 'moved below'),
  ],
  [
    ['repoint'],
    PAIR,
    pair((replica, target) => reshaping({ kind: 'repoint', replica, channel: null, target }), 'repointed below'),
  ],
  [['move-below-gtid', 'move-gtid'], PAIR, pair(byGtid, 'moved below', ' via GTID')],
  [['move-equivalent'], PAIR, pair(byAnyMethod, 'relocated via equivalence coordinates below')],
  [['enslave-siblings', 'take-siblings'], ONE, takeSiblings],
  [['move-up-slaves', 'move-up-replicas'], ONE, moveUpReplicas],
  [['repoint-slaves', 'repoint-replicas'], ONE, repointReplicas],
  [['move-slaves-gtid', 'move-replicas-gtid'], PAIR, moveReplicasGtid],
  [
    ['regroup-slaves', 'regroup-replicas'],
    ONE,
    regroup(({ lost, moved }) => `lost: ${lost}, trivial: ${moved}, pseudo-gtid: 0`),
  ],
  [['regroup-slaves-bls', 'regroup-replicas-bls'], ONE, (...asked) => regroupBinlogServers(...asked)],
  [
    ['regroup-slaves-gtid', 'regroup-replicas-gtid'],
    ONE,
    regroup(({ lost, moved }) => `lost: ${lost}, moved: ${moved}`),
  ],
  [
    ['regroup-slaves-pgtid', 'regroup-replicas-pgtid'],
    ONE,
    regroup(({ lost, moved }) => `lost: ${lost}, trivial: 0, pseudo-gtid: ${moved}`, matching),
  ],
];

export function reshapeRoutes(services: Services): readonly CompatRoute[] {
  const changes = ROUTES.flatMap(([names, path, handler]) =>
    names.map((name) => change(`/${name}${path}`, (request, actor) => handler(services, request, actor))),
  );
  return [
    ...changes,
    read(`/can-replicate-from${PAIR}`, (request) => canReplicate(services, request, false)),
    read(`/can-replicate-from-gtid${PAIR}`, (request) => canReplicate(services, request, true)),
  ];
}

function reshaping(shape: Reshape): PlanRequest {
  return { kind: 'reshape', shape };
}

function byGtid(replica: InstanceId, target: InstanceId): PlanRequest {
  return { kind: 'relocate', replica, channel: null, target, method: 'gtid' };
}

/** Where the same place is in the other log is proved at the time of the move, and not looked up (decision 0035). */
function byAnyMethod(replica: InstanceId, target: InstanceId): PlanRequest {
  return { kind: 'relocate', replica, channel: null, target };
}

function one(shape: (id: InstanceId) => Reshape, text: (id: InstanceId) => string): Handler {
  return async (services, request, actor) => {
    const subject = named(services, request);
    if (!subject.ok) return failed(subject.message);
    const failure = failureOf(await runPlan(services, reshaping(shape(subject.id)), actor));
    if (failure !== null) return failed(failure);
    return done(text(subject.id), liveInstance(services, subject.id));
  };
}

function pair(ask: (id: InstanceId, other: InstanceId) => PlanRequest, verb: string, how = ''): Handler {
  return async (services, request, actor) => {
    const subject = named(services, request);
    if (!subject.ok) return failed(subject.message);
    const other = named(services, request, request.params['siblingHost'] === undefined ? 'below' : 'sibling');
    if (!other.ok) return failed(other.message);
    const ran = await runPlan(services, ask(subject.id, other.id), actor);
    const failure = isThereAlready(ran) ? null : failureOf(ran);
    if (failure !== null) return failed(failure);
    return done(`Instance ${subject.id} ${verb} ${other.id}${how}`, liveInstance(services, subject.id));
  };
}

async function moveUpReplicas(services: Services, request: Request, actor: Actor): Promise<CompatAnswer> {
  const subject = named(services, request);
  if (!subject.ok) return failed(subject.message);
  const { id: source } = subject;
  const chosen = chosenReplicas(services, request, source);
  if (!chosen.ok) return failed(chosen.message);
  const target = edgesOf(services.engine.snapshot(), source)[0]?.source;
  if (target === undefined) return failed(`Instance ${source} is not a replica, so its replicas cannot move up`);
  const { only } = chosen;
  const shape: Reshape = { kind: 'move-up-replicas', source, only };
  const result = await runMany(services, actor, { request: reshaping(shape), wanted: only, target });
  if (!result.ok) return failed(result.message);
  const counted = `Moved up ${result.moved.length} replicas of ${source} below ${target}; ${result.errors.length} errors`;
  return done(
    `${counted}: [${result.errors.join(' ')}]`,
    result.moved.map((id) => liveInstance(services, id)),
  );
}

async function repointReplicas(services: Services, request: Request, actor: Actor): Promise<CompatAnswer> {
  const subject = named(services, request);
  if (!subject.ok) return failed(subject.message);
  const { id: source } = subject;
  const chosen = chosenReplicas(services, request, source);
  if (!chosen.ok) return failed(chosen.message);
  const { only } = chosen;
  const shape: Reshape = { kind: 'repoint-replicas', source, target: null, only };
  const result = await runMany(services, actor, { request: reshaping(shape), wanted: only, target: source });
  if (!result.ok) return failed(result.message);
  if (result.errors.length > 0) return failed(result.errors.join(' '));
  return done(
    `Repointed ${result.moved.length} replicas of ${source}`,
    result.moved.map((id) => liveInstance(services, id)),
  );
}

async function takeSiblings(services: Services, request: Request, actor: Actor): Promise<CompatAnswer> {
  const subject = named(services, request);
  if (!subject.ok) return failed(subject.message);
  const { id: replica } = subject;
  const master = edgesOf(services.engine.snapshot(), replica)[0]?.source;
  if (master === undefined) return failed(`Instance ${replica} is not a replica`);
  const siblings = chosenReplicas(services, request, master, replica);
  if (!siblings.ok) return failed(siblings.message);
  const shape: Reshape = { kind: 'take-siblings', replica };
  const result = await runMany(services, actor, { request: reshaping(shape), wanted: siblings.only, target: replica });
  if (!result.ok) return failed(result.message);
  return done(`Took ${result.moved.length} siblings of ${replica}`, liveInstance(services, replica));
}

async function moveReplicasGtid(services: Services, request: Request, actor: Actor): Promise<CompatAnswer> {
  const wanted = replicasToMove(services, request);
  if (!wanted.ok) return failed(wanted.message);
  const { source, target, only } = wanted;
  const ask: PlanRequest = { kind: 'relocate-replicas', source, target, only, method: 'gtid' };
  const result = await runMany(services, actor, { request: ask, wanted: only, target });
  if (!result.ok) return failed(result.message);
  const { moved, errors } = result;
  const counted = `Moved ${moved.length} replicas of ${source} below ${target} via GTID; ${errors.length} errors`;
  return done(`${counted}: [${errors.join(' ')}]`, key(addressOf(target)));
}

interface Regrouped {
  readonly lost: number;
  readonly moved: number;
}

/** A single replica is the one, and nothing is done. */
function regroup(counts: (regrouped: Regrouped) => string, ask: (shape: Reshape) => PlanRequest = reshaping): Handler {
  return async (services, request, actor) => {
    const subject = named(services, request);
    if (!subject.ok) return failed(subject.message);
    const { id: source } = subject;
    const promoted = (candidate: InstanceId, regrouped: Regrouped): CompatAnswer =>
      done(`promoted replica: ${candidate}, ${counts(regrouped)}`, key(addressOf(candidate)));
    const replicas = chosenReplicas(services, request, source);
    if (!replicas.ok) return failed(replicas.message);
    const [only, another] = replicas.only;
    if (only === undefined) return failed(`No replicas found for ${source}`);
    if (another === undefined) return promoted(only, { lost: 0, moved: 0 });
    const ran = await chosenBy(services, ask({ kind: 'regroup-replicas', source, candidate: null }), actor);
    if (!ran.ok) return failed(ran.message);
    const { candidate } = ran;
    const moved = replicas.only.filter((id) => isBelow(services, id, candidate)).length;
    return promoted(candidate, { lost: replicas.only.length - 1 - moved, moved });
  };
}

type Chosen = { readonly ok: true; readonly candidate: InstanceId } | { readonly ok: false; readonly message: string };

/** Who went above the others. */
async function chosenBy(services: Services, request: PlanRequest, actor: Actor): Promise<Chosen> {
  const ran = await runPlan(services, request, actor);
  if (!ran.ok) return ran;
  const { outcome, plan } = ran.execution;
  const candidate = plan.checks.find(({ message }) => message.code === 'candidate-chosen')?.replica ?? null;
  return (outcome === 'done' || outcome === 'partly-done') && candidate !== null
    ? { ok: true, candidate }
    : { ok: false, message: whyNot(ran.execution) };
}

const regroupBinlogServers: Handler = async (services, request, actor) => {
  const subject = named(services, request);
  if (!subject.ok) return failed(subject.message);
  const shape: Reshape = { kind: 'regroup-replicas', source: subject.id, candidate: null, among: 'binlog-servers' };
  const ran = await chosenBy(services, reshaping(shape), actor);
  if (!ran.ok) return failed(ran.message);
  return done(`promoted binlog server: ${ran.candidate}`, key(addressOf(ran.candidate)));
};

async function canReplicate(services: Services, request: Request, byGtidToo: boolean): Promise<CompatAnswer> {
  const replica = named(services, request);
  if (!replica.ok) return failed(replica.message);
  const target = named(services, request, 'below');
  if (!target.ok) return failed(target.message);
  const { engine } = services;
  for (const { id } of [replica, target])
    if (!engine.snapshot().instances.has(id)) return failed(`Cannot read instance: ${id}`);
  const { allowed, allowedByGtid, checks } = await engine.canReplicateFrom({
    replica: replica.id,
    target: target.id,
  });
  if (byGtidToo ? allowedByGtid : allowed) return done('true', key(addressOf(target.id)));
  const failures = checks.filter(({ verdict }) => verdict === 'fail').map(({ message }) => say(message, 'en'));
  return failed(failures.join(' '), key(addressOf(target.id)));
}
