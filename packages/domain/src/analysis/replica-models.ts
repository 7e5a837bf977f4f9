/** How co-masters, intermediate masters, replicas and members of groups fail, as orchestrator names it. */
import type { FailureModel } from './failure-models.ts';

const CO_MASTER = ['is-co-master', 'is-no-group-member'] as const;
const RELAY = ['is-not-master', 'is-no-group-member'] as const;
const RELAY_GONE = [...RELAY, 'does-not-answer'] as const;
const FAR_FROM_MASTER = ['BinlogServerFailingToConnectToMaster', 'FirstTierReplicaFailingToConnectToMaster'] as const;

const CO_MASTERS: readonly FailureModel[] = [
  {
    code: 'DeadCoMaster',
    kind: 'failure',
    severity: 'critical',
    act: 'recover',
    leadsTo: 'dead-co-master',
    clauses: [...CO_MASTER, 'does-not-answer', 'has-replicas', 'all-replicas-answer', 'none-replicates'],
    outranks: [
      'DeadIntermediateMasterWithSingleReplicaFailingToConnect',
      'DeadIntermediateMasterWithSingleReplica',
      'DeadIntermediateMaster',
    ],
  },
  {
    code: 'DeadCoMasterAndSomeReplicas',
    kind: 'failure',
    severity: 'critical',
    act: 'recover',
    leadsTo: 'dead-co-master',
    clauses: [...CO_MASTER, 'does-not-answer', 'a-replica-answers', 'a-replica-is-silent', 'none-replicates'],
    outranks: ['DeadIntermediateMasterAndSomeReplicas'],
  },
  {
    code: 'UnreachableCoMaster',
    kind: 'failure',
    severity: 'critical',
    act: 'report',
    leadsTo: null,
    clauses: [...CO_MASTER, 'does-not-answer', 'silent', 'one-replicates'],
    outranks: ['UnreachableIntermediateMasterWithLaggingReplicas', 'UnreachableIntermediateMaster'],
  },
  {
    code: 'AllCoMasterReplicasNotReplicating',
    kind: 'failure',
    severity: 'warning',
    act: 'report',
    leadsTo: null,
    clauses: [...CO_MASTER, 'answers', 'has-replicas', 'none-replicates'],
    outranks: [
      'AllIntermediateMasterReplicasFailingToConnectOrDead',
      'AllIntermediateMasterReplicasNotReplicating',
      ...FAR_FROM_MASTER,
    ],
    isAboutReplicas: true,
  },
];

const DEAD_RELAYS: readonly FailureModel[] = [
  {
    code: 'DeadIntermediateMasterWithSingleReplicaFailingToConnect',
    kind: 'failure',
    severity: 'critical',
    act: 'recover',
    leadsTo: 'dead-intermediate-master',
    clauses: [...RELAY_GONE, 'has-one-replica', 'all-fail-to-connect'],
    outranks: ['DeadIntermediateMasterWithSingleReplica'],
    isAboutReplicas: true,
  },
  {
    code: 'DeadIntermediateMasterWithSingleReplica',
    kind: 'failure',
    severity: 'warning',
    act: 'report',
    leadsTo: null,
    clauses: [...RELAY_GONE, 'has-one-replica', 'all-replicas-answer', 'none-replicates'],
    outranks: [],
    isAboutReplicas: true,
  },
  {
    code: 'DeadIntermediateMaster',
    kind: 'failure',
    severity: 'critical',
    act: 'recover',
    leadsTo: 'dead-intermediate-master',
    clauses: [...RELAY_GONE, 'has-several-replicas', 'all-replicas-answer', 'none-replicates'],
    outranks: [],
  },
  {
    code: 'DeadIntermediateMasterAndSomeReplicas',
    kind: 'failure',
    severity: 'critical',
    act: 'recover',
    leadsTo: 'dead-intermediate-master',
    clauses: [...RELAY_GONE, 'a-replica-answers', 'a-replica-is-silent', 'none-replicates'],
    outranks: [],
    isAboutReplicas: true,
  },
  {
    code: 'DeadIntermediateMasterAndReplicas',
    kind: 'failure',
    severity: 'critical',
    act: 'detect',
    leadsTo: null,
    clauses: [...RELAY_GONE, 'has-replicas', 'no-replica-answers'],
    outranks: [],
    isAboutReplicas: true,
  },
];

const RELAYS: readonly FailureModel[] = [
  {
    code: 'UnreachableIntermediateMasterWithLaggingReplicas',
    kind: 'failure',
    severity: 'warning',
    act: 'detect',
    leadsTo: null,
    clauses: [...RELAY_GONE, 'all-lag', 'not-all-delayed', 'one-replicates'],
    outranks: ['UnreachableIntermediateMaster'],
  },
  {
    code: 'UnreachableIntermediateMaster',
    kind: 'failure',
    severity: 'warning',
    act: 'report',
    leadsTo: null,
    clauses: [...RELAY_GONE, 'silent', 'one-replicates'],
    outranks: [],
  },
  {
    code: 'AllIntermediateMasterReplicasFailingToConnectOrDead',
    kind: 'failure',
    severity: 'critical',
    act: 'recover',
    leadsTo: 'dead-intermediate-master',
    clauses: [...RELAY, 'answers', 'has-several-replicas', 'none-replicates', 'answering-fail-to-connect'],
    outranks: ['AllIntermediateMasterReplicasNotReplicating', ...FAR_FROM_MASTER],
    isAboutReplicas: true,
  },
  {
    code: 'AllIntermediateMasterReplicasNotReplicating',
    kind: 'failure',
    severity: 'warning',
    act: 'report',
    leadsTo: null,
    clauses: [...RELAY, 'answers', 'a-replica-answers', 'none-replicates'],
    outranks: FAR_FROM_MASTER,
    isAboutReplicas: true,
  },
];

const REPLICAS: readonly FailureModel[] = [
  {
    code: 'BinlogServerFailingToConnectToMaster',
    kind: 'failure',
    severity: 'warning',
    act: 'report',
    leadsTo: null,
    clauses: ['is-no-group-member', 'is-binlog-server', 'cannot-connect'],
    outranks: ['FirstTierReplicaFailingToConnectToMaster'],
  },
  {
    code: 'FirstTierReplicaFailingToConnectToMaster',
    kind: 'failure',
    severity: 'warning',
    act: 'report',
    leadsTo: null,
    clauses: ['is-no-group-member', 'is-first-tier', 'cannot-connect'],
    outranks: [],
  },
  {
    code: 'DeadReplicationGroupMemberWithReplicas',
    kind: 'failure',
    severity: 'critical',
    act: 'recover',
    leadsTo: 'dead-group-member',
    clauses: ['is-group-member', 'does-not-answer', 'has-replicas', 'none-replicates'],
    outranks: [],
  },
];

export const REPLICA_MODELS: readonly FailureModel[] = [...CO_MASTERS, ...DEAD_RELAYS, ...RELAYS, ...REPLICAS];
