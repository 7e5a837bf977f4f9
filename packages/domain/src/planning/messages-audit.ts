/**
 * The sentences of the audit: what was done comes first and ends with a colon, how it ended follows, then why. One
 * entry holds several of them, said one after the other (`sayAll`).
 */
import type { ProbeFailureKind } from '../topology/observation.ts';
import type { PlanOutcome } from './execution.ts';
import type { Plan } from './plan.ts';

interface Sentence {
  readonly en: string;
  readonly zh: string;
}

const DONE_TO_A_CLUSTER = {
  'audit-relocate': { en: '{replica} below {target}:', zh: '将 {replica} 移到 {target} 之下：' },
  'audit-relocate-replicas': {
    en: 'replicas of {source} below {target}:',
    zh: '将 {source} 的从库移到 {target} 之下：',
  },
  'audit-control': { en: '{instance}:', zh: '{instance}：' },
  'audit-undo': { en: 'undo of plan {plan}:', zh: '撤销计划 {plan}：' },
} as const satisfies Record<`audit-${Exclude<Plan['intent']['kind'], 'reshape' | 'replace-master'>}`, Sentence>;

/** What an undo moves, one of these for each replica. */
const MOVED_BACK = {
  'audit-undo-move': { en: '{replica} back below {target},', zh: '将 {replica} 移回 {target} 之下，' },
  'audit-more-moves': { en: 'and {count} more:', zh: '另有 {count} 个：' },
} as const satisfies Record<string, Sentence>;

const HOW_IT_ENDED = {
  'audit-ended-done': { en: 'done, {moved} of {count} moved.', zh: '完成，{count} 个中移动了 {moved} 个。' },
  'audit-ended-partly-done': {
    en: 'partly done, {moved} of {count} moved.',
    zh: '部分完成，{count} 个中移动了 {moved} 个。',
  },
  'audit-ended-put-back': { en: 'put back, {moved} of {count} moved.', zh: '已恢复，{count} 个中移动了 {moved} 个。' },
  'audit-ended-failed': { en: 'failed, {moved} of {count} moved.', zh: '失败，{count} 个中移动了 {moved} 个。' },
  'audit-ended-stopped': { en: 'stopped, {moved} of {count} moved.', zh: '已停止，{count} 个中移动了 {moved} 个。' },
  'audit-ended-refused': { en: 'refused.', zh: '被拒绝。' },
} as const satisfies Record<`audit-ended-${PlanOutcome}`, Sentence>;

const HOW_AN_ACT_ENDED = {
  'audit-acted-done': { en: 'done.', zh: '完成。' },
  'audit-acted-partly-done': { en: 'partly done.', zh: '部分完成。' },
  'audit-acted-put-back': { en: 'put back.', zh: '已恢复。' },
  'audit-acted-failed': { en: 'failed.', zh: '失败。' },
  'audit-acted-stopped': { en: 'stopped.', zh: '已停止。' },
  'audit-acted-refused': { en: 'refused, nothing was done.', zh: '被拒绝，未执行任何操作。' },
} as const satisfies Record<`audit-acted-${PlanOutcome}`, Sentence>;

