/** The sentences of clauses: said as evidence where they hold, and as what is missing where they do not. */
import type { ClauseName } from './clauses.ts';

interface Sentence {
  readonly en: string;
  readonly zh: string;
}

export const CLAUSE_MESSAGES = {
  'clause-is-master': { en: '{instance} has no master above it.', zh: '{instance} 之上没有主库。' },
  'clause-is-not-master': { en: '{instance} replicates from a master.', zh: '{instance} 从一个主库复制。' },
  'clause-is-co-master': {
    en: '{instance} and another server replicate from each other.',
    zh: '{instance} 与另一台服务器互相复制。',
  },
  'clause-takes-writes': { en: '{instance} is a master or a co-master.', zh: '{instance} 是主库或互为主库之一。' },
  'clause-is-group-member': { en: '{instance} is a member of a replication group.', zh: '{instance} 是复制组成员。' },
  'clause-is-no-group-member': { en: '{instance} is in no replication group.', zh: '{instance} 不在复制组中。' },
  'clause-is-binlog-server': { en: '{instance} is a binlog server.', zh: '{instance} 是 binlog 服务器。' },
  'clause-is-first-tier': { en: '{instance} is directly below a master.', zh: '{instance} 直接位于主库之下。' },
  'clause-has-no-replica': { en: 'Nobody replicates from {instance}.', zh: '没有服务器从 {instance} 复制。' },
  'clause-has-replicas': { en: '{instance} has replicas ({replicas}).', zh: '{instance} 有从库（{replicas} 个）。' },
  'clause-has-one-replica': { en: '{instance} has one replica.', zh: '{instance} 有一个从库。' },
  'clause-has-several-replicas': {
    en: '{instance} has several replicas ({replicas}).',
    zh: '{instance} 有多个从库（{replicas} 个）。',
  },
  'clause-answers': { en: '{instance} answers.', zh: '{instance} 有应答。' },
  'clause-does-not-answer': { en: '{instance} does not answer.', zh: '{instance} 没有应答。' },
  'clause-silent': { en: '{instance} does not answer anything at all.', zh: '{instance} 完全没有应答。' },
  'clause-silent-or-missed': {
    en: '{instance} does not answer anything at all, or a replica cannot connect to it (replicas that cannot: {count}).',
    zh: '{instance} 完全没有应答，或有从库无法连接它（无法连接的从库：{count} 个）。',
  },
  'clause-cannot-connect': { en: '{instance} cannot connect to its master.', zh: '{instance} 无法连接其主库。' },
  'clause-all-replicas-answer': {
    en: 'All {replicas} replicas of {instance} answer.',
    zh: '{instance} 的全部 {replicas} 个从库都有应答。',
  },
  'clause-a-replica-answers': {
    en: '{count} of {replicas} replicas of {instance} answer.',
    zh: '{instance} 的 {replicas} 个从库中有 {count} 个有应答。',
  },
  'clause-a-replica-is-silent': {
    en: '{count} of {replicas} replicas of {instance} do not answer.',
    zh: '{instance} 的 {replicas} 个从库中有 {count} 个没有应答。',
  },
  'clause-no-replica-answers': {
    en: 'None of the {replicas} replicas of {instance} answers.',
    zh: '{instance} 的 {replicas} 个从库都没有应答。',
  },
  'clause-none-replicates': {
    en: 'None of the {replicas} replicas of {instance} replicates; {unheard} of them hear nothing although a heartbeat is due.',
    zh: '{instance} 的 {replicas} 个从库都没有在复制；其中 {unheard} 个在心跳应到时仍未收到任何内容。',
  },
  'clause-one-replicates': {
    en: '{count} of {replicas} replicas of {instance} replicate.',
    zh: '{instance} 的 {replicas} 个从库中有 {count} 个在复制。',
  },
  'clause-all-fail-to-connect': {
    en: 'All {replicas} replicas of {instance} fail to connect to it.',
    zh: '{instance} 的全部 {replicas} 个从库都无法连接它。',
  },
  'clause-answering-fail-to-connect': {
    en: 'Every replica of {instance} that answers fails to connect to it ({count} of {replicas}).',
    zh: '{instance} 有应答的从库都无法连接它（{replicas} 个中的 {count} 个）。',
  },
  'clause-all-lag': {
    en: 'All replicas of {instance} lag ({count} of {replicas}).',
    zh: '{instance} 的从库全部延迟（{replicas} 个中的 {count} 个）。',
  },
  'clause-not-all-delayed': {
    en: 'Not all replicas of {instance} are delayed on purpose.',
    zh: '{instance} 的从库并非全部被有意延迟。',
  },
  'clause-semi-sync-source': { en: '{instance} is a semi-sync master.', zh: '{instance} 是半同步主库。' },
  'clause-semi-sync-active': { en: 'Semi-sync is in effect on {instance}.', zh: '{instance} 上的半同步正在生效。' },
  'clause-semi-sync-fell-back': {
    en: 'Semi-sync is not in effect on {instance}: it went back to asynchronous.',
    zh: '{instance} 上的半同步未生效：已退回异步。',
  },
  'clause-waits-for-replicas': {
    en: '{instance} waits for acknowledgements before it commits.',
    zh: '{instance} 提交前等待从库确认。',
  },
  'clause-too-few-acknowledge': {
    en: '{clients} replicas acknowledge on {instance}, which waits for {waitsFor}.',
    zh: '{instance} 有 {clients} 个确认的从库，而它等待 {waitsFor} 个。',
  },
  'clause-too-many-acknowledge': {
    en: '{clients} replicas acknowledge on {instance}; {waitsFor} are enough.',
    zh: '{instance} 有 {clients} 个确认的从库，只需要 {waitsFor} 个。',
  },
  'clause-position-held': {
    en: 'The binary log of {instance} has stood at one position for longer than ReasonableLockedSemiSyncMasterSeconds.',
    zh: '{instance} 的二进制日志停在同一位置的时间超过 ReasonableLockedSemiSyncMasterSeconds。',
  },
  'clause-exact-semi-sync-wanted': {
    en: 'EnforceExactSemiSyncReplicas is on, which counts for {instance}.',
    zh: 'EnforceExactSemiSyncReplicas 已开启，适用于 {instance}。',
  },
  'clause-recovers-read-only': {
    en: 'RecoverNonWriteableMaster is on, which counts for {instance}.',
    zh: 'RecoverNonWriteableMaster 已开启，适用于 {instance}。',
  },
  'clause-is-writable': { en: '{instance} may be written to.', zh: '{instance} 可写。' },
  'clause-is-read-only': { en: '{instance} is read-only.', zh: '{instance} 处于只读状态。' },
  'clause-none-logs': {
    en: 'None of the {replicas} replicas of {instance} logs what it applies.',
    zh: '{instance} 的 {replicas} 个从库都不记录所应用的更新。',
  },
  'clause-no-failover-support': {
    en: 'The replicas of {instance} have no way in common to find their place in another log.',
    zh: '{instance} 的从库没有共同的方式在另一份日志中找到位置。',
  },
  'clause-logs-statements': {
    en: 'A replica of {instance} logs statements.',
    zh: '{instance} 有从库以 STATEMENT 格式记录。',
  },
  'clause-logs-mixed': { en: 'A replica of {instance} logs mixed.', zh: '{instance} 有从库以 MIXED 格式记录。' },
  'clause-logs-rows': { en: 'A replica of {instance} logs rows.', zh: '{instance} 有从库以 ROW 格式记录。' },
  'clause-several-versions-log': {
    en: 'Replicas of {instance} that log run different major versions.',
    zh: '{instance} 的记录日志的从库主版本不同。',
  },
  'clause-gtid-modes-differ': {
    en: 'A replica of {instance} has another gtid_mode.',
    zh: '{instance} 有从库的 gtid_mode 与它不同。',
  },
  'clause-errant-below': {
    en: '{replica} has transactions that did not come from {instance}.',
    zh: '{replica} 有不是来自 {instance} 的事务。',
  },
  'clause-write-fails': { en: 'A write to {instance} does not end.', zh: '对 {instance} 的写入无法完成。' },
  'clause-has-no-connection-left': {
    en: '{instance} turned Topiary away because all its connections are taken.',
    zh: '{instance} 因连接已满而拒绝了 Topiary。',
  },
  'clause-another-writes': {
    en: '{other} may be written to beside {instance}.',
    zh: '{other} 与 {instance} 同时可写。',
  },
  'clause-was-replaced': { en: '{master} took the place of {instance}.', zh: '{master} 已取代 {instance}。' },
  'clause-was-not-replaced': {
    en: 'No recovery or takeover put another master in the place of {instance}.',
    zh: '没有恢复或切换用其他主库取代 {instance}。',
  },
  'clause-has-own-transactions': {
    en: '{instance} has transactions that the present master lacks: {own}.',
    zh: '{instance} 有现任主库没有的事务：{own}。',
  },
  'clause-same-identity': {
    en: '{instance} shows the identity of {other}, which is another server.',
    zh: '{instance} 的标识与另一台服务器 {other} 相同。',
  },
  'clause-host-is-down': {
    en: 'Host {host} of {instance} is down with {servers} servers.',
    zh: '{instance} 所在主机 {host} 已失效，其上有 {servers} 台服务器。',
  },
} as const satisfies Record<`clause-${ClauseName}`, Sentence>;
