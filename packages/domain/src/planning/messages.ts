/**
 * The catalogue of sentences that the planner and the executor say, in English and Chinese. `{name}` is a parameter.
 * Every code has both languages with the same parameters (tested). UI, CLI and API take their texts from here.
 */
import { CLAUSE_MESSAGES } from '../analysis/messages-findings-clauses.ts';
import { FINDING_MESSAGES } from '../analysis/messages-findings.ts';
import { HOST_MESSAGES } from '../hosts/messages-hosts.ts';
import { AUTO_RECOVERY_MESSAGES } from '../policy/recovery/messages-auto-recovery.ts';
import { BRAKE_MESSAGES } from '../policy/recovery/messages-brake.ts';
import { RECOVERY_MESSAGES } from '../policy/recovery/messages-recovery.ts';
import { SOURCE_MESSAGES } from '../sources/messages-sources.ts';
import { ACCOUNT_MESSAGES } from './messages-accounts.ts';
import { AUDIT_MESSAGES } from './messages-audit.ts';
import { CONTROL_MESSAGES } from './messages-control.ts';
import { COORDINATE_MESSAGES } from './messages-coordinates.ts';
import { NAME_MESSAGES } from './messages-names.ts';
import { UPKEEP_MESSAGES } from './messages-upkeep.ts';
import { PROCESS_MESSAGES } from './messages-processes.ts';
import { PSEUDO_GTID_MESSAGES } from './messages-pseudo-gtid.ts';
import { REPLICATION_MESSAGES } from './messages-replication.ts';
import { REGISTRY_MESSAGES } from './messages-registry.ts';
import { FORECAST_MESSAGES } from './recovery/messages-forecast.ts';
import { REPAIR_MESSAGES } from './recovery/messages-repairs.ts';
import { LAST_MILE_MESSAGES } from './recovery/messages-last-mile.ts';
import { REPLACE_MESSAGES } from './recovery/messages-replace.ts';
import { TAKEOVER_MESSAGES } from './recovery/messages-takeover.ts';
import { MASTER_MESSAGES } from './messages-masters.ts';
import { RESHAPE_MESSAGES } from './messages-reshape.ts';

interface Sentence {
  readonly en: string;
  readonly zh: string;
}

