/** Values for the contract suite: one plan with every kind of step, and a journal with every kind of entry. */
import { asClusterId, asInstant, asPlanId, asStepId, instanceIdOf, message } from '@topiary/domain';
import type {
  Actor,
  ChannelSettings,
  ClusterId,
  InstanceId,
  Instant,
  JournalEntry,
  Message,
  Plan,
  PlanId,
  Step,
} from '@topiary/domain';
import type { KnownCluster, KnownInstance, NewAuditEntry } from '@topiary/engine';

export const instance = (host: string): InstanceId => instanceIdOf({ host, port: 3306 });
export const at = (milliseconds: number): Instant => asInstant(1_700_000_000_000 + milliseconds);
export const shop: ClusterId = asClusterId('shop');
export const blog: ClusterId = asClusterId('blog');

export const actor: Actor = { user: 'ada', address: '192.0.2.7', via: 'web' };

export function knownInstance(host: string, changes: Partial<KnownInstance> = {}): KnownInstance {
  return {
    id: instance(host),
    cluster: shop,
    serverUuid: '7f1c2a34-0000-4000-8000-000000000001',
    sources: [],
    answers: {},
    firstSeenAt: at(0),
    lastSeenAt: null,
    failingSince: null,
    ...changes,
  };
}

export function knownCluster(id: ClusterId, changes: Partial<KnownCluster> = {}): KnownCluster {
  return { id, name: 'db-1:3306', alias: null, firstSeenAt: at(0), revision: 1, ...changes };
}

/** A summary that says this in every language. */
export function text(sentence: string): readonly Message[] {
  return [message('audit-text', { text: sentence })];
}

export function auditEntry(changes: Partial<NewAuditEntry> = {}): NewAuditEntry {
  return {
    at: at(0),
    actor,
    action: 'relocate',
    cluster: shop,
    clusterName: 'Shop',
    instance: instance('db-2'),
    plan: asPlanId('plan-1'),
    result: 'ok',
    summary: text('db-2:3306 now replicates from db-1:3306.'),
    ...changes,
  };
}

const settings: ChannelSettings = {
  heartbeatPeriodSeconds: 2.5,
  connectRetrySeconds: 60,
  retryCount: null,
  tls: {
    enabled: true,
    ca: '/etc/mysql/ca.pem',
    caPath: '',
    cert: '',
    key: '',
    cipher: '',
    crl: '',
    crlPath: '',
    version: 'TLSv1.3',
    verifyServerCert: false,
  },
  publicKeyPath: null,
  getPublicKey: true,
  compression: 'uncompressed',
};

function steps(): readonly Step[] {
  const replica = instance('db-2');
  const base = { lane: replica, instance: replica, deadlineMs: 5_000, channel: '' };
  const before = { receiver: 'running', applier: 'running' } as const;
  const target = instance('db-3');
  return [
    { ...base, kind: 'stop-replication', id: asStepId('s1'), before },
    {
      kind: 'wait-for-position',
      id: asStepId('s2'),
      lane: replica,
      instance: target,
      deadlineMs: 10_000,
      position: { kind: 'result', step: asStepId('s1'), instance: replica },
    },
    {
      ...base,
      kind: 'point-replica-at',
      id: asStepId('s3'),
      from: { host: 'db-1', port: 3306 },
      to: { host: 'db-3', port: 3306 },
      stops: 'none',
      before,
      positioning: 'slave-pos',
      settings,
    },
    { ...base, kind: 'start-replication', id: asStepId('s4'), before },
  ];
}

export function plan(id: PlanId, cluster: ClusterId = shop): Plan {
  return {
    id,
    intent: { kind: 'relocate', replica: instance('db-2'), channel: null, target: instance('db-3') },
    cluster,
    basis: { revision: 7, asOf: at(0) },
    checks: [{ verdict: 'pass', message: message('no-circle'), replica: instance('db-2') }],
    notes: [message('heartbeat-restated', { replica: 'db-2:3306', seconds: 2.5 })],
    rounds: [{ stages: steps().map((step) => ({ steps: [step] })) }],
  };
}

export interface StartedOptions {
  readonly id: PlanId;
  readonly at?: Instant;
  readonly cluster?: ClusterId;
}

export function started(options: StartedOptions): JournalEntry {
  return {
    kind: 'plan-started',
    at: options.at ?? at(0),
    plan: plan(options.id, options.cluster),
    actor,
    lease: 1,
    statements: { s1: ['SELECT 1'], s2: [], s3: ["SELECT 'db-3'", 'SET @名 = 1'] },
  };
}

export const stageStarted: Extract<JournalEntry, { kind: 'stage-started' }> = {
  kind: 'stage-started',
  at: at(1),
  round: 0,
  stage: 0,
  steps: [asStepId('s1')],
  statements: { s1: ["SELECT '0-1-100'"] },
};

export const finished: JournalEntry = { kind: 'plan-finished', at: at(9), outcome: 'done', reason: null };

/** Everything that can stand between a plan's start and its end. */
export const middle: readonly JournalEntry[] = [
  stageStarted,
  { kind: 'step-done', at: at(2), step: asStepId('s1'), results: { position: '0-1-100' }, tookMs: 3.25 },
  {
    kind: 'step-failed',
    at: at(3),
    step: asStepId('s2'),
    reason: message('step-timed-out', { instance: 'db-3:3306', seconds: 10 }),
    tookMs: 10_000,
  },
  {
    kind: 'lane-put-back',
    at: at(4),
    lane: instance('db-2'),
    outcome: 'put-back',
    reason: message('was-put-back', { instance: 'db-2:3306', source: 'db-1:3306' }),
    statements: ['SELECT 2'],
  },
  {
    kind: 'lane-tried-again',
    at: at(5),
    lane: instance('db-2'),
    attempt: 2,
    reason: message('server-lost', { instance: 'db-2:3306', code: 'ECONNRESET' }),
  },
  { kind: 'stop-begun', at: at(5), reason: message('stopped-by-request', { user: 'ann' }) },
  { kind: 'plan-resumed', at: at(5), lease: 2, decision: 'continue' },
];
