/** The sentences of planned takeovers: what is in the way, and what is done about it. */
interface Sentence {
  readonly en: string;
  readonly zh: string;
}

const BLOCKERS = {
  'blocked-by-ddl': {
    en: 'Session {process} of {user} on {instance} has changed tables for {seconds} s, and read-only waits for it: {statement}',
    zh: '{instance} 上 {user} 的会话 {process} 正在变更表结构，已持续 {seconds} 秒，只读设置会等待它：{statement}',
  },
  'blocked-by-statement': {
    en: 'Session {process} of {user} on {instance} has been writing for {seconds} s, and read-only waits for it: {statement}',
    zh: '{instance} 上 {user} 的会话 {process} 已写入 {seconds} 秒，只读设置会等待它：{statement}',
  },
  'blocked-by-transaction': {
    en: 'Session {process} of {user} on {instance} has had a transaction open for {seconds} s ({rows} rows changed), which would be lost.',
    zh: '{instance} 上 {user} 的会话 {process} 有一个已打开 {seconds} 秒的事务（已修改 {rows} 行），它会丢失。',
  },
  'blocked-by-table-locks': {
    en: 'Session {process} of {user} holds tables of {instance} locked (LOCK TABLES).',
    zh: '{user} 的会话 {process} 锁住了 {instance} 的表（LOCK TABLES）。',
  },
  'blocked-by-global-lock': {
    en: 'Session {process} of {user} holds the global read lock of {instance}, as a backup does (FLUSH TABLES WITH READ LOCK).',
    zh: '{user} 的会话 {process} 持有 {instance} 的全局读锁，例如备份所用（FLUSH TABLES WITH READ LOCK）。',
  },
  'blocked-by-backup-lock': {
    en: 'Session {process} of {user} holds the backup lock of {instance} (LOCK INSTANCE FOR BACKUP).',
    zh: '{user} 的会话 {process} 持有 {instance} 的备份锁（LOCK INSTANCE FOR BACKUP）。',
  },
  'blocked-by-more': {
    en: '{count} further sessions of {instance} are in the way.',
    zh: '{instance} 上还有 {count} 个会话造成阻碍。',
  },
  'nothing-in-the-way': {
    en: 'Nothing that runs on {instance} is in the way of the takeover.',
    zh: '{instance} 上没有阻碍切换的会话。',
  },
  'blockers-not-read': {
    en: 'What runs on {instance} could not be read ({code}), so nobody knows what is in the way.',
    zh: '无法读取 {instance} 上正在运行的会话（{code}），因此不知道有无阻碍。',
  },
  'blockers-not-all-seen': {
    en: 'Sessions of other accounts on {instance} are not seen: {grant}.',
    zh: '看不到 {instance} 上其他账号的会话：{grant}。',
  },
  'locks-not-told': {
    en: '{instance} does not tell who holds explicit locks (MariaDB does with the plugin metadata_lock_info): one of them lets the takeover end, and be taken back, within {seconds} s.',
    zh: '{instance} 无法显示谁持有显式锁（MariaDB 需要 metadata_lock_info 插件）：若有此类锁，切换会在 {seconds} 秒内终止并撤回。',
  },
  'blockers-remain': {
    en: '{count} sessions of {instance} are still in the way after {seconds} s, the first of them {process} of {user}.',
    zh: '{seconds} 秒后 {instance} 上仍有 {count} 个会话造成阻碍，首个为 {user} 的会话 {process}。',
  },
  'blockers-are-ended': {
    en: 'Sessions of {instance} that are in the way are ended before it is closed.',
    zh: '在关闭写入之前会结束 {instance} 上造成阻碍的会话。',
  },
  'blockers-are-waited-for': {
    en: 'Sessions of {instance} that are in the way are waited for, {seconds} s at most, before it is closed.',
    zh: '在关闭写入之前会等待 {instance} 上造成阻碍的会话结束，最多 {seconds} 秒。',
  },
} as const satisfies Record<string, Sentence>;

const STEPS = {
  'step-end-blockers': {
    en: 'End the sessions of {instance} that are in the way: changes of tables, explicit locks, transactions and writes of {seconds} s and more',
    zh: '结束 {instance} 上造成阻碍的会话：表结构变更、显式锁、持续 {seconds} 秒以上的事务和写入',
  },
  'step-wait-for-blockers': {
    en: 'Wait for the sessions of {instance} that are in the way: changes of tables, explicit locks, transactions and writes of {seconds} s and more',
    zh: '等待 {instance} 上造成阻碍的会话结束：表结构变更、显式锁、持续 {seconds} 秒以上的事务和写入',
  },
  'waits-nothing-in-the-way': {
    en: 'nothing is in the way',
    zh: '没有任何阻碍',
  },
} as const satisfies Record<string, Sentence>;

