/** The sentences of acts on one server: what they are called, what is checked, and what their steps do. */
import type { ServerStep, Writability } from './server-steps.ts';

interface Sentence {
  readonly en: string;
  readonly zh: string;
}

type WithWritability<Prefix extends string> = `${Prefix}-${Writability}`;

const WRITING = {
  'step-set-writable': { en: 'Make {instance} writable', zh: '将 {instance} 设为可写' },
  'step-set-read-only': { en: 'Make {instance} read-only', zh: '将 {instance} 设为只读' },
  'step-set-super-read-only': {
    en: 'Make {instance} read-only for everybody, administrators too',
    zh: '将 {instance} 设为对所有人只读，包括管理员',
  },
  'already-writable': { en: '{instance} is writable already.', zh: '{instance} 已经可写。' },
  'already-read-only': { en: '{instance} is read-only already.', zh: '{instance} 已经只读。' },
  'already-super-read-only': {
    en: '{instance} is read-only for everybody already.',
    zh: '{instance} 已经对所有人只读。',
  },
} as const satisfies Record<WithWritability<'step-set'> | WithWritability<'already'>, Sentence>;

const STEPS = {
  'step-flush-binary-logs': { en: 'Begin a new binary log on {instance}', zh: '在 {instance} 上开始新的二进制日志' },
} as const satisfies Partial<Record<`step-${ServerStep['kind']}`, Sentence>>;

const CHECKS = {
  'read-only-for-all': {
    en: '{instance} becomes read-only for administrators too: the configuration says so (UseSuperReadOnly).',
    zh: '{instance} 对管理员也将只读：配置如此要求（UseSuperReadOnly）。',
  },
  'no-super-read-only': {
    en: '{instance} is MariaDB, which has no super_read_only; make it read-only instead.',
    zh: '{instance} 是 MariaDB，没有 super_read_only；请改为只读。',
  },
  'replica-becomes-writable': {
    en: '{instance} is a replica: what is written there its master lacks, and it is not taken by other servers.',
    zh: '{instance} 是从库：在其上写入的数据主库没有，也不会到达其他服务器。',
  },
  'master-becomes-read-only': {
    en: '{instance} is a master: applications that write there get errors from then on.',
    zh: '{instance} 是主库：此后在其上写入的应用会收到错误。',
  },
  'role-fits-writability': {
    en: 'This fits what {instance} is in its cluster.',
    zh: '这与 {instance} 在集群中的角色相符。',
  },
  'writes-binary-log': { en: '{instance} writes a binary log.', zh: '{instance} 写二进制日志。' },
  'is-reachable': { en: '{instance} is reachable.', zh: '{instance} 可达。' },
  'nothing-done-on-binlog-server': {
    en: '{instance} is a binlog server, which runs no SQL; this cannot be done there.',
    zh: '{instance} 是 binlog 服务器，不执行 SQL；无法在其上进行此操作。',
  },
} as const satisfies Record<string, Sentence>;

const RUNNING = {
  'waits-answer': { en: 'until the server has answered', zh: '直到服务器应答' },
  'needs-failed-step': {
    en: 'Not run on {instance}: it needs the result of step {step}, which failed.',
    zh: '未在 {instance} 上执行：它需要步骤 {step} 的结果，而该步骤失败了。',
  },
  'receiver-kept-out': {
    en: 'The receiver of {instance} was not let in within {seconds} s, and was told error {errorNumber} last: {errorText}',
    zh: '{instance} 的接收线程在 {seconds} 秒内未能连接，最后收到错误 {errorNumber}：{errorText}',
  },
  'lane-begun-anew': {
    en: 'Attempt {attempt} of {most} on {instance}, since what failed before passes by itself.',
    zh: '在 {instance} 上第 {attempt} 次尝试（最多 {most} 次），因为此前的失败会自行消失。',
  },
  'stays-done': {
    en: 'On {instance} step {step} was done before the failure, and cannot be taken back.',
    zh: '{instance} 上的步骤 {step} 在失败之前已完成，无法撤回。',
  },
  'acts-taken-back': { en: '{instance} is as it was before.', zh: '{instance} 已恢复原状。' },
} as const satisfies Record<string, Sentence>;

const TITLES = {
  'title-relocate': { en: 'Move {replica} below {target}', zh: '将 {replica} 移到 {target} 之下' },
  'title-relocate-replicas': {
    en: 'Move the replicas of {source} below {target}',
    zh: '将 {source} 的从库移到 {target} 之下',
  },
  'title-undo': { en: 'Undo plan {plan}', zh: '撤销计划 {plan}' },
} as const satisfies Record<string, Sentence>;

export const CONTROL_MESSAGES = { ...TITLES, ...WRITING, ...STEPS, ...CHECKS, ...RUNNING };
