/** Plans over the made-up fleet: verdicts, previews, and an execution that takes as long as a real one looks. */
import type {
  CandidatesInput,
  CandidatesView,
  ClusterView,
  InstanceId,
  IntentInput,
  MessageView,
  NodeView,
  PlanId,
  PlanView,
  StepView,
} from '@topiary/contract';

const message = (code: MessageView['code'], params: MessageView['params'] = {}): MessageView => ({ code, params });

export function subjectsOf(cluster: ClusterView, ask: CandidatesInput): readonly InstanceId[] {
  if (ask.kind === 'relocate') return [ask.replica];
  if (ask.kind === 'move-many') return ask.replicas.map(({ replica }) => replica);
  return cluster.edges
    .filter((edge) => edge.source === ask.source && (ask.only === null || ask.only.includes(edge.replica)))
    .map((edge) => edge.replica);
}

export function candidates(cluster: ClusterView, ask: CandidatesInput): CandidatesView {
  const verdicts = cluster.nodes.map((target) => {
    const subjects = subjectsOf(cluster, ask).filter((id) => id !== target.id || ask.kind === 'relocate');
    const reasons = subjects.flatMap((replica) => reasonsAgainst(cluster, replica, target)).slice(0, 4);
    return {
      target: target.id,
      allowed: reasons.length === 0 && subjects.length > 0,
      reasons,
      operations: [],
      stays: [],
    };
  });
  return { revision: cluster.revision, verdicts };
}

function reasonsAgainst(cluster: ClusterView, id: InstanceId, target: NodeView): MessageView[] {
  const replica = cluster.nodes.find((node) => node.id === id);
  if (replica === undefined) return [message('replica-unknown', { replica: id })];
  const params = { replica: id, target: target.id };
  if (id === target.id) return [message('same-server', params)];
  const edge = cluster.edges.find((candidate) => candidate.replica === id);
  if (edge === undefined) return [message('not-a-replica', params)];
  if (edge.source === target.id) return [message('already-there', params)];
  if (isBelow(cluster, target.id, id)) return [message('own-descendant', params)];
  if (target.health === 'unreachable') return [message('target-not-reachable', params)];
  if (replica.health === 'unreachable') return [message('replica-not-reachable', params)];
  if (target.logReplicaUpdates === false) return [message('target-does-not-log-updates', params)];
  return [];
}

function isBelow(cluster: ClusterView, id: InstanceId, above: InstanceId): boolean {
  const seen = new Set<InstanceId>();
  let at: InstanceId | undefined = id;
  while (at !== undefined && !seen.has(at)) {
    seen.add(at);
    const from: InstanceId = at;
    at = cluster.edges.find((edge) => edge.replica === from)?.source;
    if (at === above) return true;
  }
  return false;
}

export interface PlanRequest {
  readonly id: PlanId;
  readonly cluster: ClusterView;
  readonly intent: IntentInput['kind'] | 'undo';
  readonly moves: PlanView['changes'];
  readonly undoes: PlanId | null;
}

export function makePlan({ id, cluster, intent, moves, undoes }: PlanRequest): PlanView {
  const steps = moves.map((move, index) => pointStep(move, index));
  return {
    id,
    intent,
    title: message('title-undo', { plan: id }),
    request: null,
    cluster: cluster.id,
    clusterName: cluster.alias ?? cluster.name,
    undoes,
    revision: cluster.revision,
    status: 'proposed',
    outcome: null,
    reason: null,
    resumed: null,
    checks: moves.flatMap(({ replica, to }) => [
      { verdict: 'pass' as const, message: message('can-reach-both', { replica, target: to }), replica },
      { verdict: 'pass' as const, message: message('no-circle'), replica },
      { verdict: 'pass' as const, message: message('gtid-both'), replica },
      {
        verdict: 'warn' as const,
        message: message('delay-smaller', { replica, target: to, targetDelay: 0, replicaDelay: 0 }),
        replica,
      },
    ]),
    notes: moves.slice(0, 1).map(({ replica }) => message('heartbeat-restated', { replica, seconds: 30 })),
    methods: [{ method: 'gtid', why: message('moved-by-gtid') }],
    rounds: [{ stages: [{ steps }] }],
    changes: moves,
    effects: moves.map(({ replica }) => ({ instance: replica, effects: ['replication-pauses'] })),
    equivalents: {
      cli: moves.map((move) => `topiary relocate ${move.replica} --below ${move.to}`).join('\n'),
      api: `curl -X POST http://127.0.0.1:3000/api/v1/plans -H 'content-type: application/json' -d '{"kind":"${intent}"}'`,
    },
    createdAt: Date.now(),
    expiresAt: Date.now() + 300_000,
    startedAt: null,
    finishedAt: null,
    actor: null,
    undoable: false,
  };
}

function pointStep(move: PlanView['changes'][number], index: number): StepView {
  const [host = '', port = '3306'] = move.to.split(':');
  return {
    id: `s${index + 1}` as StepView['id'],
    kind: 'point-replica-at',
    lane: move.replica,
    instance: move.replica,
    title: message('step-point-replica-at', { instance: move.replica, to: move.to, from: move.from }),
    statements: [
      'STOP REPLICA IO_THREAD',
      `CHANGE REPLICATION SOURCE TO SOURCE_HOST = '${host}', SOURCE_PORT = ${port}, SOURCE_AUTO_POSITION = 1, SOURCE_HEARTBEAT_PERIOD = 30, GET_SOURCE_PUBLIC_KEY = 1`,
      'START REPLICA IO_THREAD',
    ],
    waitsFor: message('waits-receiver-reading', { to: move.to }),
    undo: 'opposite',
    deadlineMs: 10_000,
    state: 'waiting',
    tookMs: null,
    reason: null,
    results: {},
  };
}

/** The plan with one step in another state. */
export function withStep(plan: PlanView, id: string, facts: Partial<StepView>): PlanView {
  const rounds = plan.rounds.map((round) => ({
    stages: round.stages.map((stage) => ({
      steps: stage.steps.map((step) => (step.id === id ? { ...step, ...facts } : step)),
    })),
  }));
  return { ...plan, rounds };
}
