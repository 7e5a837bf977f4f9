/** The sentences about what people register: what was refused, and what the audit says of the rest. */
import type { TagProblem } from '../registry/tag-expression.ts';

interface Sentence {
  readonly en: string;
  readonly zh: string;
}

const TAG_REFUSALS = {
  'tag-empty-name': { en: 'A tag needs a name.', zh: '标签需要名称。' },
  'tag-name-too-long': {
    en: 'The name of a tag has at most {limit} characters.',
    zh: '标签名称最多 {limit} 个字符。',
  },
  'tag-value-too-long': { en: 'The value of the tag is too long.', zh: '标签的值过长。' },
  'tag-name-has-a-separator': {
    en: 'The name of a tag holds no comma and no "=".',
    zh: '标签名称不能包含逗号或“=”。',
  },
  'tag-has-control-characters': {
    en: 'A tag holds no line breaks or other control characters.',
    zh: '标签不能包含换行或其他控制字符。',
  },
  'tag-negated': {
    en: 'A tag does not begin with ~ or !; those are for searching.',
    zh: '标签不能以 ~ 或 ! 开头；它们只用于搜索。',
  },
  'tag-too-many-terms': { en: 'The tag expression has too many terms.', zh: '标签表达式的项数过多。' },
} as const satisfies Record<`tag-${TagProblem}`, Sentence>;

