/** Moves by the old API: the same plan as everywhere, proposed, confirmed and waited for in one request. */
import { say } from '@topiary/domain';
import type { Actor, Execution, InstanceId } from '@topiary/domain';
import type { ConfirmResult, PlanRequest } from '@topiary/engine';
import type { Services } from '../../services/services.ts';
import { whenSettled } from '../../services/when-settled.ts';
import { done, failed, param } from '../respond.ts';
import type { CompatAnswer } from '../respond.ts';
import { figureInstance } from '../resolve.ts';
import { liveInstance } from './instances.ts';
import { change } from './route.ts';
import type { CompatRoute } from './route.ts';
import type { Request } from 'express';

export function relocateRoutes(services: Services): readonly CompatRoute[] {
  const one = (request: Request, actor: Actor) => relocate(services, request, actor);
  const replicas = (request: Request, actor: Actor) => relocateReplicas(services, request, actor);
  return [
    change('/relocate/:host/:port/:belowHost/:belowPort', one),
    change('/relocate-below/:host/:port/:belowHost/:belowPort', one),
    change('/relocate-slaves/:host/:port/:belowHost/:belowPort', replicas),
    change('/relocate-replicas/:host/:port/:belowHost/:belowPort', replicas),
  ];
}

type Pair =
  | { readonly ok: true; readonly moved: InstanceId; readonly below: InstanceId }
  | { readonly ok: false; readonly message: string };

function readPair({ engine }: Services, request: Request): Pair {
  const moved = figureInstance(engine.snapshot(), param(request, 'host'), param(request, 'port'));
  if (!moved.ok) return moved;
  const below = figureInstance(engine.snapshot(), param(request, 'belowHost'), param(request, 'belowPort'));
  return below.ok ? { ok: true, moved: moved.id, below: below.id } : below;
}

async function relocate(services: Services, request: Request, actor: Actor): Promise<CompatAnswer> {
  const pair = readPair(services, request);
  if (!pair.ok) return failed(pair.message);
  const { moved, below } = pair;
  if (isBelow(services, moved, below)) {
    await services.engine.refresh(moved);
    return done(`Instance ${moved} relocated below ${below}`, liveInstance(services, moved));
  }
  const ran = await run(services, { kind: 'relocate', replica: moved, channel: null, target: below }, actor);
  if (!ran.ok) return failed(ran.message);
  if (ran.execution.outcome !== 'done') return failed(whyNot(ran.execution));
  return done(`Instance ${moved} relocated below ${below}`, liveInstance(services, moved));
}

/** For orchestrator, a move to where a replica already is has succeeded. */
function isBelow({ engine }: Services, replica: InstanceId, source: InstanceId): boolean {
  return (engine.snapshot().edgesByReplica.get(replica) ?? []).some((edge) => edge.source === source);
}

async function relocateReplicas(services: Services, request: Request, actor: Actor): Promise<CompatAnswer> {
  const pair = readPair(services, request);
  if (!pair.ok) return failed(pair.message);
  const { moved: source, below } = pair;
  const { pattern: text } = request.query;
  const pattern = readPattern(text);
  if (pattern === null) return failed(`The pattern is not a regular expression: ${JSON.stringify(text)}`);
  const edges = services.engine.snapshot().edgesBySource.get(source) ?? [];
  const only = [...new Set(edges.map(({ replica }) => replica))].filter((id) => id !== below && pattern.test(id));
  if (only.length === 0) return relocated([], [], source, below);
  const ran = await run(services, { kind: 'relocate-replicas', source, target: below, only }, actor);
  if (!ran.ok) return failed(ran.message);
  const { outcome } = ran.execution;
  if (outcome !== 'done' && outcome !== 'partly-done') return failed(whyNot(ran.execution));
  const moved = only.filter((id) => isBelow(services, id, below));
  const errors = outcome === 'done' ? [] : [whyNot(ran.execution)];
  return relocated(
    moved.map((id) => liveInstance(services, id)),
    errors,
    source,
    below,
  );
}

function relocated(
  moved: readonly unknown[],
  errors: readonly string[],
  source: InstanceId,
  below: InstanceId,
): CompatAnswer {
  const counted = `Relocated ${moved.length} replicas of ${source} below ${below}; ${errors.length} errors`;
  return done(`${counted}: [${errors.join(' ')}]`, moved);
}

/** Everything matches when there is none. `null`: it is not a regular expression. */
function readPattern(text: unknown): RegExp | null {
  if (typeof text !== 'string' || text.trim() === '') return /(?:)/;
  try {
    return new RegExp(text.trim());
  } catch {
    return null;
  }
}

type Ran = { readonly ok: true; readonly execution: Execution } | { readonly ok: false; readonly message: string };

async function run({ engine, clock }: Services, request: PlanRequest, actor: Actor): Promise<Ran> {
  const proposed = engine.propose(request, actor);
  if (proposed.kind === 'unknown-instance') return { ok: false, message: `Cannot read instance: ${proposed.instance}` };
  if (proposed.kind === 'refusal')
    return { ok: false, message: proposed.reasons.map((reason) => say(reason, 'en')).join(' ') };
  const { id } = proposed.state.plan;
  const confirmed = await engine.confirm(id, actor);
  if (confirmed.kind !== 'started') return { ok: false, message: refusalText(confirmed) };
  return { ok: true, execution: await whenSettled({ engine, clock }, id) };
}

function refusalText(result: Exclude<ConfirmResult, { readonly kind: 'started' }>): string {
  switch (result.kind) {
    case 'unknown':
      return 'The plan is gone.';
    case 'already-confirmed':
      return `The plan was already confirmed by ${result.by.user}.`;
    case 'stale':
      return result.reasons.map((reason) => say(reason, 'en')).join(' ');
    case 'busy':
      return say({ code: 'cluster-busy', params: { user: result.by.user, plan: result.plan } }, 'en');
    case 'not-the-actor':
      return say({ code: 'not-the-actor', params: { holder: result.holder } }, 'en');
    case 'store-failing':
      return say({ code: 'journal-unwritable', params: { detail: result.detail } }, 'en');
  }
}

function whyNot(execution: Execution): string {
  const reasons = [execution.reason, ...execution.steps.map(({ reason }) => reason)].filter(
    (reason) => reason !== null,
  );
  return reasons.length === 0
    ? `The plan ended as ${execution.outcome ?? 'unfinished'}.`
    : [...new Set(reasons.map((reason) => say(reason, 'en')))].join(' ');
}
