/** The sentences of replacing a master: who takes its place and why, what is closed, and what is lost. */
interface Sentence {
  readonly en: string;
  readonly zh: string;
}

const TITLES = {
  'title-takeover': { en: '{successor} takes over from {master}', zh: '{successor} 接替 {master}' },
  'title-failover': {
    en: '{successor} takes the place of {master}, which is gone',
    zh: '{successor} 取代已失效的 {master}',
  },
  'audit-takeover': { en: '{successor} takes over from {master}:', zh: '由 {successor} 接替 {master}：' },
  'audit-failover': { en: '{successor} in place of {master}:', zh: '由 {successor} 取代 {master}：' },
} as const satisfies Record<string, Sentence>;

const SUCCESSORS = {
  'successor-chosen': {
    en: '{candidate} is the best of the replicas of {master} to take its place.',
    zh: '{candidate} 是 {master} 的从库中最适合接替它的。',
  },
  'successor-named': {
    en: '{candidate} was named to take the place of {master}.',
    zh: '已指定由 {candidate} 接替 {master}。',
  },
  'no-successor': { en: 'No replica of {master} can take its place.', zh: '{master} 没有可以接替它的从库。' },
  'name-the-successor': {
    en: '{master} has {count} replicas: name the one that takes over, or let the best one be chosen (auto).',
    zh: '{master} 有 {count} 个从库：请指定由哪一个接替，或让系统自动选择最合适的（auto）。',
  },
  'behind-by-generation': {
    en: '{candidate} comes after {best}, which stands nearer to the master.',
    zh: '{candidate} 排在 {best} 之后，后者离主库更近。',
  },
  'behind-by-errant': {
    en: '{candidate} comes after {best}: it has transactions of its own, which would come to everybody.',
    zh: '{candidate} 排在 {best} 之后：它有自己的事务，这些事务会传到所有服务器。',
  },
  'behind-by-rule': {
    en: '{candidate} comes after {best}: its promotion rule is {rule}, that of {best} is {bestRule}.',
    zh: '{candidate} 排在 {best} 之后：其提升规则为 {rule}，而 {best} 的为 {bestRule}。',
  },
  'behind-by-data-center': {
    en: '{candidate} comes after {best}, which stands in the data center of the master.',
    zh: '{candidate} 排在 {best} 之后，后者与主库在同一数据中心。',
  },
  'behind-by-environment': {
    en: '{candidate} comes after {best}, which stands in the physical environment of the master.',
    zh: '{candidate} 排在 {best} 之后，后者与主库在同一物理环境。',
  },
  'behind-by-region': {
    en: '{candidate} comes after {best}, which stands in the region of the master.',
    zh: '{candidate} 排在 {best} 之后，后者与主库在同一地区。',
  },
  'behind-by-version': {
    en: '{candidate} comes after {best}: it runs {version}, and from {bestVersion} more servers can replicate.',
    zh: '{candidate} 排在 {best} 之后：其版本为 {version}，而更多服务器可以从 {bestVersion} 复制。',
  },
  'behind-by-format': {
    en: '{candidate} comes after {best}: more servers can carry on the binary log format of {best}.',
    zh: '{candidate} 排在 {best} 之后：更多服务器可以沿用 {best} 的二进制日志格式。',
  },
  'behind-by-received': {
    en: '{candidate} comes after {best}: it received {count} transactions less.',
    zh: '{candidate} 排在 {best} 之后：它少收到 {count} 个事务。',
  },
  'behind-by-semi-sync': {
    en: '{candidate} comes after {best}, which acknowledges what it receives (semi-sync).',
    zh: '{candidate} 排在 {best} 之后，后者会确认收到的内容（半同步）。',
  },
  'behind-by-accounts': {
    en: '{candidate} comes after {best}: it has no account for {count} more of the other replicas.',
    zh: '{candidate} 排在 {best} 之后：它缺少另外 {count} 个从库连接所需的账号。',
  },
  'behind-by-host': {
    en: '{candidate} comes after {best}: it runs on the host of the master.',
    zh: '{candidate} 排在 {best} 之后：它与主库运行在同一主机上。',
  },
} as const satisfies Record<string, Sentence>;

