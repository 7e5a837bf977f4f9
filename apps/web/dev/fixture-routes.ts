/** The contract's routes over the made-up fleet. */
import { randomUUID } from 'node:crypto';
import { candidatesInput, intentInput, subscribeInput } from '@topiary/contract';
import type {
  AuditEntryView,
  CandidatesInput,
  ClusterId,
  ClusterView,
  InstanceId,
  IntentInput,
  PlanView,
} from '@topiary/contract';
import { fakeInstance } from './fake-instance.ts';
import { candidates } from './fake-plans.ts';
import type { FixtureWorld } from './fixture-world.ts';

export class Refused extends Error {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, code: string, details: { readonly params?: object; readonly reasons?: unknown } = {}) {
    super(code);
    this.status = status;
    this.body = {
      error: { code, params: details.params ?? {}, reasons: details.reasons ?? [], request: randomUUID() },
    };
  }
}

export interface Asked {
  /** What the pattern's groups matched. */
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export type FixtureRoute = readonly [method: string, pattern: RegExp, answer: (asked: Asked) => unknown];

export function routesOf(world: FixtureWorld): readonly FixtureRoute[] {
  return [
    ['GET', /^\/status$/, () => world.status()],
    ['GET', /^\/fleet$/, () => world.fleet()],
    ['GET', /^\/clusters\/([^/]+)$/, ({ parts: [id = ''] }) => clusterById(world, id)],
    ['GET', /^\/instances\/([^/]+)$/, ({ parts: [id = ''] }) => instance(world, id)],
    ['POST', /^\/plans\/candidates$/, ({ body }) => verdicts(world, body)],
    ['POST', /^\/plans$/, ({ body }) => propose(world, intentInput.parse(body))],
    ['GET', /^\/plans\/([^/]+)$/, ({ parts: [id = ''] }) => planById(world, id)],
    ['POST', /^\/plans\/([^/]+)\/confirm$/, ({ parts: [id = ''] }) => confirm(world, planById(world, id))],
    ['POST', /^\/plans\/([^/]+)\/undo$/, ({ parts: [id = ''] }) => undo(world, planById(world, id))],
    ['POST', /^\/discover$/, ({ body }) => discover(body as { readonly address: string })],
    // Nothing was ever repaired in it.
    ['GET', /^\/recoveries$/, () => ({ items: [], total: 0, page: 0, pageSize: 20 })],
    ['GET', /^\/blocked-recoveries$/, () => ({ blocked: [] })],
    ['GET', /^\/recovery-switch$/, () => ({ kind: 'read', off: [] })],
    ['GET', /^\/audit$/, ({ query }) => auditPage(world.audit, query)],
    ['POST', /^\/live\/([^/]+)\/subscription$/, ({ parts: [id = ''], body }) => subscribe(world, id, body)],
    // Only of the fixture: what happens to the fleet, for tests to cause.
    ['POST', /^\/fixture\/break$/, ({ body }) => breakServer(world, (body as { readonly instance: string }).instance)],
  ];
}

function clusterById(world: FixtureWorld, id: string): ClusterView {
  const cluster = world.clusters.get(id as ClusterId);
  if (cluster === undefined) throw new Refused(404, 'cluster-unknown', { params: { cluster: id } });
  return cluster;
}

function clusterOf(world: FixtureWorld, id: string): ClusterView {
  const found = [...world.clusters.values()].find((cluster) => cluster.nodes.some((node) => node.id === id));
  if (found === undefined) throw new Refused(404, 'instance-unknown', { params: { instance: id } });
  return found;
}

function planById(world: FixtureWorld, id: string): PlanView {
  const plan = world.plans.get(id);
  if (plan === undefined) throw new Refused(404, 'plan-unknown', { params: { plan: id } });
  return plan;
}

function instance(world: FixtureWorld, id: string): unknown {
  const cluster = clusterOf(world, id);
  return cluster.nodes.filter((node) => node.id === id).map((node) => fakeInstance(cluster, node))[0];
}

function verdicts(world: FixtureWorld, body: unknown): unknown {
  const ask = candidatesInput.parse(body);
  return candidates(clusterOf(world, subjectOf(ask)), ask);
}

function subjectOf(ask: CandidatesInput): string {
  if (ask.kind === 'move-many') return ask.replicas[0]?.replica ?? '';
  return ask.kind === 'relocate' ? ask.replica : ask.source;
}

function propose(world: FixtureWorld, intent: IntentInput): PlanView {
  if (intent.kind !== 'relocate' && intent.kind !== 'relocate-replicas')
    throw new Refused(422, 'plan-refused', { reasons: [] });
  const cluster = clusterOf(world, intent.kind === 'relocate' ? intent.replica : intent.source);
  const verdict = candidates(cluster, intent).verdicts.find((candidate) => candidate.target === intent.target);
  if (verdict?.allowed !== true) throw new Refused(422, 'plan-refused', { reasons: verdict?.reasons });
  const moves = cluster.edges
    .filter((edge) =>
      intent.kind === 'relocate'
        ? edge.replica === intent.replica && edge.channel === (intent.channel ?? edge.channel)
        : edge.source === intent.source && edge.replica !== intent.target,
    )
    .map((edge) => ({ replica: edge.replica, channel: edge.channel, from: edge.source, to: intent.target }));
  return { ...world.propose(cluster, { intent: intent.kind, moves, undoes: null }), request: intent };
}

function confirm(world: FixtureWorld, plan: PlanView): PlanView {
  if (clusterById(world, plan.cluster).revision !== plan.revision) throw new Refused(409, 'plan-stale');
  return world.confirm(plan);
}

function undo(world: FixtureWorld, plan: PlanView): PlanView {
  world.plans.set(plan.id, { ...plan, undoable: false });
  const moves = plan.changes.map((change) => ({ ...change, from: change.to, to: change.from }));
  return world.propose(clusterById(world, plan.cluster), { intent: 'undo', moves, undoes: plan.id });
}

function discover({ address }: { readonly address: string }): unknown {
  const detail = `connect ECONNREFUSED ${address}`;
  const failure = { kind: 'refused', code: 'ECONNREFUSED', detail, grant: null };
  return { instance: address, cluster: null, outcome: 'failed', failure, notes: [] };
}

function auditPage(entries: readonly AuditEntryView[], query: URLSearchParams): unknown {
  const page = Number(query.get('page') ?? 0);
  const pageSize = Number(query.get('pageSize') ?? 20);
  const found = entries.filter(
    (entry) =>
      (query.get('result') ?? entry.result) === entry.result && entry.actor.user.includes(query.get('user') ?? ''),
  );
  return { items: found.slice(page * pageSize, (page + 1) * pageSize), total: found.length, page, pageSize };
}

function subscribe(world: FixtureWorld, connection: string, body: unknown): unknown {
  if (!world.subscribe(connection, subscribeInput.parse(body).clusters)) throw new Refused(404, 'connection-unknown');
  return {};
}

function breakServer(world: FixtureWorld, id: string): unknown {
  const cluster = clusterOf(world, id);
  const problems = [{ code: 'unreachable', severity: 'critical', params: { code: 'ECONNREFUSED' } }] as const;
  const nodes = cluster.nodes
    .filter((node) => node.id === (id as InstanceId))
    .map((node) => ({ ...node, health: 'unreachable' as const, problems: [...problems] }));
  world.patch(cluster.id, { nodes, revision: cluster.revision + 1 });
  return {};
}
