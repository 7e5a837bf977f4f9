/** The made-up fleet as it stands, who listens to it, and what happens to it. */
import { randomUUID } from 'node:crypto';
import type {
  AuditEntryView,
  ClusterId,
  ClusterView,
  FleetView,
  LiveEvent,
  NodeView,
  PlanId,
  PlanView,
  StatusView,
} from '@topiary/contract';
import { formatTag } from '@topiary/contract';
import { makePlan, withStep } from './fake-plans.ts';

export interface Stream {
  readonly send: (event: LiveEvent) => void;
  clusters: ReadonlySet<ClusterId>;
}

export interface FixtureOptions {
  readonly clusters: readonly ClusterView[];
  readonly banners: StatusView['banners'];
  /** How long a step of a plan takes. */
  readonly stepMs: number;
}

const ACTOR = { user: 'li', address: '10.1.2.3', via: 'web' } as const;

export class FixtureWorld {
  readonly clusters: Map<ClusterId, ClusterView>;
  readonly plans = new Map<string, PlanView>();
  readonly audit: AuditEntryView[] = [];
  private readonly streams = new Map<string, Stream>();
  private readonly sequences = new Map<string, number>();
  private readonly options: FixtureOptions;
  private readonly startedAt = Date.now();

  constructor(options: FixtureOptions) {
    this.options = options;
    this.clusters = new Map(options.clusters.map((cluster) => [cluster.id, cluster]));
  }

  status(): StatusView {
    return {
      version: '0.1.0',
      hostname: 'fixture',
      startedAt: this.startedAt,
      now: Date.now(),
      actor: { kind: 'self' },
      banners: this.options.banners,
      user: ACTOR.user,
      mayChange: true,
      discovery: { instances: 0, probesPerSecond: 12, inFlight: 1, lateness: null, pollIntervalMs: 1000 },
    };
  }

  fleet(): FleetView {
    return { clusters: [...this.clusters.values()].map(summaryOf) };
  }

  connect(send: Stream['send']): { readonly id: string; readonly close: () => void } {
    const id = randomUUID();
    this.streams.set(id, { send, clusters: new Set() });
    send({ type: 'hello', connection: id, now: Date.now() });
    send({ type: 'status', status: this.status() });
    send({ type: 'fleet', sequence: this.sequences.get('fleet') ?? 0, fleet: this.fleet() });
    return { id, close: () => void this.streams.delete(id) };
  }

  subscribe(connection: string, clusters: readonly ClusterId[]): boolean {
    const stream = this.streams.get(connection);
    if (stream === undefined) return false;
    const added = clusters.filter((id) => !stream.clusters.has(id));
    stream.clusters = new Set(clusters);
    for (const id of added) {
      const cluster = this.clusters.get(id);
      if (cluster !== undefined) stream.send({ type: 'cluster', sequence: this.sequences.get(id) ?? 0, cluster });
    }
    return true;
  }

  broadcast(event: LiveEvent, cluster?: ClusterId): void {
    for (const stream of this.streams.values()) {
      if (cluster === undefined || stream.clusters.has(cluster)) stream.send(event);
    }
  }

  patch(id: ClusterId, change: Partial<ClusterView>): void {
    const before = this.clusters.get(id);
    if (before === undefined) return;
    const { nodes = [], edges = [], ...head } = change;
    const after = {
      ...before,
      ...head,
      nodes: replaced(before.nodes, nodes),
      edges: replaced(before.edges, edges),
    };
    this.clusters.set(id, after);
    const sequence = (this.sequences.get(id) ?? 0) + 1;
    this.sequences.set(id, sequence);
    const { nodes: _nodes, edges: _edges, ...rest } = after;
    const changedHead = Object.keys(head).length === 0 ? null : rest;
    const removed = { removedNodes: [], removedEdges: [] };
    this.broadcast({ type: 'cluster-patch', sequence, id, head: changedHead, nodes, edges, ...removed }, id);
  }

  propose(
    cluster: ClusterView,
    request: Pick<PlanView, 'intent' | 'undoes'> & { readonly moves: PlanView['changes'] },
  ) {
    return this.publish(makePlan({ ...request, id: `p-${randomUUID().slice(0, 8)}` as PlanId, cluster }));
  }

  confirm(plan: PlanView): PlanView {
    const started = this.publish({ ...plan, status: 'running', startedAt: Date.now(), expiresAt: null, actor: ACTOR });
    void this.run(started);
    return started;
  }