export const MESSAGES = {
  // Checks of a move: what is true when the check passes is `…-ok`-less; the failing sentence is the code's own.
  'replica-known': { en: '{replica} is a known server.', zh: '{replica} 是已知的服务器。' },
  'replica-unknown': {
    en: '{replica} is not a known server. Discover it first.',
    zh: '{replica} 不是已知的服务器，请先发现它。',
  },
  'target-unknown': {
    en: '{target} is not a known server. Discover it first.',
    zh: '{target} 不是已知的服务器，请先发现它。',
  },
  'same-server': { en: '{replica} cannot replicate from itself.', zh: '{replica} 不能从自己复制。' },
  'not-a-replica': {
    en: '{replica} replicates from nobody; only a replica can be moved.',
    zh: '{replica} 没有上级主库；只能移动从库。',
  },
  'channel-unknown': {
    en: '{replica} has no replication channel named "{channel}".',
    zh: '{replica} 没有名为“{channel}”的复制通道。',
  },
  'channel-ambiguous': {
    en: '{replica} has several replication channels ({channels}); say which one to move.',
    zh: '{replica} 有多个复制通道（{channels}），请指明要移动哪一个。',
  },
  'already-there': { en: '{replica} already replicates from {target}.', zh: '{replica} 已经从 {target} 复制。' },
  'other-cluster': {
    en: '{target} belongs to another cluster ({targetCluster}) than {replica} ({cluster}); their data are not the same.',
    zh: '{target} 属于另一个集群（{targetCluster}），而 {replica} 属于 {cluster}；两者数据不同。',
  },
  'target-lacks-master': {
    en: '{target} does not get what {masters} writes, which {replica} gets now; below it {replica} would get no more of it.',
    zh: '{target} 得不到 {masters} 写入的数据，而 {replica} 目前能得到；移到它下面后 {replica} 将不再收到这些数据。',
  },
  'target-brings-master': {
    en: '{target} also gets what {masters} writes, which {replica} does not get by this channel; it could not be taken back.',
    zh: '{target} 还会得到 {masters} 写入的数据，而 {replica} 通过该通道得不到这些数据；移动后将无法撤回。',
  },
  'there-by-another-channel': {
    en: '{replica} already replicates from {target} by its channel "{channel}"; two channels would bring everything twice.',
    zh: '{replica} 已经通过通道 "{channel}" 从 {target} 复制；两个通道会使所有数据重复到达。',
  },
  'own-descendant': {
    en: '{target} replicates from {replica}, directly or through others; moving {replica} below it would close a circle.',
    zh: '{target} 直接或间接地从 {replica} 复制；把 {replica} 移到它下面会形成环。',
  },
  'replica-not-reachable': {
    en: '{replica} is not reachable now, so nothing can be run on it.',
    zh: '{replica} 当前不可达，无法在其上执行任何操作。',
  },
  'target-not-reachable': {
    en: '{target} is not reachable now, so {replica} could not read from it.',
    zh: '{target} 当前不可达，{replica} 无法从它读取。',
  },
  'target-has-no-binlog': {
    en: '{target} writes no binary log (log_bin is off).',
    zh: '{target} 没有写二进制日志（log_bin 关闭）。',
  },
  'target-does-not-log-updates': {
    en: '{target} is a replica and does not log what it applies (log_replica_updates is off).',
    zh: '{target} 是从库，但不记录它应用的更新（log_replica_updates 关闭）。',
  },
  'other-family': {
    en: '{replica} is {replicaProduct} and {target} is {targetProduct}; their GTIDs do not understand each other.',
    zh: '{replica} 是 {replicaProduct}，{target} 是 {targetProduct}；两者的 GTID 互不兼容。',
  },
  'replica-version-lower': {
    en: '{replica} runs {replicaVersion}, lower than {target} with {targetVersion}; a replica may not be older than its master.',
    zh: '{replica} 的版本 {replicaVersion} 低于 {target} 的 {targetVersion}；从库不能比主库旧。',
  },
  'binlog-format-smaller': {
    en: '{replica} logs as {replicaFormat} below {target} with {targetFormat}; row events cannot be logged as statements.',
    zh: '{replica} 的日志格式是 {replicaFormat}，{target} 是 {targetFormat}；行事件不能按语句记录。',
  },
  'filters-on-target': {
    en: '{target} filters what it replicates and {replica} does not.',
    zh: '{target} 有复制过滤规则而 {replica} 没有。',
  },
  'same-server-id': {
    en: '{replica} and {target} have the same server_id ({serverId}).',
    zh: '{replica} 与 {target} 的 server_id 相同（{serverId}）。',
  },
  'same-server-uuid': {
    en: '{replica} and {target} have the same server_uuid; one of them is a copied data directory. Remove its auto.cnf and restart it.',
    zh: '{replica} 与 {target} 的 server_uuid 相同；其中一个是复制的数据目录。请删除其 auto.cnf 并重启。',
  },
  'delay-smaller': {
    en: '{target} is delayed by {targetDelay} s and {replica} by {replicaDelay} s; {replica} would be later than it says.',
    zh: '{target} 延迟 {targetDelay} 秒，{replica} 延迟 {replicaDelay} 秒；{replica} 的实际延迟会超过设定。',
  },
  'group-secondary': {
    en: '{replica} is a secondary of a replication group; the group decides where it reads.',
    zh: '{replica} 是复制组的从节点；由组决定它的上级。',
  },
  'target-gtid-off': {
    en: '{target} has gtid_mode {mode}; a replica with auto-position cannot read from it.',
    zh: '{target} 的 gtid_mode 为 {mode}；使用自动定位的从库无法从它读取。',
  },
  'purged-on-target': {
    en: '{target} has purged transactions that {replica} does not have yet: {missing}.',
    zh: '{target} 已清除 {replica} 尚未拥有的事务：{missing}。',
  },
  'purged-not-known': {
    en: '{replica} is stopped, and the oldest binary log of {target} has not told whether all is there that it needs: that shows when it is started, and if not, it fails with error 1236.',
    zh: '{replica} 已停止，而 {target} 最早的二进制日志未能表明它所需的全部事务是否都在：要到它启动时才知道，若不在，它会以错误 1236 失败。',
  },
  'errant-on-replica': {
    en: '{replica} has transactions that {target} does not have: {errant}. Its own replicas and a later promotion would spread them.',
    zh: '{replica} 有 {target} 没有的事务：{errant}。它的从库和以后的提升会扩散这些事务。',
  },
  'diverged-position': {
    en: '{replica} stands at {replicaPosition}, which {target} ({targetPosition}) has not in its history.',
    zh: '{replica} 位于 {replicaPosition}，{target}（{targetPosition}）的历史中没有它。',
  },
  'failed-thread-starts': {
    en: 'The {thread} of {replica} is stopped by error {errorNumber}. The move starts it again; it mends the error only if the source was its cause.',
    zh: '{replica} 的 {thread} 因错误 {errorNumber} 停止。移动后会重新启动它；只有当错误由原主库引起时，移动才能修复它。',
  },
  'thread-stopped-stays': {
    en: 'The {thread} of {replica} is stopped and stays stopped.',
    zh: '{replica} 的 {thread} 处于停止状态，移动后仍保持停止。',
  },
  'target-stands': {
    en: 'The {thread} of {target} is stopped: below it, {replica} gets nothing new until somebody starts it.',
    zh: '{target} 的 {thread} 已停止：在有人启动它之前，{replica} 移到其下后收不到新的事务。',
  },
  'target-cannot-catch-up': {
    en: '{target} lacks what {replica} has and cannot get it: the {thread} of {instance} is stopped. Start replication on {instance} first.',
    zh: '{target} 缺少 {replica} 已有的事务且无法获得：{instance} 的 {thread} 已停止。请先启动 {instance} 的复制。',
  },
  'missing-grant': {
    en: '{instance} refuses "{fact}" to the topology user. Run: {grant}',
    zh: '{instance} 拒绝拓扑用户读取“{fact}”。请执行：{grant}',
  },
  'too-many-moves': {
    en: '{count} replicas are more than one plan may move ({limit}). Name fewer.',
    zh: '一个计划最多移动 {limit} 个从库，现有 {count} 个。请减少数量。',
  },
  'version-warning': {
    en: '{replica} with {replicaVersion} below {target} with {targetVersion}: it works as a rule, but no vendor supports it.',
    zh: '{replica}（{replicaVersion}）位于 {target}（{targetVersion}）之下：通常可行，但没有厂商支持。',
  },
  'no-replicas-to-move': {
    en: '{source} has no replicas that could move to {target}.',
    zh: '{source} 没有可以移动到 {target} 的从库。',
  },

  // Passing sentences, shown beside the failed ones.
  'can-reach-both': { en: '{replica} and {target} are reachable.', zh: '{replica} 与 {target} 均可达。' },
  'no-circle': { en: 'The move closes no circle.', zh: '移动不会形成环。' },
  'target-can-serve': { en: '{target} logs what it applies.', zh: '{target} 会记录它应用的更新。' },
  'versions-fit': {
    en: 'The versions fit: {replicaVersion} below {targetVersion}.',
    zh: '版本匹配：{replicaVersion} 位于 {targetVersion} 之下。',
  },
  'identities-differ': { en: 'server_id and server_uuid differ.', zh: 'server_id 与 server_uuid 不同。' },
  'gtid-both': {
    en: 'Both use GTID, so the replica finds its own position.',
    zh: '双方都使用 GTID，从库会自己找到位置。',
  },
  'nothing-missing': {
    en: '{target} still has every transaction that {replica} needs.',
    zh: '{target} 仍保留 {replica} 所需的全部事务。',
  },
  'nothing-errant': { en: '{replica} has no transactions of its own.', zh: '{replica} 没有自己独有的事务。' },

  // Notes on a plan.
  'heartbeat-restated': {
    en: 'The heartbeat period of {replica} ({seconds} s) is restated: a change of master resets it.',
    zh: '{replica} 的心跳周期（{seconds} 秒）会被重新声明：更换主库会重置它。',
  },
  'heartbeat-from-configuration': {
    en: 'The heartbeat period of {replica} cannot be read with the present grants; {seconds} s is restated from the configuration.',
    zh: '以当前权限无法读取 {replica} 的心跳周期；按配置重新声明为 {seconds} 秒。',
  },
  'heartbeat-will-reset': {
    en: 'The heartbeat period of {replica} cannot be read and none is configured (TopiaryReplicationHeartbeatSeconds); the server resets it to half its net timeout.',
    zh: '无法读取 {replica} 的心跳周期，也没有配置（TopiaryReplicationHeartbeatSeconds）；服务器会把它重置为网络超时的一半。',
  },
  'replica-left-behind': {
    en: '{replica} stays where it is; its failed check says why.',
    zh: '{replica} 保持原位；原因见其未通过的检查。',
  },
  'waits-for-target': {
    en: '{target} first catches up with what {replica} already has.',
    zh: '{target} 会先追上 {replica} 已有的事务。',
  },

  // What a step does, and what it waits for.
  'step-stop-replication': { en: 'Stop replication on {instance}', zh: '停止 {instance} 的复制' },
  'step-wait-for-position': {
    en: 'Wait until {instance} has applied {position}',
    zh: '等待 {instance} 应用到 {position}',
  },
  'step-wait-for-result': {
    en: 'Wait until {instance} has applied «position of {other} after step {step}»',
    zh: '等待 {instance} 应用到 «步骤 {step} 之后 {other} 的位置»',
  },
  'step-point-replica-at': {
    en: 'Point {instance} at {to} instead of {from}',
    zh: '将 {instance} 从 {from} 改为指向 {to}',
  },
  'step-start-replication': { en: 'Start replication on {instance}', zh: '启动 {instance} 的复制' },
  'waits-threads-started': { en: 'until the threads that ran before run again', zh: '直到之前运行的线程再次运行' },
  'waits-threads-stopped': { en: 'until both replication threads have stopped', zh: '直到两个复制线程都停止' },
  'waits-position-applied': { en: 'until the position is applied', zh: '直到该位置已应用' },
  'waits-receiver-reading': { en: 'until the receiver reads from {to}', zh: '直到接收线程从 {to} 读取' },
  'waits-address-set': {
    en: 'until the address is set; the receiver stays stopped',
    zh: '直到地址设置完成；接收线程保持停止',
  },

  // Outcomes of steps and plans.
  'step-timed-out': {
    en: '{instance} did not get there within {seconds} s.',
    zh: '{instance} 在 {seconds} 秒内没有完成。',
  },
  'receiver-error': {
    en: 'The receiver of {instance} stopped with error {errorNumber}: {errorText}',
    zh: '{instance} 的接收线程因错误 {errorNumber} 停止：{errorText}',
  },
  'statement-failed': {
    en: '{instance} refused a statement with error {errorNumber}: {errorText}',
    zh: '{instance} 拒绝执行语句，错误 {errorNumber}：{errorText}',
  },
  'server-lost': { en: 'The connection to {instance} was lost ({code}).', zh: '与 {instance} 的连接丢失（{code}）。' },
  'source-not-as-planned': {
    en: '{instance} replicates from {actual}, not from {expected}.',
    zh: '{instance} 从 {actual} 复制，而不是 {expected}。',
  },
  'thread-was-stopped': {
    en: 'Somebody stopped the {thread} of {instance} after the plan was made. Make a new plan.',
    zh: '制定计划之后，有人停止了 {instance} 的 {thread}。请重新制定计划。',
  },
  'thread-was-started': {
    en: 'Somebody started the {thread} of {instance} after the plan was made. Make a new plan.',
    zh: '制定计划之后，有人启动了 {instance} 的 {thread}。请重新制定计划。',
  },
  'was-put-back': { en: '{instance} was put back below {source}.', zh: '{instance} 已恢复到 {source} 之下。' },
  'nothing-was-changed': { en: 'Nothing was changed on {instance}.', zh: '{instance} 没有任何改动。' },
  'put-back-failed': {
    en: '{instance} could not be put back below {source}: error {errorNumber}. Look at its replication status now. To put it back by hand, run there: {statements}',
    zh: '{instance} 无法恢复到 {source} 之下：错误 {errorNumber}。请立即检查其复制状态。要手动恢复，请在其上执行：{statements}',
  },
  'put-back-owed': {
    en: '{instance} does not answer ({code}) and is not as it was. It is put back below {source} as soon as it answers; that is tried for {minutes} minutes, or until the plan is stopped.',
    zh: '{instance} 没有应答（{code}），且尚未恢复原状。一旦应答，就会恢复到 {source} 之下；最多尝试 {minutes} 分钟，或直到计划被停止。',
  },
  'topology-changed': {
    en: 'The cluster changed after the plan was made ({what}). Make a new plan.',
    zh: '制定计划之后集群发生了变化（{what}）。请重新制定计划。',
  },
  'cluster-busy': {
    en: '{user} is changing this cluster now (plan {plan}). Try again when that is finished.',
    zh: '{user} 正在更改此集群（计划 {plan}）。请在其完成后重试。',
  },
  'not-the-actor': {
    en: 'This Topiary only reads: {holder} holds the lease of this store and acts.',
    zh: '此 Topiary 只读：{holder} 持有该存储的租约并负责执行。',
  },
  'lease-unsure': {
    en: 'It is not certain that this Topiary still holds the lease ({detail}), so nothing more is run until it is.',
    zh: '无法确定此 Topiary 是否仍持有租约（{detail}），因此在确定之前不再执行任何操作。',
  },
  'left-as-found': {
    en: '{instance} was changed by somebody else while this plan ran; it is left as it is.',
    zh: '计划运行期间 {instance} 被他人更改；保持其现状。',
  },
  'internal-error': {
    en: 'An error inside Topiary kept {instance} from being changed: {detail}',
    zh: 'Topiary 内部错误导致无法更改 {instance}：{detail}',
  },
  'stopped-by-request': { en: 'Stopped by {user} before the next stage.', zh: '在下一阶段之前被 {user} 停止。' },
  'stopped-by-shutdown': {
    en: 'Topiary was shut down; the next start goes on from here.',
    zh: 'Topiary 已关闭；下次启动时将从此处继续。',
  },
  'ended-by-shutdown': {
    en: 'Topiary was shut down: what was half moved has been put back, and nothing more was run.',
    zh: 'Topiary 已关闭：未完成的移动已恢复原状，未再执行任何操作。',
  },
  'journal-unwritable': {
    en: 'The journal cannot be written ({detail}), so nothing is run.',
    zh: '日志无法写入（{detail}），因此不执行任何操作。',
  },
  'plan-not-undoable': { en: 'Plan {plan} moved nothing that could be undone.', zh: '计划 {plan} 没有可撤销的移动。' },

  ...ACCOUNT_MESSAGES,
  ...CONTROL_MESSAGES,
  ...COORDINATE_MESSAGES,
  ...UPKEEP_MESSAGES,
  ...AUDIT_MESSAGES,
  ...NAME_MESSAGES,
  ...PROCESS_MESSAGES,
  ...PSEUDO_GTID_MESSAGES,
  ...REGISTRY_MESSAGES,
  ...REPLICATION_MESSAGES,
  ...RESHAPE_MESSAGES,
  ...MASTER_MESSAGES,
  ...FORECAST_MESSAGES,
  ...REPAIR_MESSAGES,
  ...REPLACE_MESSAGES,
  ...TAKEOVER_MESSAGES,
  ...LAST_MILE_MESSAGES,
  ...HOST_MESSAGES,
  ...FINDING_MESSAGES,
  ...CLAUSE_MESSAGES,
  ...SOURCE_MESSAGES,
  ...AUTO_RECOVERY_MESSAGES,
  ...BRAKE_MESSAGES,
  ...RECOVERY_MESSAGES,
} as const satisfies Record<string, Sentence>;

export type MessageCode = keyof typeof MESSAGES;
export const MESSAGE_CODES = Object.keys(MESSAGES) as readonly MessageCode[];
export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Fills a sentence with its parameters; a missing one stays visible as `{name}`. */
export function say(
  message: { readonly code: MessageCode; readonly params: Readonly<Record<string, string | number>> },
  language: Language,
): string {
  return MESSAGES[message.code][language].replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    String(message.params[name] ?? whole),
  );
}

/** Several sentences, one after the other. */
export function sayAll(messages: readonly Parameters<typeof say>[0][], language: Language): string {
  return messages.map((one) => say(one, language)).join(language === 'en' ? ' ' : '');
}
