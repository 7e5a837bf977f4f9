/** Why a replica could not be matched below another server by pseudo-GTID. */
interface Sentence {
  readonly en: string;
  readonly zh: string;
}

export const PSEUDO_GTID_MESSAGES = {
  'step-match-position': {
    en: 'Read the logs of {instance} and {target} and prove where {instance} goes on in the log of {target}',
    zh: '读取 {instance} 与 {target} 的日志，证明 {instance} 应从 {target} 日志的何处继续',
  },
  'waits-place-proved': {
    en: 'until the logs agree, transaction by transaction, up to where the replica stopped',
    zh: '直到两份日志逐个事务一致，一直到从库停止之处',
  },
  'moves-by-pseudo-gtid': {
    en: '{replica} is moved by Pseudo-GTID, as its channel does not follow GTIDs: only {replica} stops, until its place in the log of {target} is proved. Without a proof it goes on where it is.',
    zh: '{replica} 的通道不使用 GTID，因此用伪 GTID 移动：只有 {replica} 停止，直到证明其在 {target} 日志中的位置。无法证明时，它留在原处继续复制。',
  },
  'match-binlog-server': {
    en: '{target} is a binlog server, whose log cannot be listed event by event: {replica} cannot be matched below it.',
    zh: '{target} 是 binlog 服务器，无法逐事件列出其日志：{replica} 不能匹配到其下。',
  },
  'match-across-circle': {
    en: '{replica} cannot be matched below {target}: they get the writes of co-masters, or of a ring, from different members, of which several may be written to. Their logs may hold the same transactions in different orders, so that a marker says nothing of what is before it. Set all but one of the members read-only first.',
    zh: '{replica} 无法匹配到 {target} 之下：两者从互为主库或环形复制的不同成员获取写入，而其中多个成员可写。两份日志中事务的顺序可能不同，标记无法说明其之前的内容。请先将除一个以外的成员都设为只读。',
  },
  'match-no-pattern': {
    en: 'Nothing says what a pseudo-GTID marker looks like: turn AutoPseudoGTID on, or set PseudoGTIDPattern.',
    zh: '没有说明伪 GTID 标记的样子：请打开 AutoPseudoGTID，或设置 PseudoGTIDPattern。',
  },
  'match-bad-pattern': {
    en: 'PseudoGTIDPattern is no regular expression: {detail}',
    zh: 'PseudoGTIDPattern 不是合法的正则表达式：{detail}',
  },
  'match-no-log': {
    en: '{server} has no log that holds what it executed: neither its binary log with log_replica_updates nor a relay log.',
    zh: '{server} 没有包含其已执行内容的日志：既没有开启 log_replica_updates 的二进制日志，也没有中继日志。',
  },
  'match-no-marker': {
    en: 'No pseudo-GTID marker is in the {log} log of {server} ({files} files were searched).',
    zh: '{server} 的 {log} 日志中没有伪 GTID 标记（已搜索 {files} 个文件）。',
  },
  'match-marker-not-yet': {
    en: '{target} does not have the last marker of {replica} yet: {replica} is ahead of it. Match the other way round, or wait. The marker is: {marker}',
    zh: '{target} 还没有 {replica} 的最后一个标记：{replica} 比它更新。请反过来匹配，或等待。标记为：{marker}',
  },
  'match-marker-purged': {
    en: '{target} has only later markers than the last one of {replica}: its binary logs of that time are purged. The marker is: {marker}',
    zh: '{target} 只有比 {replica} 的最后一个标记更新的标记：当时的二进制日志已被清除。标记为：{marker}',
  },
  'match-marker-not-there': {
    en: 'The last marker of {replica} is in no binary log of {target}: {marker}',
    zh: '{target} 的二进制日志中没有 {replica} 的最后一个标记：{marker}',
  },
  'match-marker-twice': {
    en: 'The marker occurs twice in the log of {server}, the second time at {at}, so that it marks nothing: {marker}',
    zh: '标记在 {server} 的日志中出现了两次（第二次位于 {at}），因此无法用来定位：{marker}',
  },
  'match-replica-ahead': {
    en: '{replica} has executed what {target} does not have: the first is at {at} of {replica}, {text}; the log of {target} ends at {targetEnd}. Match the other way round.',
    zh: '{replica} 已执行 {target} 没有的内容：第一项位于 {replica} 的 {at}，{text}；{target} 的日志止于 {targetEnd}。请反过来匹配。',
  },
  'match-mismatch-statement': {
    en: 'The logs differ after {compared} equal transactions: {replica} has at {replicaAt} {replicaText}; {target} has at {targetAt} {targetText}.',
    zh: '在 {compared} 个相同事务之后日志不同：{replica} 在 {replicaAt} 处为 {replicaText}；{target} 在 {targetAt} 处为 {targetText}。',
  },
  'match-mismatch-server': {
    en: 'After {compared} equal transactions the logs hold writes of different servers: {replica} has at {replicaAt} {replicaText}; {target} has at {targetAt} {targetText}. One of them was written to by itself.',
    zh: '在 {compared} 个相同事务之后，日志包含不同服务器的写入：{replica} 在 {replicaAt} 处为 {replicaText}；{target} 在 {targetAt} 处为 {targetText}。其中一台曾被单独写入。',
  },
  'match-mismatch-rows': {
    en: 'After {compared} equal transactions the logs change different rows: {replica} has at {replicaAt} {replicaText}; {target} has at {targetAt} {targetText}.',
    zh: '在 {compared} 个相同事务之后，日志更改了不同的行：{replica} 在 {replicaAt} 处为 {replicaText}；{target} 在 {targetAt} 处为 {targetText}。',
  },
  'match-mismatch-gtid': {
    en: 'After {compared} equal transactions the GTIDs differ, though they are the same at the marker: {replica} at {replicaAt} ({replicaText}), {target} at {targetAt} ({targetText}).',
    zh: '在 {compared} 个相同事务之后 GTID 不同，而它们在标记处相同：{replica} 位于 {replicaAt}（{replicaText}），{target} 位于 {targetAt}（{targetText}）。',
  },
  'match-mismatch-annotation': {
    en: 'After {compared} equal transactions the statements behind the rows differ: {replica} at {replicaAt} ({replicaText}), {target} at {targetAt} ({targetText}).',
    zh: '在 {compared} 个相同事务之后，行更改背后的语句不同：{replica} 位于 {replicaAt}（{replicaText}），{target} 位于 {targetAt}（{targetText}）。',
  },
  'match-unknown-event': {
    en: 'The log of {server} has an event at {at} that this version does not know, so that nothing after it can be compared: {text}',
    zh: '{server} 的日志在 {at} 处有此版本不认识的事件，其后的内容无法比较：{text}',
  },
  'match-broken-group': {
    en: 'The log of {server} does not hold a whole transaction at {at}: {text}',
    zh: '{server} 的日志在 {at} 处没有完整的事务：{text}',
  },
  'match-incident': {
    en: 'The log of {server} says at {at} that events were lost: {text}',
    zh: '{server} 的日志在 {at} 处说明有事件丢失：{text}',
  },
  'match-sealed-payload': {
    en: '{server} does not list what the compressed transaction at {at} holds, so that it cannot be compared.',
    zh: '{server} 没有列出 {at} 处压缩事务的内容，无法比较。',
  },
  'match-too-large': {
    en: 'The transaction at {at} of {server} has more statements than are compared.',
    zh: '{server} 在 {at} 处的事务包含的语句过多，无法比较。',
  },
  'match-inside-transaction': {
    en: 'What {replica} executed ends inside the transaction that begins at {at}: start its applier until it has ended, and stop it again.',
    zh: '{replica} 已执行的内容止于从 {at} 开始的事务内部：请启动其应用线程直到事务结束，再停止。',
  },
  'match-log-missing': {
    en: '{server} no longer has its log {file}, which would be needed.',
    zh: '{server} 已没有所需的日志 {file}。',
  },
  'match-replica-moved': {
    en: 'The log of {replica} does not end at {expected}, where it was stopped, but at {found}. Is its applier stopped, and does nobody write to it?',
    zh: '{replica} 的日志没有止于停止时的 {expected}，而是 {found}。其应用线程已停止且无人写入吗？',
  },
  'match-too-long': {
    en: 'The search ended without a result after {events} events of {server}.',
    zh: '读取 {server} 的 {events} 个事件后搜索无结果而终止。',
  },
  'match-unreadable': {
    en: '{server} did not let {what} be read: {detail}',
    zh: '无法读取 {server} 的 {what}：{detail}',
  },
  'match-grant': {
    en: '{server} did not let {what} be read. What is missing: {grant}',
    zh: '无法读取 {server} 的 {what}。缺少：{grant}',
  },
  'match-out-of-time': {
    en: 'The match was not found within {seconds} s.',
    zh: '未能在 {seconds} 秒内完成匹配。',
  },
  'match-applier-runs': {
    en: 'The applier of {replica} runs: where it stands cannot be matched.',
    zh: '{replica} 的应用线程正在运行：无法匹配其位置。',
  },
  'match-several-sources': {
    en: '{server} replicates from several sources: the order of its log is its own.',
    zh: '{server} 从多个主库复制：其日志的顺序是它自己的。',
  },
  'match-commit-order': {
    en: '{server} applies in parallel and does not keep the order of commits (replica_preserve_commit_order is off): its log has an order of its own.',
    zh: '{server} 并行应用且不保持提交顺序（replica_preserve_commit_order 关闭）：其日志的顺序是它自己的。',
  },
  'match-applier-failed': {
    en: 'The applier of {replica} stopped with error {number}: with parallel appliers, transactions may be missing before its position.',
    zh: '{replica} 的应用线程因错误 {number} 停止：在并行应用时，其位置之前可能缺少事务。',
  },
  'pseudo-gtid-grant': {
    en: 'No pseudo-GTID marker can be written on {server}. What is missing: {grant}',
    zh: '无法在 {server} 上写入伪 GTID 标记。缺少：{grant}',
  },
  'audit-pseudo-gtid-again': {
    en: 'Pseudo-GTID markers are written on {server} again.',
    zh: '已恢复在 {server} 上写入伪 GTID 标记。',
  },
  'pseudo-gtid-failed': {
    en: 'No pseudo-GTID marker could be written on {server}: {detail}',
    zh: '未能在 {server} 上写入伪 GTID 标记：{detail}',
  },
} as const satisfies Record<string, Sentence>;
