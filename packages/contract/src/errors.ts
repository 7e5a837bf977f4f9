/** The closed list of errors that the API answers, with HTTP status, whether trying again helps, and the sentences. */
import { z } from 'zod';
import { message, params } from './views/common.ts';

interface ErrorKind {
  readonly status: number;
  readonly retry: 'now' | 'later' | 'never';
  readonly en: string;
  readonly zh: string;
}

export const API_ERRORS = {
  'invalid-input': { status: 400, retry: 'never', en: 'The request is not valid: {detail}', zh: '请求无效：{detail}' },
  'malformed-json': {
    status: 400,
    retry: 'never',
    en: 'The request body is not valid JSON: {detail}',
    zh: '请求正文不是有效的 JSON：{detail}',
  },
  'body-too-large': {
    status: 413,
    retry: 'never',
    en: 'The request body is larger than {limit}.',
    zh: '请求正文超过 {limit}。',
  },
  'wrong-content-type': {
    status: 415,
    retry: 'never',
    en: 'Send the body as application/json.',
    zh: '请以 application/json 发送正文。',
  },
  'route-unknown': { status: 404, retry: 'never', en: 'There is no {method} {path}.', zh: '不存在 {method} {path}。' },
  'instance-unknown': {
    status: 404,
    retry: 'never',
    en: '{instance} is not a known server.',
    zh: '{instance} 不是已知的服务器。',
  },
  'cluster-unknown': {
    status: 404,
    retry: 'never',
    en: 'There is no cluster {cluster}.',
    zh: '不存在集群 {cluster}。',
  },
  'moment-not-kept': {
    status: 404,
    retry: 'never',
    en: 'How {cluster} looked then is not known; what is kept begins later.',
    zh: '无法得知 {cluster} 当时的状况；保存的历史始于更晚的时间。',
  },
  'configuration-refused': {
    status: 422,
    retry: 'never',
    en: 'The configuration is not taken, and what was in force stays: {problems}',
    zh: '配置未被采用，原有设置继续有效：{problems}',
  },
  'server-not-read': {
    status: 502,
    retry: 'later',
    en: '{instance} could not be read: {detail}',
    zh: '无法读取 {instance}：{detail}',
  },
  'host-unknown': {
    status: 404,
    retry: 'never',
    en: 'No server is known on host {host}.',
    zh: '主机 {host} 上没有已知的服务器。',
  },
  'plan-unknown': {
    status: 404,
    retry: 'never',
    en: 'There is no plan {plan}; a proposal that nobody confirms is forgotten after a while.',
    zh: '不存在计划 {plan}；无人确认的提案一段时间后会被丢弃。',
  },
  'connection-unknown': {
    status: 404,
    retry: 'now',
    en: 'That live connection is gone; open a new one.',
    zh: '该实时连接已断开，请重新连接。',
  },
  'plan-refused': { status: 422, retry: 'never', en: 'This cannot be done.', zh: '无法执行此操作。' },
  'registration-refused': {
    status: 422,
    retry: 'never',
    en: 'This cannot be registered.',
    zh: '无法登记。',
  },
  'import-refused': { status: 422, retry: 'never', en: 'This list cannot be read.', zh: '无法读取此列表。' },
  'too-many-imports': {
    status: 503,
    retry: 'later',
    en: '{limit} lists are being read now. Try again when one of them is done.',
    zh: '当前正在读取 {limit} 个列表。请待其中之一完成后重试。',
  },
  'too-many-exports': {
    status: 503,
    retry: 'later',
    en: '{limit} files are being written now. Try again when one of them is done.',
    zh: '当前正在写入 {limit} 个文件。请待其中之一完成后重试。',
  },
  'source-unknown': {
    status: 404,
    retry: 'never',
    en: 'There is no source {source}; the configuration (TopiarySources) names them.',
    zh: '不存在来源 {source}；来源由配置（TopiarySources）指定。',
  },
  'plan-stale': {
    status: 409,
    retry: 'now',
    en: 'The cluster changed after the plan was made. Make a new plan.',
    zh: '制定计划之后集群发生了变化，请重新制定计划。',
  },
  'plan-already-confirmed': {
    status: 409,
    retry: 'never',
    en: 'Plan {plan} was already confirmed by {user}.',
    zh: '计划 {plan} 已由 {user} 确认。',
  },
  'plan-not-running': {
    status: 409,
    retry: 'never',
    en: 'Plan {plan} is not running.',
    zh: '计划 {plan} 没有在执行。',
  },
  'plan-not-undoable': {
    status: 409,
    retry: 'never',
    en: 'Plan {plan} has nothing that could be undone.',
    zh: '计划 {plan} 没有可撤销的内容。',
  },
  'cluster-busy': {
    status: 409,
    retry: 'later',
    en: '{user} is changing this cluster now (plan {plan}).',
    zh: '{user} 正在更改此集群（计划 {plan}）。',
  },
  'not-the-actor': {
    status: 409,
    retry: 'later',
    en: 'This Topiary only reads; {holder} acts.',
    zh: '此 Topiary 只读；由 {holder} 执行操作。',
  },
  'idempotency-key-missing': {
    status: 400,
    retry: 'never',
    en: 'Send an Idempotency-Key header with every change, so that a repeated request is not done twice.',
    zh: '每次更改都要带 Idempotency-Key 请求头，以免重复执行。',
  },
  'idempotency-key-reused': {
    status: 409,
    retry: 'never',
    en: 'This Idempotency-Key was used for another request.',
    zh: '此 Idempotency-Key 已用于另一个请求。',
  },
  unauthenticated: { status: 401, retry: 'never', en: 'Log in first.', zh: '请先登录。' },
  forbidden: { status: 403, retry: 'never', en: '{user} may only read.', zh: '{user} 只有读取权限。' },
  'browser-refused': {
    status: 403,
    retry: 'never',
    en: 'Changes by GET are refused to browsers. Use the page, or POST to /api/v1.',
    zh: '拒绝浏览器通过 GET 进行更改。请使用页面，或 POST 到 /api/v1。',
  },
  'cross-site-refused': {
    status: 403,
    retry: 'never',
    en: 'Requests from other sites are refused.',
    zh: '拒绝来自其他站点的请求。',
  },
  'recovery-unknown': {
    status: 404,
    retry: 'never',
    en: 'There is no recovery {recovery}.',
    zh: '没有恢复 {recovery}。',
  },
  'takeover-unknown': {
    status: 404,
    retry: 'never',
    en: 'There is no scheduled takeover {takeover}.',
    zh: '没有已安排的切换 {takeover}。',
  },
  'takeover-not-waiting': {
    status: 409,
    retry: 'never',
    en: 'Takeover {takeover} does not wait any more: it is {state}.',
    zh: '切换 {takeover} 已不在等待：状态为 {state}。',
  },
  'rehearsal-nothing-dies': {
    status: 404,
    retry: 'never',
    en: 'No server that answers is there: {what}.',
    zh: '{what}：没有正在应答的服务器。',
  },
  'rehearsal-too-large': {
    status: 422,
    retry: 'never',
    en: 'The clusters concerned have {count} servers; a rehearsal takes {limit} at most. Rehearse fewer of them.',
    zh: '涉及的集群共有 {count} 台服务器；一次演练最多 {limit} 台。请缩小演练范围。',
  },
  'rehearsal-busy': {
    status: 409,
    retry: 'later',
    en: 'Another rehearsal runs: try again in some seconds.',
    zh: '另一次演练正在进行，请稍后再试。',
  },
  'rehearsal-failed': {
    status: 500,
    retry: 'never',
    en: 'The rehearsal broke off: {detail}',
    zh: '演练中断：{detail}',
  },
  'recovery-refused': {
    status: 409,
    retry: 'never',
    en: 'Recovery: this is refused.',
    zh: '恢复：请求被拒绝。',
  },
  'store-failing': {
    status: 503,
    retry: 'later',
    en: 'The store cannot be used now: {detail}',
    zh: '存储当前不可用：{detail}',
  },
  'too-many-connections': {
    status: 503,
    retry: 'later',
    en: 'Too many live connections ({limit}).',
    zh: '实时连接过多（{limit}）。',
  },
  'shutting-down': { status: 503, retry: 'later', en: 'Topiary is shutting down.', zh: 'Topiary 正在关闭。' },
  internal: {
    status: 500,
    retry: 'later',
    en: 'Something went wrong inside Topiary (request {request}).',
    zh: 'Topiary 内部错误（请求 {request}）。',
  },
} as const satisfies Record<string, ErrorKind>;

export type ApiErrorCode = keyof typeof API_ERRORS;
export const API_ERROR_CODES = Object.keys(API_ERRORS) as readonly ApiErrorCode[];

export const apiErrorBody = z.object({
  error: z.object({
    code: z.enum(API_ERROR_CODES as [ApiErrorCode, ...ApiErrorCode[]]),
    params,
    /** For `plan-refused` and `plan-stale`: the checks that failed. */
    reasons: z.array(message),
    request: z.string(),
  }),
});
export type ApiErrorBody = z.output<typeof apiErrorBody>;

export function sayError(
  error: { readonly code: ApiErrorCode; readonly params: Readonly<Record<string, string | number>> },
  language: 'en' | 'zh',
): string {
  return API_ERRORS[error.code][language].replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    String(error.params[name] ?? whole),
  );
}