const VETOES = {
  'successor-offline': {
    en: '{candidate} is in offline mode and lets nobody in: SET GLOBAL offline_mode = OFF there first.',
    zh: '{candidate} 处于离线模式，不接受连接：请先在该服务器上执行 SET GLOBAL offline_mode = OFF。',
  },
  'successor-not-openable': {
    en: 'Topiary may not open {candidate} for writes. Run there: {grant}',
    zh: 'Topiary 无权开启 {candidate} 的写入。请在该服务器上执行：{grant}',
  },
  'successor-not-controlled': {
    en: 'Topiary may not stop or change replication on {candidate}. Run there: {grant}',
    zh: 'Topiary 无权在 {candidate} 上停止或更改复制。请在该服务器上执行：{grant}',
  },
  'successor-filters': {
    en: '{candidate} leaves out a part of what its master has ({rules}): it is not chosen by itself, unless TopiaryPromoteFilteredReplicas says so.',
    zh: '{candidate} 过滤了主库的部分内容（{rules}）：不会自动选择它，除非 TopiaryPromoteFilteredReplicas 允许。',
  },
  'successor-logs-part': {
    en: '{candidate} leaves a part out of its binary log ({rules}), which its replicas would never get: it is not chosen by itself, unless TopiaryPromoteFilteredReplicas says so.',
    zh: '{candidate} 的二进制日志缺少部分内容（{rules}），其从库永远得不到它们：不会自动选择它，除非 TopiaryPromoteFilteredReplicas 允许。',
  },
  'forced-gives-up': {
    en: '{master} has {seconds} s to let itself be closed, and is given up after that: the successor is opened all the same.',
    zh: '{master} 有 {seconds} 秒时间关闭写入，之后将被放弃：继任者仍会开放写入。',
  },
  'forced-not-answering': {
    en: '{master} did not answer within {seconds} s: it is given up, and nothing more is waited for there but a second for each way of fencing it.',
    zh: '{master} 在 {seconds} 秒内没有应答：放弃它，除每种隔离方式的一秒外不再等待。',
  },
  'successor-of-several': {
    en: '{candidate} replicates from several masters; it would leave the others.',
    zh: '{candidate} 从多个主库复制；它将不得不离开其他主库。',
  },
  'successor-by-file': {
    en: '{candidate} replicates by file and position, and not all the others read the same log so: nobody can say what it has that they lack. Switch it to GTID first.',
    zh: '{candidate} 按文件和位置复制，而其他从库并非都这样读取同一日志：无法得知它有哪些其他从库所缺少的内容。请先将其切换到 GTID。',
  },
  'successor-received-less': {
    en: '{candidate} received less than another replica, and by file and position what it lacks cannot be brought to it.',
    zh: '{candidate} 收到的内容少于另一从库，而按文件和位置复制时无法为它补齐。',
  },
  'successor-not-other-co-master': {
    en: '{candidate} is not {other}, the co-master of {master}, which takes its place (CoMasterRecoveryMustPromoteOtherCoMaster, or it takes writes already).',
    zh: '{candidate} 不是 {master} 的互为主库 {other}，应由后者接替（CoMasterRecoveryMustPromoteOtherCoMaster，或它已接受写入）。',
  },
  'successor-too-late': {
    en: '{candidate} is {lag} s behind; {limit} s are allowed (FailMasterPromotionOnLagMinutes).',
    zh: '{candidate} 落后 {lag} 秒；允许的上限为 {limit} 秒（FailMasterPromotionOnLagMinutes）。',
  },
  'successor-not-applied': {
    en: '{candidate} has not applied all that it received (FailMasterPromotionIfSQLThreadNotUpToDate).',
    zh: '{candidate} 尚未应用完收到的内容（FailMasterPromotionIfSQLThreadNotUpToDate）。',
  },
  'successor-other-data-center': {
    en: '{candidate} stands in another data center than {master} (PreventCrossDataCenterMasterFailover).',
    zh: '{candidate} 与 {master} 不在同一数据中心（PreventCrossDataCenterMasterFailover）。',
  },
  'successor-other-region': {
    en: '{candidate} stands in another region than {master} (PreventCrossRegionMasterFailover).',
    zh: '{candidate} 与 {master} 不在同一地区（PreventCrossRegionMasterFailover）。',
  },
  'successor-lags': {
    en: '{candidate} is {lag} s behind; a takeover begins below {limit} s (ReasonableMaintenanceReplicationLagSeconds).',
    zh: '{candidate} 落后 {lag} 秒；切换要求低于 {limit} 秒（ReasonableMaintenanceReplicationLagSeconds）。',
  },
  'successor-keeps-up': {
    en: '{candidate} keeps up with {master}.',
    zh: '{candidate} 跟得上 {master}。',
  },
} as const satisfies Record<string, Sentence>;