const PROFILE = {
  'successor-keeps-domain': {
    en: '{candidate} is set to write in GTID domain {was}, which {reader} gets from {other} too and would stop at. It goes on in domain {to}, that of {master}: write gtid_domain_id = {to} into its configuration, and close sessions that were opened before, as they keep {was}.',
    zh: '{candidate} 设置为在 GTID 域 {was} 中写入，而 {reader} 也从 {other} 获得该域，复制会因此停止。它将沿用 {master} 的域 {to}：请在其配置文件中写入 gtid_domain_id = {to}，并关闭此前打开的会话，因为它们仍使用 {was}。',
  },
  'step-set-variables': { en: 'Set on {instance}: {changes}', zh: '在 {instance} 上设置：{changes}' },
  'step-persist-variables': {
    en: 'Keep over a restart of {instance}: {changes}',
    zh: '使 {instance} 重启后保持：{changes}',
  },
  'step-enable-events': {
    en: 'Let these events run on {instance}: {events}',
    zh: '在 {instance} 上启用事件：{events}',
  },
  'step-disable-events': {
    en: 'Let these events run on {instance} no more: {events}',
    zh: '在 {instance} 上停用事件：{events}',
  },
  'standing-not-read': {
    en: 'The variables and events of {instance} could not be read ({code}): they stay as they are.',
    zh: '无法读取 {instance} 的变量和事件（{code}）：它们保持不变。',
  },
  'variable-not-settable': {
    en: '{variable} = {value} cannot be set: names are letters, digits and underscores, values plain words or numbers (TopiaryPromotedVariables, TopiaryDemotedVariables).',
    zh: '无法设置 {variable} = {value}：名称只能是字母、数字和下划线，值只能是普通单词或数字（TopiaryPromotedVariables、TopiaryDemotedVariables）。',
  },
  'variable-unknown': {
    en: '{instance} has no variable {variable}, which is to be {value} there.',
    zh: '{instance} 没有应设为 {value} 的变量 {variable}。',
  },
  'events-not-seen': {
    en: 'Events of {instance} are not seen without the privilege EVENT, and stay as they are.',
    zh: '没有 EVENT 权限，看不到 {instance} 的事件，它们保持不变。',
  },
  'event-scheduler-off': {
    en: 'Events run on the old master, and event_scheduler of {instance} is off.',
    zh: '原主库上有运行的事件，而 {instance} 的 event_scheduler 未开启。',
  },
} as const satisfies Record<string, Sentence>;

const SCHEDULE = {
  'takeover-scheduled': {
    en: 'A takeover from {master} was asked for between {from} and {until}.',
    zh: '已安排在 {from} 至 {until} 之间接替 {master}。',
  },
  'takeover-cancelled': {
    en: 'The takeover from {master} that was asked for was cancelled.',
    zh: '已取消安排的对 {master} 的接替。',
  },
  'takeover-missed': {
    en: 'The takeover from {master} was not begun: its window has ended.',
    zh: '对 {master} 的接替未开始：时间窗口已结束。',
  },
  'takeover-only-scheduled': {
    en: 'Only a planned takeover is put off to a window; what is to be done about {master} is done at once.',
    zh: '只有计划内切换可以安排到时间窗口；对 {master} 的其他处理需立即执行。',
  },
  'takeover-window-wrong': {
    en: 'A window ends after it begins and after now, lasts {days} days at most, and begins within {ahead} days.',
    zh: '时间窗口的结束须晚于开始和当前时间，最长 {days} 天，且须在 {ahead} 天内开始。',
  },
  'takeovers-too-many': {
    en: '{limit} takeovers wait already, which is as many as may.',
    zh: '已有 {limit} 个切换在等待，达到上限。',
  },
  'takeover-waits-already': {
    en: 'Takeover {takeover} of this cluster waits for {from} already: cancel it first.',
    zh: '该集群已有切换 {takeover} 等待于 {from} 执行：请先取消它。',
  },
} as const satisfies Record<string, Sentence>;

export const TAKEOVER_MESSAGES = { ...BLOCKERS, ...PROFILE, ...STEPS, ...SCHEDULE };
