/**
 * A stand-in for the server, for working on the page alone: the contract's routes over a made-up fleet, live events,
 * and the built page as the real server serves it (prefix, nonce, policy). Development and tests only; never shipped.
 *
 *   node apps/web/dev/fixture-server.ts [port] [prefix]
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { API_PREFIX, candidatesInput, intentInput, subscribeInput } from '@topiary/contract';
import type {
  AuditEntryView,
  ClusterId,
  ClusterView,
  EdgeView,
  InstanceId,
  LiveEvent,
  PlanId,
  PlanView,
  StatusView,
} from '@topiary/contract';
import { fakeClusters } from './fake-fleet.ts';
import { fakeInstance } from './fake-instance.ts';
import { candidates, makePlan, withStep } from './fake-plans.ts';

const [port = '4173', prefix = ''] = process.argv.slice(2);
const DIST = join(import.meta.dirname, '../dist');
const STEP_MS = Number(process.env['FIXTURE_STEP_MS'] ?? 700);
const STARTED = Date.now();

interface Stream {
  readonly response: ServerResponse;
  clusters: ReadonlySet<ClusterId>;
}

const clusters = new Map<ClusterId, ClusterView>(
  process.env['FIXTURE_EMPTY'] === '1' ? [] : fakeClusters().map((cluster) => [cluster.id, cluster]),
);
const sequences = new Map<string, number>();
const streams = new Map<string, Stream>();
const plans = new Map<string, PlanView>();
const audit: AuditEntryView[] = [];

const status = (): StatusView => ({
  version: '0.1.0',
  hostname: 'fixture',
  startedAt: STARTED,
  now: Date.now(),
  actor: { kind: 'self' },
  banners:
    process.env['FIXTURE_BANNER'] === '1'
      ? [{ code: 'open-without-authentication', params: { address: '0.0.0.0:3000' } }]
      : [],
  user: 'li',
  mayChange: true,
  discovery: { instances: 0, probesPerSecond: 12, inFlight: 1, pollIntervalMs: 1000 },
});

function fleet() {
  return {
    clusters: [...clusters.values()].map((cluster) => {
      const problems = cluster.nodes.flatMap((node) =>
        node.problems.map((problem) => ({ instance: node.id, problem })),
      );
      const having = (severity: string) =>
        cluster.nodes.filter((node) => node.problems.some((problem) => problem.severity === severity)).length;
      return {
        id: cluster.id,
        name: cluster.name,
        alias: cluster.alias,
        shape: cluster.shape,
        masters: cluster.masters,
        instances: cluster.nodes.length,
        critical: having('critical'),
        warning: having('warning'),
        problems: problems.filter(({ problem }) => problem.severity !== 'info').slice(0, 3),
        maxLagSeconds: Math.max(...cluster.nodes.map((node) => node.lagSeconds ?? 0)),
        flavors: [...new Set(cluster.nodes.flatMap((node) => node.flavor ?? []))],
        versions: [...new Set(cluster.nodes.flatMap((node) => node.version ?? []))],
        revision: cluster.revision,
      };
    }),
  };
}

function next(key: string): number {
  const value = (sequences.get(key) ?? 0) + 1;
  sequences.set(key, value);
  return value;
}

function send(stream: Stream, event: LiveEvent): void {
  stream.response.write(`data: ${JSON.stringify(event)}\n\n`);
}

function broadcast(event: LiveEvent, cluster?: ClusterId): void {
  for (const stream of streams.values()) if (cluster === undefined || stream.clusters.has(cluster)) send(stream, event);
}

function patch(
  id: ClusterId,
  change: Partial<Pick<ClusterView, 'nodes' | 'edges'>>,
  head: Partial<ClusterView> | null = null,
): void {
  const before = clusters.get(id);
  if (before === undefined) return;
  const merge = <T extends { id: string }>(items: T[], changed: T[] = []) =>
    items.map((item) => changed.find((other) => other.id === item.id) ?? item);
  const after: ClusterView = {
    ...before,
    ...head,
    nodes: merge(before.nodes, change.nodes),
    edges: merge(before.edges, change.edges),
  };
  clusters.set(id, after);
  const { nodes: _nodes, edges: _edges, ...rest } = after;
  broadcast(
    {
      type: 'cluster-patch',
      sequence: next(id),
      id,
      head: head === null ? null : rest,
      nodes: change.nodes ?? [],
      removedNodes: [],
      edges: change.edges ?? [],
      removedEdges: [],
    },
    id,
  );
}

function apply(id: ClusterId, moves: PlanView['changes']): void {
  const cluster = clusters.get(id);
  if (cluster === undefined) return;
  const edges: EdgeView[] = cluster.edges.map((edge) => {
    const move = moves.find((candidate) => candidate.replica === edge.replica && candidate.channel === edge.channel);
    return move === undefined ? edge : { ...edge, source: move.to };
  });
  const nodes = cluster.nodes.map((node) => {
    const replicas = edges.filter((edge) => edge.source === node.id).length;
    const role =
      node.role === 'replica' || node.role === 'intermediate'
        ? replicas > 0
          ? ('intermediate' as const)
          : ('replica' as const)
        : node.role;
    return { ...node, replicas, role };
  });
  patch(id, { nodes, edges }, { revision: cluster.revision + 1 });
}

function publish(plan: PlanView): PlanView {
  plans.set(plan.id, plan);
  broadcast({ type: 'plan', plan }, plan.cluster);
  return plan;
}

async function run(plan: PlanView): Promise<void> {
  let now = plan;
  patch(plan.cluster, {}, { running: { plan: plan.id, user: 'li' } });
  for (const step of plan.rounds[0]?.stages[0]?.steps ?? []) {
    now = publish(withStep(now, step.id, { state: 'running' }));
    await pause(STEP_MS);
    now = publish(withStep(now, step.id, { state: 'done', tookMs: 18 }));
  }
  apply(plan.cluster, plan.changes);
  patch(plan.cluster, {}, { running: null });
  publish({ ...now, status: 'finished', outcome: 'done', finishedAt: Date.now(), undoable: true });
  record(now, 'ok');
}

function record(plan: PlanView, result: AuditEntryView['result']): void {
  audit.unshift({
    id: audit.length + 1,
    at: Date.now(),
    actor: { user: 'li', address: '10.1.2.3', via: 'web' },
    action: plan.intent,
    cluster: plan.cluster,
    clusterName: plan.clusterName,
    instance: plan.changes[0]?.replica ?? null,
    plan: plan.id,
    result,
    summary: plan.changes.map((change) => `${change.replica}: ${change.from} → ${change.to}`).join('; '),
  });
}

function propose(
  intent: PlanView['intent'],
  cluster: ClusterView,
  moves: PlanView['changes'],
  undoes: PlanId | null = null,
): PlanView {
  return publish(makePlan({ id: `p-${randomUUID().slice(0, 8)}` as PlanId, cluster, intent, moves, undoes }));
}

class Refused extends Error {
  readonly status: number;
  readonly body: unknown;
  constructor(status: number, code: string, params: object = {}, reasons: unknown[] = []) {
    super(code);
    this.status = status;
    this.body = { error: { code, params, reasons, request: randomUUID() } };
  }
}

function clusterOf(instance: string): ClusterView {
  const found = [...clusters.values()].find((cluster) => cluster.nodes.some((node) => node.id === instance));
  if (found === undefined) throw new Refused(404, 'instance-unknown', { instance });
  return found;
}

type Handler = (input: {
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
}) => unknown;

const planOf = (id: string | undefined): PlanView => {
  const plan = plans.get(id ?? '');
  if (plan === undefined) throw new Refused(404, 'plan-unknown', { plan: id });
  return plan;
};

const handlers: readonly (readonly [string, RegExp, Handler])[] = [
  ['GET', /^\/status$/, status],
  ['GET', /^\/fleet$/, fleet],
  [
    'GET',
    /^\/clusters\/([^/]+)$/,
    ({ parts }) =>
      clusters.get(parts[0] as ClusterId) ?? raise(new Refused(404, 'cluster-unknown', { cluster: parts[0] })),
  ],
  [
    'GET',
    /^\/instances\/([^/]+)$/,
    ({ parts }) => {
      const cluster = clusterOf(parts[0] ?? '');
      const node = cluster.nodes.find((candidate) => candidate.id === parts[0]);
      return node === undefined ? null : fakeInstance(cluster, node);
    },
  ],
  [
    'POST',
    /^\/plans\/candidates$/,
    ({ body }) => {
      const ask = candidatesInput.parse(body);
      return candidates(clusterOf(ask.kind === 'relocate' ? ask.replica : ask.source), ask);
    },
  ],
  [
    'POST',
    /^\/plans$/,
    ({ body }) => {
      const intent = intentInput.parse(body);
      const cluster = clusterOf(intent.kind === 'relocate' ? intent.replica : intent.source);
      const verdict = candidates(cluster, intent).verdicts.find((candidate) => candidate.target === intent.target);
      if (verdict?.allowed !== true) throw new Refused(422, 'plan-refused', {}, verdict?.reasons ?? []);
      const moved =
        intent.kind === 'relocate'
          ? [intent.replica]
          : cluster.edges.filter((edge) => edge.source === intent.source).map((edge) => edge.replica);
      const moves = cluster.edges
        .filter(
          (edge) =>
            moved.includes(edge.replica) &&
            edge.replica !== intent.target &&
            (intent.kind !== 'relocate' || intent.channel === null || edge.channel === intent.channel),
        )
        .map((edge) => ({ replica: edge.replica, channel: edge.channel, from: edge.source, to: intent.target }));
      return propose(intent.kind, cluster, moves);
    },
  ],
  ['GET', /^\/plans\/([^/]+)$/, ({ parts }) => planOf(parts[0])],
  [
    'POST',
    /^\/plans\/([^/]+)\/confirm$/,
    ({ parts }) => {
      const plan = planOf(parts[0]);
      if (clusters.get(plan.cluster)?.revision !== plan.revision) throw new Refused(409, 'plan-stale');
      const started = publish({
        ...plan,
        status: 'running',
        startedAt: Date.now(),
        expiresAt: null,
        actor: { user: 'li', address: '10.1.2.3', via: 'web' },
      });
      void run(started);
      return started;
    },
  ],
  [
    'POST',
    /^\/plans\/([^/]+)\/undo$/,
    ({ parts }) => {
      const plan = planOf(parts[0]);
      const cluster = clusters.get(plan.cluster);
      if (cluster === undefined) throw new Refused(409, 'plan-not-undoable', { plan: plan.id });
      plans.set(plan.id, { ...plan, undoable: false });
      return propose(
        'undo',
        cluster,
        plan.changes.map((change) => ({ ...change, from: change.to, to: change.from })),
        plan.id,
      );
    },
  ],
  [
    'POST',
    /^\/discover$/,
    ({ body }) => {
      const { address } = body as { address: string };
      return {
        instance: address,
        cluster: null,
        outcome: 'failed',
        failure: { kind: 'refused', code: 'ECONNREFUSED', detail: `connect ECONNREFUSED ${address}`, grant: null },
        notes: [],
      };
    },
  ],
  [
    'GET',
    /^\/audit$/,
    ({ query }) => {
      const page = Number(query.get('page') ?? 0);
      const pageSize = Number(query.get('pageSize') ?? 20);
      const items = audit.filter(
        (entry) =>
          (query.get('result') ?? entry.result) === entry.result && entry.actor.user.includes(query.get('user') ?? ''),
      );
      return { items: items.slice(page * pageSize, (page + 1) * pageSize), total: items.length, page, pageSize };
    },
  ],
  [
    'POST',
    /^\/live\/([^/]+)\/subscription$/,
    ({ parts, body }) => {
      const stream = streams.get(parts[0] ?? '');
      if (stream === undefined) throw new Refused(404, 'connection-unknown');
      const wanted = new Set(subscribeInput.parse(body).clusters);
      const added = [...wanted].filter((id) => !stream.clusters.has(id));
      stream.clusters = wanted;
      for (const id of added) {
        const cluster = clusters.get(id);
        if (cluster !== undefined) send(stream, { type: 'cluster', sequence: sequences.get(id) ?? 0, cluster });
      }
      return {};
    },
  ],
  // Only of the fixture: what happens to the fleet, for tests to cause.
  [
    'POST',
    /^\/fixture\/break$/,
    ({ body }) => {
      const { instance } = body as { instance: InstanceId };
      const cluster = clusterOf(instance);
      const nodes = cluster.nodes
        .filter((node) => node.id === instance)
        .map((node) => ({
          ...node,
          health: 'unreachable' as const,
          problems: [{ code: 'unreachable' as const, severity: 'critical' as const, params: {} }],
        }));
      patch(cluster.id, { nodes }, { revision: cluster.revision + 1 });
      return {};
    },
  ],
];

function raise(error: Error): never {
  throw error;
}

async function answerApi(request: IncomingMessage, response: ServerResponse, url: URL, path: string): Promise<void> {
  if (path === '/live') return openStream(response);
  const found = handlers.find(([method, pattern]) => method === request.method && pattern.test(path));
  try {
    if (found === undefined) throw new Refused(404, 'route-unknown', { method: request.method, path });
    const [, pattern, handler] = found;
    const parts = (pattern.exec(path) ?? []).slice(1).map((part) => decodeURIComponent(part));
    const body: unknown = request.method === 'POST' ? JSON.parse((await text(request)) || '{}') : undefined;
    reply(response, 200, handler({ parts, query: url.searchParams, body }));
  } catch (error) {
    if (error instanceof Refused) reply(response, error.status, error.body);
    else
      reply(response, 400, {
        error: { code: 'invalid-input', params: { detail: String(error) }, reasons: [], request: 'r' },
      });
  }
}

function openStream(response: ServerResponse): void {
  const id = randomUUID();
  const stream: Stream = { response, clusters: new Set() };
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  streams.set(id, stream);
  response.on('close', () => streams.delete(id));
  send(stream, { type: 'hello', connection: id, now: Date.now() });
  send(stream, { type: 'status', status: status() });
  send(stream, { type: 'fleet', sequence: sequences.get('fleet') ?? 0, fleet: fleet() });
}

function reply(response: ServerResponse, code: number, body: unknown): void {
  response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

async function servePage(response: ServerResponse, path: string): Promise<void> {
  const type = TYPES[extname(path)];
  if (type !== undefined) {
    const file = await readFile(join(DIST, path)).catch(() => null);
    return void (file === null
      ? response.writeHead(404).end()
      : response.writeHead(200, { 'content-type': type }).end(file));
  }
  const nonce = randomBytes(16).toString('base64');
  const html = (await readFile(join(DIST, 'index.html'), 'utf8'))
    .replaceAll('__BASE__', prefix)
    .replaceAll('__CSP_NONCE__', nonce);
  const policy = `default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; connect-src 'self'; base-uri 'self'; form-action 'self'`;
  response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': policy }).end(html);
}

/** Something always moves: lags of a few servers. */
function live(): void {
  for (const cluster of clusters.values()) {
    if (![...streams.values()].some((stream) => stream.clusters.has(cluster.id))) continue;
    const moving = cluster.edges.filter((edge) => edge.state === 'replicating' && Math.random() < 0.2);
    const edges = moving.map((edge) => ({ ...edge, lagSeconds: Math.round(Math.random() * 30) / 10 }));
    const nodes = cluster.nodes.flatMap((node) => {
      const edge = edges.find((candidate) => candidate.replica === node.id);
      return edge === undefined ? [] : [{ ...node, lagSeconds: edge.lagSeconds, observedAt: Date.now() }];
    });
    if (nodes.length > 0) patch(cluster.id, { nodes, edges });
  }
}

setInterval(live, 1_000).unref();
setInterval(() => broadcast({ type: 'heartbeat', now: Date.now() }), 5_000).unref();

createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://fixture');
  const path = url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : url.pathname;
  const done = path.startsWith(API_PREFIX)
    ? answerApi(request, response, url, path.slice(API_PREFIX.length))
    : servePage(response, path);
  done.catch((error: unknown) => response.writeHead(500).end(String(error)));
}).listen(Number(port), '127.0.0.1', () => process.stdout.write(`http://127.0.0.1:${port}${prefix}/\n`));