  /** Something always moves: lags of a few servers. */
  drift(): void {
    for (const cluster of this.clusters.values()) {
      const moving = cluster.edges.filter((edge) => edge.state === 'replicating' && Math.random() < 0.2);
      const edges = moving.map((edge) => ({ ...edge, lagSeconds: Math.round(Math.random() * 30) / 10 }));
      const lags = new Map(edges.map((edge) => [edge.replica, edge.lagSeconds]));
      const nodes = cluster.nodes.flatMap((node) => {
        const lagSeconds = lags.get(node.id);
        return lagSeconds === undefined ? [] : [{ ...node, lagSeconds, observedAt: Date.now() }];
      });
      if (nodes.length > 0) this.patch(cluster.id, { nodes, edges });
    }
  }

  private publish(plan: PlanView): PlanView {
    this.plans.set(plan.id, plan);
    this.broadcast({ type: 'plan', plan }, plan.cluster);
    return plan;
  }

  private async run(plan: PlanView): Promise<void> {
    let now = plan;
    this.patch(plan.cluster, { running: { plan: plan.id, user: ACTOR.user } });
    for (const step of plan.rounds[0]?.stages[0]?.steps ?? []) {
      now = this.publish(withStep(now, step.id, { state: 'running' }));
      await pause(this.options.stepMs);
      now = this.publish(withStep(now, step.id, { state: 'done', tookMs: 18 }));
    }
    this.move(plan);
    this.publish({ ...now, status: 'finished', outcome: 'done', finishedAt: Date.now(), undoable: true });
    this.record(now);
  }

  private move(plan: PlanView): void {
    const cluster = this.clusters.get(plan.cluster);
    if (cluster === undefined) return;
    const edges = cluster.edges.map((edge) => {
      const change = plan.changes.find((one) => one.replica === edge.replica && one.channel === edge.channel);
      return change === undefined ? edge : { ...edge, source: change.to };
    });
    const nodes = cluster.nodes.map((node) => {
      const replicas = edges.filter((edge) => edge.source === node.id).length;
      const isBelow = node.role === 'replica' || node.role === 'intermediate';
      return { ...node, replicas, role: isBelow ? (replicas > 0 ? 'intermediate' : 'replica') : node.role } as const;
    });
    this.patch(cluster.id, { nodes, edges, revision: cluster.revision + 1, running: null });
  }

  private record(plan: PlanView): void {
    this.audit.unshift({
      id: this.audit.length + 1,
      at: Date.now(),
      actor: ACTOR,
      action: plan.intent,
      cluster: plan.cluster,
      clusterName: plan.clusterName,
      instance: plan.changes[0]?.replica ?? null,
      plan: plan.id,
      result: 'ok',
      summary: plan.changes.map(({ replica, to }) => ({
        code: 'audit-relocate',
        params: { replica, target: to },
      })),
    });
  }
}

function summaryOf(cluster: ClusterView): FleetView['clusters'][number] {
  const problems = cluster.nodes.flatMap((node) => node.problems.map((problem) => ({ instance: node.id, problem })));
  const having = (severity: string): number =>
    cluster.nodes.filter((node) => node.problems.some((problem) => problem.severity === severity)).length;
  const { id, name, alias, shape, masters, revision, nodes } = cluster;
  return {
    id,
    name,
    alias,
    domain: null,
    dataCenters: distinct(nodes, ({ classification }) => classification.dataCenter),
    regions: distinct(nodes, ({ classification }) => classification.region),
    environments: distinct(nodes, ({ classification }) => classification.physicalEnvironment),
    tags: [...new Set(nodes.flatMap(({ registered }) => registered.tags.map(formatTag)))],
    servers: nodes.map((node) => node.id),
    problemCodes: [...new Set(problems.map(({ problem }) => problem.code))],
    automation: 'on',
    withoutSuccessor: nodes.length === 1 ? masters : [],
    instanceAliases: [],
    shape,
    masters,
    masterOwnNames: [],
    revision,
    instances: nodes.length,
    critical: having('critical'),
    downtimed: 0,
    warning: having('warning'),
    problems: problems.filter(({ problem }) => problem.severity !== 'info').slice(0, 3),
    maxLagSeconds: Math.max(...nodes.map((node) => node.lagSeconds ?? 0)),
    lagUnknown: nodes.filter((node) => node.role !== 'master' && node.lagSeconds === null).length,
    flavors: [...new Set(nodes.flatMap((node) => node.flavor ?? []))],
    versions: [...new Set(nodes.flatMap((node) => node.version ?? []))],
  };
}

function distinct(nodes: readonly NodeView[], read: (node: NodeView) => string | null): string[] {
  return [...new Set(nodes.flatMap((node) => read(node) ?? []))].toSorted();
}

function replaced<Item extends { readonly id: string }>(items: readonly Item[], changed: readonly Item[]): Item[] {
  const byId = new Map(changed.map((item) => [item.id, item]));
  return items.map((item) => byId.get(item.id) ?? item);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