const NOT_DISCOVERED = {
  'audit-probe-refused': {
    en: '{instance}: the machine answers, but nothing listens on that port ({code}).',
    zh: '{instance}：主机有应答，但该端口没有服务监听（{code}）。',
  },
  'audit-probe-timeout': {
    en: '{instance}: the server accepted the connection and then did not answer in time ({code}).',
    zh: '{instance}：服务器接受了连接，但没有及时应答（{code}）。',
  },
  'audit-probe-frozen': {
    en: '{instance}: the machine accepts connections, but the server does not greet ({code}).',
    zh: '{instance}：主机接受连接，但服务器没有问候（{code}）。',
  },
  'audit-probe-name-not-found': {
    en: '{instance}: the name is not known to the resolver ({code}).',
    zh: '{instance}：域名解析不到此名字（{code}）。',
  },
  'audit-probe-unreachable': {
    en: '{instance}: the machine cannot be reached ({code}).',
    zh: '{instance}：无法连接到该主机（{code}）。',
  },
  'audit-probe-access-denied': {
    en: '{instance}: user or password was refused ({code}).',
    zh: '{instance}：用户名或密码被拒绝（{code}）。',
  },
  'audit-probe-too-many-connections': {
    en: '{instance}: the server has no connection left ({code}).',
    zh: '{instance}：服务器的连接数已用完（{code}）。',
  },
  'audit-probe-not-mysql': {
    en: '{instance}: something answers there, but it is not a MySQL or MariaDB server ({code}).',
    zh: '{instance}：那里有应答，但不是 MySQL 或 MariaDB 服务器（{code}）。',
  },
  'audit-probe-tls': {
    en: '{instance}: no secure connection could be made ({code}).',
    zh: '{instance}：无法建立安全连接（{code}）。',
  },
  'audit-probe-connection-lost': {
    en: '{instance}: the connection was lost ({code}).',
    zh: '{instance}：连接丢失（{code}）。',
  },
  'audit-probe-missing-grant': {
    en: '{instance}: the topology user lacks a privilege ({code}).',
    zh: '{instance}：拓扑用户缺少权限（{code}）。',
  },
  'audit-probe-unsupported': {
    en: '{instance}: this server version is not supported ({code}).',
    zh: '{instance}：不支持此服务器版本（{code}）。',
  },
  'audit-probe-server-error': {
    en: '{instance}: the server answered with an error ({code}).',
    zh: '{instance}：服务器返回了错误（{code}）。',
  },
} as const satisfies Record<`audit-probe-${ProbeFailureKind}`, Sentence>;

export const AUDIT_MESSAGES = {
  ...DONE_TO_A_CLUSTER,
  ...MOVED_BACK,
  ...HOW_IT_ENDED,
  ...HOW_AN_ACT_ENDED,
  ...NOT_DISCOVERED,
  'audit-discovered': { en: '{instance}: discovered.', zh: '{instance}：已发现。' },
  'audit-probed-again': { en: '{instance}: probed again.', zh: '{instance}：已重新探测。' },
  'audit-import-orchestrator': {
    en: 'What orchestrator knew was imported from {from}: {count} new servers, with registrations and history.',
    zh: '已从 {from} 导入 orchestrator 的数据：{count} 个新服务器，以及登记信息和历史记录。',
  },
  'audit-topologies-kept': {
    en: 'How all {count} clusters stand was kept.',
    zh: '已保存全部 {count} 个集群的当前拓扑。',
  },
  'audit-handed-over': {
    en: 'This Topiary gave up acting in favour of another one; these waited: {waiting}.',
    zh: '此 Topiary 把执行权交给另一个进程；当时等待的进程：{waiting}。',
  },
  'audit-configuration-changed': {
    en: 'configuration read again; new values of {keys}.',
    zh: '已重新读取配置；以下配置项有了新值：{keys}。',
  },
  'audit-configuration-unchanged': {
    en: 'configuration read again; nothing that holds at once has changed.',
    zh: '已重新读取配置；没有可立即生效的改动。',
  },
  'audit-configuration-restart': {
    en: 'Only a restart gives new values to {keys}.',
    zh: '以下配置项的新值在重启后才会生效：{keys}。',
  },
  'audit-configuration-refused': {
    en: 'The configuration is not taken, and what was in force stays: {problems}',
    zh: '配置未被采用，原有设置继续有效：{problems}',
  },
  'audit-more-reasons': { en: 'And {count} more reasons.', zh: '还有 {count} 个原因。' },
  /** A sentence that was kept as text: of an entry whose codes are not known. */
  'audit-text': { en: '{text}', zh: '{text}' },
} as const satisfies Record<string, Sentence>;
