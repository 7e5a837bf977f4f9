/** How a master fails, as orchestrator names it, and what says that it does. */
import type { FailureModel } from './failure-models.ts';

const MASTER = ['is-master', 'is-no-group-member'] as const;
const MASTER_GONE = [...MASTER, 'does-not-answer'] as const;
const MASTER_THERE = [...MASTER, 'answers'] as const;
const SEMI_SYNC_MASTER = [...MASTER_THERE, 'semi-sync-source', 'semi-sync-active', 'waits-for-replicas'] as const;
const SEMI_SYNC_OUTRANKS = [
  'MasterSingleReplicaNotReplicating',
  'MasterSingleReplicaDead',
  'AllMasterReplicasNotReplicating',
  'AllMasterReplicasNotReplicatingOrDead',
  'NoWriteableMasterStructureWarning',
] as const;

const DEAD: readonly FailureModel[] = [
  {
    code: 'DeadMasterWithoutReplicas',
    kind: 'failure',
    severity: 'critical',
    act: 'report',
    leadsTo: null,
    clauses: [...MASTER_GONE, 'has-no-replica'],
    outranks: [],
  },
  {
    code: 'DeadMaster',
    kind: 'failure',
    severity: 'critical',
    act: 'recover',
    leadsTo: 'dead-master',
    clauses: [...MASTER_GONE, 'has-replicas', 'all-replicas-answer', 'none-replicates'],
    outranks: [],
  },
  {
    code: 'DeadMasterAndReplicas',
    kind: 'failure',
    severity: 'critical',
    act: 'detect',
    leadsTo: null,
    clauses: [...MASTER_GONE, 'has-replicas', 'no-replica-answers'],
    outranks: [],
  },
  {
    code: 'DeadMasterAndSomeReplicas',
    kind: 'failure',
    severity: 'critical',
    act: 'recover',
    leadsTo: 'dead-master',
    clauses: [...MASTER_GONE, 'a-replica-answers', 'a-replica-is-silent', 'none-replicates'],
    outranks: [],
  },
  {
    code: 'UnreachableMasterWithLaggingReplicas',
    kind: 'failure',
    severity: 'critical',
    act: 'detect',
    leadsTo: null,
    clauses: [...MASTER_GONE, 'all-lag', 'not-all-delayed', 'one-replicates'],
    outranks: ['UnreachableMaster'],
  },
  {
    code: 'UnreachableMaster',
    kind: 'failure',
    severity: 'critical',
    act: 'detect',
    leadsTo: null,
    clauses: [...MASTER_GONE, 'silent-or-missed', 'one-replicates'],
    outranks: [],
  },
];

const SEMI_SYNC: readonly FailureModel[] = [
  {
    code: 'LockedSemiSyncMaster',
    kind: 'failure',
    severity: 'critical',
    act: 'recover',
    leadsTo: 'semi-sync',
    clauses: [...SEMI_SYNC_MASTER, 'too-few-acknowledge', 'position-held'],
    outranks: ['LockedSemiSyncMasterHypothesis', 'MasterCannotWrite', ...SEMI_SYNC_OUTRANKS],
  },
  {
    code: 'LockedSemiSyncMasterHypothesis',
    kind: 'failure',
    severity: 'warning',
    act: 'report',
    leadsTo: null,
    clauses: [...SEMI_SYNC_MASTER, 'too-few-acknowledge'],
    outranks: SEMI_SYNC_OUTRANKS,
  },
  {
    code: 'MasterWithTooManySemiSyncReplicas',
    kind: 'failure',
    severity: 'warning',
    act: 'recover',
    leadsTo: 'semi-sync',
    clauses: ['exact-semi-sync-wanted', ...SEMI_SYNC_MASTER, 'too-many-acknowledge'],
    outranks: SEMI_SYNC_OUTRANKS,
  },
  {
    code: 'NoWriteableMasterStructureWarning',
    kind: 'failure',
    severity: 'critical',
    act: 'recover',
    leadsTo: 'read-only-master',
    clauses: ['recovers-read-only', ...MASTER_THERE, 'is-read-only', 'one-replicates'],
    outranks: [],
  },
];

const WITHOUT_REPLICAS: readonly FailureModel[] = [
  {
    code: 'MasterSingleReplicaNotReplicating',
    kind: 'failure',
    severity: 'warning',
    act: 'report',
    leadsTo: null,
    clauses: [...MASTER_THERE, 'has-one-replica', 'all-replicas-answer', 'none-replicates'],
    outranks: [],
  },
  {
    code: 'MasterSingleReplicaDead',
    kind: 'failure',
    severity: 'warning',
    act: 'report',
    leadsTo: null,
    clauses: [...MASTER_THERE, 'has-one-replica', 'no-replica-answers'],
    outranks: [],
    isAboutReplicas: true,
  },
  {
    code: 'AllMasterReplicasNotReplicating',
    kind: 'failure',
    severity: 'critical',
    act: 'detect',
    leadsTo: null,
    clauses: [...MASTER_THERE, 'has-several-replicas', 'all-replicas-answer', 'none-replicates'],
    outranks: [],
    isAboutReplicas: true,
  },
  {
    code: 'AllMasterReplicasNotReplicatingOrDead',
    kind: 'failure',
    severity: 'critical',
    act: 'detect',
    leadsTo: null,
    clauses: [...MASTER_THERE, 'has-several-replicas', 'a-replica-answers', 'a-replica-is-silent', 'none-replicates'],
    outranks: [],
    isAboutReplicas: true,
  },
];

export const MASTER_MODELS: readonly FailureModel[] = [...DEAD, ...SEMI_SYNC, ...WITHOUT_REPLICAS];
