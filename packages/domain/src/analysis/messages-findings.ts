/** The sentences of failure models: what each says of a server. */
import type { FindingCode } from './finding-codes.ts';

interface Sentence {
  readonly en: string;
  readonly zh: string;
}

export const FINDING_MESSAGES = {
  'finding-DeadMasterWithoutReplicas': {
    en: 'Master {instance} does not answer, and nobody replicates from it.',
    zh: '主库 {instance} 没有应答，且没有从库从它复制。',
  },
  'finding-DeadMaster': {
    en: 'Master {instance} is dead: it does not answer, and none of its replicas replicates, though all of them answer.',
    zh: '主库 {instance} 已失效：它没有应答，其所有从库都有应答但都没有在复制。',
  },
  'finding-DeadMasterAndReplicas': {
    en: 'Neither master {instance} nor any of its replicas answers: a whole site is lost, or Topiary is cut off.',
    zh: '主库 {instance} 及其所有从库都没有应答：整个站点失效，或 Topiary 与它们隔离。',
  },
  'finding-DeadMasterAndSomeReplicas': {
    en: 'Master {instance} is dead: neither it nor some of its replicas answer, and the others do not replicate.',
    zh: '主库 {instance} 已失效：它和部分从库没有应答，其余从库没有在复制。',
  },
  'finding-UnreachableMasterWithLaggingReplicas': {
    en: 'Master {instance} does not answer. Its replicas hold their connections to it, but all of them lag.',
    zh: '主库 {instance} 没有应答。其从库仍保持与它的连接，但全部延迟。',
  },
  'finding-UnreachableMaster': {
    en: 'Master {instance} does not answer Topiary, but replicas of it replicate.',
    zh: '主库 {instance} 没有应答 Topiary，但有从库仍在从它复制。',
  },
  'finding-LockedSemiSyncMaster': {
    en: 'Master {instance} holds its writes: too few replicas acknowledge them, and its log has stood still for long.',
    zh: '主库 {instance} 的写入被阻塞：确认的半同步从库过少，且其日志已长时间没有前进。',
  },
  'finding-LockedSemiSyncMasterHypothesis': {
    en: 'Master {instance} may hold its writes: too few replicas acknowledge them.',
    zh: '主库 {instance} 的写入可能被阻塞：确认的半同步从库过少。',
  },
  'finding-MasterWithTooManySemiSyncReplicas': {
    en: 'More replicas of master {instance} acknowledge by semi-sync than are wanted.',
    zh: '主库 {instance} 的半同步从库多于所要求的数量。',
  },
  'finding-MasterSingleReplicaNotReplicating': {
    en: 'The only replica of master {instance} does not replicate.',
    zh: '主库 {instance} 唯一的从库没有在复制。',
  },
  'finding-MasterSingleReplicaDead': {
    en: 'The only replica of master {instance} does not answer.',
    zh: '主库 {instance} 唯一的从库没有应答。',
  },
  'finding-AllMasterReplicasNotReplicating': {
    en: 'Master {instance} answers, but none of its replicas replicates.',
    zh: '主库 {instance} 有应答，但其从库都没有在复制。',
  },
  'finding-AllMasterReplicasNotReplicatingOrDead': {
    en: 'Master {instance} answers, but each of its replicas does not replicate or does not answer.',
    zh: '主库 {instance} 有应答，但其每个从库都没有在复制或没有应答。',
  },
  'finding-MasterWithoutReplicas': { en: 'Master {instance} has no replicas.', zh: '主库 {instance} 没有从库。' },
  'finding-DeadCoMaster': {
    en: 'Co-master {instance} is dead: it does not answer, and none of its replicas replicates.',
    zh: '互为主库的 {instance} 已失效：它没有应答，其从库都没有在复制。',
  },
  'finding-DeadCoMasterAndSomeReplicas': {
    en: 'Co-master {instance} is dead: neither it nor some of its replicas answer, and the others do not replicate.',
    zh: '互为主库的 {instance} 已失效：它和部分从库没有应答，其余从库没有在复制。',
  },
  'finding-UnreachableCoMaster': {
    en: 'Co-master {instance} does not answer Topiary, but replicas of it replicate.',
    zh: '互为主库的 {instance} 没有应答 Topiary，但有从库仍在从它复制。',
  },
  'finding-AllCoMasterReplicasNotReplicating': {
    en: 'Co-master {instance} answers, but none of its replicas replicates.',
    zh: '互为主库的 {instance} 有应答，但其从库都没有在复制。',
  },
  'finding-DeadIntermediateMasterWithSingleReplicaFailingToConnect': {
    en: 'Intermediate master {instance} is dead: it does not answer, and its only replica cannot connect to it.',
    zh: '中间主库 {instance} 已失效：它没有应答，其唯一的从库无法连接它。',
  },
  'finding-DeadIntermediateMasterWithSingleReplica': {
    en: 'Intermediate master {instance} does not answer, and its only replica does not replicate.',
    zh: '中间主库 {instance} 没有应答，其唯一的从库没有在复制。',
  },
  'finding-DeadIntermediateMaster': {
    en: 'Intermediate master {instance} is dead: it does not answer, and none of its replicas replicates.',
    zh: '中间主库 {instance} 已失效：它没有应答，其从库都没有在复制。',
  },
  'finding-DeadIntermediateMasterAndSomeReplicas': {
    en: 'Intermediate master {instance} is dead: neither it nor some of its replicas answer, and the others do not replicate.',
    zh: '中间主库 {instance} 已失效：它和部分从库没有应答，其余从库没有在复制。',
  },
  'finding-DeadIntermediateMasterAndReplicas': {
    en: 'Neither intermediate master {instance} nor any of its replicas answers.',
    zh: '中间主库 {instance} 及其所有从库都没有应答。',
  },
  'finding-UnreachableIntermediateMasterWithLaggingReplicas': {
    en: 'Intermediate master {instance} does not answer. Its replicas hold their connections to it, but all of them lag.',
    zh: '中间主库 {instance} 没有应答。其从库仍保持与它的连接，但全部延迟。',
  },
  'finding-UnreachableIntermediateMaster': {
    en: 'Intermediate master {instance} does not answer Topiary, but replicas of it replicate.',
    zh: '中间主库 {instance} 没有应答 Topiary，但有从库仍在从它复制。',
  },
  'finding-AllIntermediateMasterReplicasFailingToConnectOrDead': {
    en: 'Intermediate master {instance} answers Topiary, but each of its replicas cannot connect to it or does not answer.',
    zh: '中间主库 {instance} 应答 Topiary，但其每个从库都无法连接它或没有应答。',
  },
  'finding-AllIntermediateMasterReplicasNotReplicating': {
    en: 'Intermediate master {instance} answers, but none of its replicas replicates.',
    zh: '中间主库 {instance} 有应答，但其从库都没有在复制。',
  },
  'finding-BinlogServerFailingToConnectToMaster': {
    en: 'Binlog server {instance} cannot connect to its master.',
    zh: 'binlog 服务器 {instance} 无法连接其主库。',
  },
  'finding-FirstTierReplicaFailingToConnectToMaster': {
    en: '{instance}, which is directly below the master, cannot connect to it.',
    zh: '{instance} 直接位于主库之下，但无法连接主库。',
  },
  'finding-DeadReplicationGroupMemberWithReplicas': {
    en: 'Group member {instance} is dead: it does not answer, and none of its asynchronous replicas replicates.',
    zh: '组成员 {instance} 已失效：它没有应答，其异步从库都没有在复制。',
  },
  'finding-NoLoggingReplicasStructureWarning': {
    en: 'No replica of {instance} logs what it applies: none can become master of the others.',
    zh: '{instance} 的从库都不记录所应用的更新：没有一个可以成为其他从库的主库。',
  },
  'finding-NoFailoverSupportStructureWarning': {
    en: 'The replicas of {instance} have neither GTID nor Pseudo-GTID nor a binlog server in common: a failover cannot place them.',
    zh: '{instance} 的从库没有共同的 GTID、Pseudo-GTID 或 binlog 服务器：故障切换无法确定它们的位置。',
  },
  'finding-StatementAndMixedLoggingReplicasStructureWarning': {
    en: 'Some replicas of {instance} log statements, others log mixed.',
    zh: '{instance} 的从库中有的以 STATEMENT 格式记录，有的以 MIXED 格式记录。',
  },
  'finding-StatementAndRowLoggingReplicasStructureWarning': {
    en: 'Some replicas of {instance} log statements, others log rows.',
    zh: '{instance} 的从库中有的以 STATEMENT 格式记录，有的以 ROW 格式记录。',
  },
  'finding-MixedAndRowLoggingReplicasStructureWarning': {
    en: 'Some replicas of {instance} log mixed, others log rows.',
    zh: '{instance} 的从库中有的以 MIXED 格式记录，有的以 ROW 格式记录。',
  },
  'finding-MultipleMajorVersionsLoggingReplicasStructureWarning': {
    en: 'The replicas of {instance} that log run several major versions.',
    zh: '{instance} 的记录日志的从库运行着多个主版本。',
  },
  'finding-DifferentGTIDModesStructureWarning': {
    en: '{instance} and its replicas do not have the same gtid_mode.',
    zh: '{instance} 与其从库的 gtid_mode 不一致。',
  },
  'finding-ErrantGTIDStructureWarning': {
    en: 'Replicas of {instance} have transactions that did not come from it.',
    zh: '{instance} 的从库有不是来自它的事务。',
  },
  'finding-NoWriteableMasterStructureWarning': {
    en: 'Master {instance} is read-only: nobody can write to its cluster.',
    zh: '主库 {instance} 处于只读状态：其集群无法写入。',
  },
  'finding-NotEnoughValidSemiSyncReplicasStructureWarning': {
    en: 'Master {instance} went back to asynchronous replication: too few replicas acknowledge by semi-sync.',
    zh: '主库 {instance} 已退回异步复制：半同步从库过少。',
  },
  'finding-MasterCannotWrite': {
    en: 'Master {instance} answers, but a write to it does not end: its disk is full or its storage hangs.',
    zh: '主库 {instance} 有应答，但对它的写入无法完成：磁盘已满或存储挂起。',
  },
  'finding-TooManyConnections': {
    en: '{instance} runs, but has no connection left for Topiary.',
    zh: '{instance} 在运行，但没有剩余连接可供 Topiary 使用。',
  },
  'finding-SeveralWritableMasters': {
    en: '{instance} is not the only master of its data that can be written to.',
    zh: '{instance} 不是其数据唯一可写的主库。',
  },
  'finding-FormerMasterWithOwnTransactions': {
    en: '{instance}, which was replaced as master, is back with transactions that the present master lacks.',
    zh: '曾被取代的主库 {instance} 已恢复，并带有现任主库没有的事务。',
  },
  'finding-DuplicateIdentity': {
    en: '{instance} is another server than the one that shows the same identity.',
    zh: '{instance} 与另一台标识相同的服务器并非同一台。',
  },
  'finding-HostDown': {
    en: 'The host of {instance} is down, with all the servers on it.',
    zh: '{instance} 所在的主机及其上所有服务器都已失效。',
  },
} as const satisfies Record<`finding-${FindingCode}`, Sentence>;