export const REGISTRY_MESSAGES = {
  ...TAG_REFUSALS,
  'owner-empty': { en: 'Say who the owner is.', zh: '请填写负责人。' },
  'owner-too-long': { en: 'The owner has at most {limit} characters.', zh: '负责人最多 {limit} 个字符。' },
  'owner-has-control-characters': {
    en: 'The owner holds no line breaks or other control characters.',
    zh: '负责人不能包含换行或其他控制字符。',
  },
  'reason-empty': { en: 'Say the reason.', zh: '请填写原因。' },
  'reason-too-long': { en: 'The reason has at most {limit} characters.', zh: '原因最多 {limit} 个字符。' },
  'duration-out-of-bounds': {
    en: 'The duration is between {least} and {most}.',
    zh: '时长必须在 {least} 与 {most} 之间。',
  },
  'too-many-tags': {
    en: '{instance} has {limit} tags already; remove one first.',
    zh: '{instance} 已有 {limit} 个标签；请先删除一个。',
  },
  'too-many-pools': { en: '{instance} is in {limit} pools already.', zh: '{instance} 已属于 {limit} 个池。' },
  'pool-name-invalid': {
    en: 'The name of a pool has between 1 and {limit} characters, without slashes and line breaks.',
    zh: '池名称为 1 到 {limit} 个字符，不含斜杠和换行。',
  },
  'pool-too-large': {
    en: 'Pool {pool} would have {count} members; at most {limit} are kept.',
    zh: '池 {pool} 将有 {count} 个成员；最多保留 {limit} 个。',
  },
  'too-many-registrations': {
    en: 'More than {limit} things are registered. Remove some first.',
    zh: '登记总数超过 {limit}，请先删除一些。',
  },
  'already-in-maintenance': {
    en: '{instance} is in maintenance already, by {owner}: {reason}',
    zh: '{instance} 已处于维护中，负责人 {owner}：{reason}',
  },
  'cluster-alias-invalid': {
    en: 'An alias has between 1 and {limit} characters, without slashes and line breaks.',
    zh: '别名为 1 到 {limit} 个字符，不含斜杠和换行。',
  },
  'cluster-alias-taken': {
    en: 'The name {alias} belongs to the cluster of {cluster}.',
    zh: '名称 {alias} 属于 {cluster} 所在的集群。',
  },

  // A check of a move.
  'in-maintenance': {
    en: '{instance} is in maintenance by {owner} ({reason}) until that ends; nobody else moves it or moves others below it.',
    zh: '{instance} 正由 {owner} 维护（{reason}）；维护结束前，其他人不能移动它，也不能把其他服务器移到它之下。',
  },
  'in-own-maintenance': {
    en: '{instance} is in maintenance by {owner}, who asks for this.',
    zh: '{instance} 正由提出此请求的 {owner} 维护。',
  },

  // The audit.
  'audit-begin-downtime': {
    en: '{instance}: downtime for {duration}; owner: {owner}, reason: {reason}',
    zh: '{instance}：停机 {duration}；负责人：{owner}，原因：{reason}',
  },
  'audit-end-downtime': { en: '{instance}: downtime ended.', zh: '{instance}：停机已结束。' },
  'audit-downtime-over': {
    en: '{instance}: the downtime of {owner} ({reason}) is over.',
    zh: '{instance}：{owner} 的停机（{reason}）已到期。',
  },
  'audit-begin-maintenance': {
    en: '{instance}: maintenance for {duration}; owner: {owner}, reason: {reason}',
    zh: '{instance}：维护 {duration}；负责人：{owner}，原因：{reason}',
  },
  'audit-end-maintenance': { en: '{instance}: maintenance ended.', zh: '{instance}：维护已结束。' },
  'audit-maintenance-over': {
    en: '{instance}: the maintenance of {owner} ({reason}) is over.',
    zh: '{instance}：{owner} 的维护（{reason}）已到期。',
  },
  'audit-tag': { en: '{instance}: tagged {tag}.', zh: '{instance}：已设置标签 {tag}。' },
  'audit-untag': { en: '{instance}: tag {tag} removed.', zh: '{instance}：已删除标签 {tag}。' },
  'audit-untag-all': { en: 'Tag {tag} removed from {count} servers.', zh: '已从 {count} 台服务器删除标签 {tag}。' },
  'audit-submit-pool': { en: 'Pool {pool} has {count} members now.', zh: '池 {pool} 现有 {count} 个成员。' },
  'audit-join-pool': { en: '{instance} is in pool {pool} now.', zh: '{instance} 现已在池 {pool} 中。' },
  'audit-leave-pool': { en: '{instance} is not in pool {pool} any more.', zh: '{instance} 已离开池 {pool}。' },
  'audit-register-candidate': {
    en: '{instance}: promotion rule {rule}.',
    zh: '{instance}：提升规则 {rule}。',
  },
  'audit-register-candidate-for': {
    en: '{instance}: promotion rule {rule} for {duration}.',
    zh: '{instance}：提升规则 {rule}，有效期 {duration}。',
  },
  'audit-own-writes': {
    en: '{instance} is written to on purpose, as {owner} says: {reason}',
    zh: '{owner} 说明 {instance} 被有意写入：{reason}',
  },
  'audit-own-writes-for': {
    en: '{instance} is written to on purpose for {duration}, as {owner} says: {reason}',
    zh: '{owner} 说明 {instance} 在 {duration} 内被有意写入：{reason}',
  },
  'audit-own-writes-over': {
    en: '{instance}: the time is over for which {owner} said that it is written to on purpose ({reason}).',
    zh: '{instance}：{owner} 说明的有意写入（{reason}）已到期。',
  },
  'audit-withdraw-own-writes': {
    en: '{instance} is not written to on purpose any more.',
    zh: '{instance} 不再被有意写入。',
  },
  'audit-withdraw-candidate': {
    en: '{instance}: promotion rule withdrawn.',
    zh: '{instance}：提升规则已撤销。',
  },
  'audit-candidate-over': {
    en: '{instance}: the promotion rule {rule} is over.',
    zh: '{instance}：提升规则 {rule} 已到期。',
  },
  'audit-set-cluster-alias': {
    en: 'The cluster of {cluster} is called {alias} now.',
    zh: '{cluster} 所在的集群现名为 {alias}。',
  },
  'audit-remove-cluster-alias': {
    en: 'The cluster of {cluster} is not called {alias} any more.',
    zh: '{cluster} 所在的集群不再名为 {alias}。',
  },
  'audit-profile-fast': {
    en: 'Failures of {cluster} are repaired as soon as they are sure: {reason}',
    zh: '集群 {cluster} 的故障一经确认即修复：{reason}',
  },
  'audit-profile-grace': {
    en: 'A failed master of {cluster} has {seconds} s to come back by itself: {reason}',
    zh: '集群 {cluster} 的故障主库有 {seconds} 秒自行恢复：{reason}',
  },
  'audit-profile-by-hand': {
    en: 'Failures of {cluster} are repaired by hand: {reason}',
    zh: '集群 {cluster} 的故障由人工修复：{reason}',
  },
  'audit-profile-unset': {
    en: 'Failures of {cluster} are repaired as soon as the configuration says.',
    zh: '集群 {cluster} 的故障修复时机改回由配置决定。',
  },
  'profile-reason-missing': {
    en: 'Say why, in at most {limit} characters: others will want to know.',
    zh: '请填写原因（最多 {limit} 个字符），以便他人了解。',
  },
  'profile-grace-wrong': {
    en: 'A grace is between {least} s and {most} s.',
    zh: '宽限期须在 {least} 秒到 {most} 秒之间。',
  },
} as const satisfies Record<string, Sentence>;