const MASTERS = {
  'takeover-master-silent': {
    en: '{master} does not answer, so its writes cannot be ended in order: this is a failover (dead), not a takeover.',
    zh: '{master} 没有应答，无法有序地结束其写入：应使用故障切换（dead），而非计划内切换。',
  },
  'replaced-below-top': {
    en: '{master} replicates from {source} itself; only a master at the top of its tree is replaced so.',
    zh: '{master} 自身从 {source} 复制；只有位于树顶端的主库才能这样被取代。',
  },
  'closes-for-a-moment': {
    en: '{master} takes no writes from the moment it is read-only until {successor} has all of them; if that fails within {seconds} s, it takes writes again.',
    zh: '{master} 从变为只读起直到 {successor} 获得全部写入为止不接受写入；如果 {seconds} 秒内未成功，它会重新接受写入。',
  },
  'closing-lets-admins': {
    en: 'Read-only on MariaDB does not hold back accounts with READ_ONLY ADMIN (or SUPER): what they write on {master} meanwhile is lost to {successor}.',
    zh: 'MariaDB 的只读不限制拥有 READ_ONLY ADMIN（或 SUPER）权限的账号：它们此间在 {master} 上写入的内容不会到达 {successor}。',
  },
  'old-master-waits': {
    en: '{master} is set up below {successor} and not started: start its replication when you are content.',
    zh: '{master} 已设置到 {successor} 之下但未启动：确认无误后请启动其复制。',
  },
  'old-master-stays-alone': {
    en: '{master} cannot replicate from {successor}; it stays read-only, without a source.',
    zh: '{master} 无法从 {successor} 复制；它保持只读且没有上级主库。',
  },
  'old-master-fenced': {
    en: '{master} is made read-only as far as it answers, within {seconds} s; nobody waits for it longer.',
    zh: '若 {master} 有应答，会在 {seconds} 秒内将其设为只读；不会等待更久。',
  },
  'successor-fed-first': {
    en: '{successor} lacks what {feeder} received ({count} transactions), and gets it from there before it takes writes.',
    zh: '{successor} 缺少 {feeder} 已收到的内容（{count} 个事务），会先从后者获取，然后才接受写入。',
  },
  'placed-by-file': {
    en: '{replica} stands where {successor} does in the log of {master}, and goes on from there in the log of {successor}.',
    zh: '{replica} 在 {master} 的日志中与 {successor} 处于同一位置，将从该处在 {successor} 的日志中继续。',
  },
  'left-by-file': {
    en: '{replica} received less than {successor}, and nobody knows where that is in the log of {successor}: match it by Pseudo-GTID, or set it up anew.',
    zh: '{replica} 收到的内容少于 {successor}，无法得知对应 {successor} 日志中的哪个位置：请用 Pseudo-GTID 匹配，或重新搭建。',
  },
  'lost-on-master': {
    en: '{master} had {ahead} when it was last seen, and no replica that answers received that. It is on {master} only.',
    zh: '{master} 最后一次被观测时已有 {ahead}，有应答的从库都没有收到，只存在于 {master} 上。',
  },
  'moved-last': {
    en: '{replica} is far behind: it is moved after the others (PostponeReplicaRecoveryOnLagMinutes).',
    zh: '{replica} 落后较多，在其他从库之后移动（PostponeReplicaRecoveryOnLagMinutes）。',
  },
  'nothing-lost': {
    en: 'What any of the replicas that answer received, {successor} has when it takes writes.',
    zh: '有应答的从库所收到的一切，在 {successor} 接受写入时它都已具备。',
  },
  'lost-silent': {
    en: '{replica} does not answer: what it received is not known, and it stays where it is.',
    zh: '{replica} 没有应答：无法得知它收到了什么，它保持原位。',
  },
  'not-opened': {
    en: '{successor} neither forgets its source nor takes writes (ApplyMySQLPromotionAfterMasterFailover is off).',
    zh: '{successor} 不会忘记其主库，也不会接受写入（ApplyMySQLPromotionAfterMasterFailover 已关闭）。',
  },
  'undo-by-takeover': {
    en: '{successor} takes the writes by now: it is taken back by a takeover to {master}.',
    zh: '{successor} 现已接受写入：请通过切换到 {master} 来撤回。',
  },
} as const satisfies Record<string, Sentence>;

const STEPS = {
  'step-close': {
    en: 'Make {instance} read-only for everybody it can be for, and read what was written until then',
    zh: '将 {instance} 对尽可能所有账号设为只读，并读取到此为止的写入',
  },
} as const satisfies Record<string, Sentence>;

export const REPLACE_MESSAGES = { ...TITLES, ...SUCCESSORS, ...VETOES, ...MASTERS, ...STEPS };
