/** The sentences of what runs on a server, and of ending it. */
interface Sentence {
  readonly en: string;
  readonly zh: string;
}

export const PROCESS_MESSAGES = {
  'step-kill-query': {
    en: 'End what connection {process} ({user}, {host}) runs on {instance}: {statement}',
    zh: '终止 {instance} 上连接 {process}（{user}，{host}）正在执行的语句：{statement}',
  },
  'step-kill-connection': {
    en: 'End connection {process} ({user}, {host}) to {instance}, with what it runs: {statement}',
    zh: '断开 {instance} 的连接 {process}（{user}，{host}），连同其正在执行的语句：{statement}',
  },
  'step-kill-idle-connection': {
    en: 'End connection {process} ({user}, {host}) to {instance}, which runs nothing',
    zh: '断开 {instance} 的连接 {process}（{user}，{host}），它没有执行任何语句',
  },
  'process-seen': {
    en: 'Connection {process} of {user} from {host} has been in its present state ({state}) for {seconds} s.',
    zh: '{user} 来自 {host} 的连接 {process} 处于当前状态（{state}）已 {seconds} 秒。',
  },
  'process-of-client': {
    en: 'Connection {process} to {instance} is a client’s ({user}).',
    zh: '{instance} 的连接 {process} 属于客户端（{user}）。',
  },
  'process-of-replication': {
    en: 'Connection {process} of {instance} is a thread of replication: it would come back, or leave a replica behind. Stop replication instead.',
    zh: '{instance} 的连接 {process} 是复制线程：终止后会重连，或使从库落后。请改为停止复制。',
  },
  'process-of-server': {
    en: 'Connection {process} of {instance} is one of the server’s own threads.',
    zh: '{instance} 的连接 {process} 是服务器自身的线程。',
  },
  'process-of-topiary': {
    en: 'Connection {process} to {instance} is Topiary’s own.',
    zh: '{instance} 的连接 {process} 是 Topiary 自己的连接。',
  },
  'process-runs-nothing': {
    en: 'Connection {process} to {instance} runs nothing now. To end the connection itself, ask for that.',
    zh: '{instance} 的连接 {process} 目前没有执行任何语句。若要断开该连接，请明确要求断开。',
  },
  'process-runs-other': {
    en: 'Connection {process} to {instance} now runs something else, or nothing, or is another client’s. Look at it again.',
    zh: '{instance} 的连接 {process} 现在执行的是别的语句，或已空闲，或属于另一个客户端。请重新查看。',
  },
  'query-rolls-back': {
    en: 'What the statement of connection {process} on {instance} has changed is rolled back, which may take as long as it ran; changes to tables without transactions stay.',
    zh: '{instance} 上连接 {process} 的语句所做的更改会回滚，所需时间可能与其已执行时间相当；不支持事务的表的更改会保留。',
  },
  'connection-rolls-back': {
    en: 'What connection {process} on {instance} has not committed is rolled back, and its temporary tables and locks go.',
    zh: '{instance} 上连接 {process} 未提交的更改会回滚，其临时表和锁会消失。',
  },
  'process-gone': {
    en: 'There is no connection {process} to {instance} any more: it has ended.',
    zh: '{instance} 上已没有连接 {process}：它已结束。',
  },
  'process-not-seen': {
    en: 'There is no connection {process} to {instance}, or it is not shown: those of other accounts are not. Run there: {grant}',
    zh: '{instance} 上没有连接 {process}，或者它不可见：其他账户的连接不会显示。请在其上执行：{grant}',
  },
  'processes-not-read': {
    en: 'What runs on {instance} cannot be listed ({code}).',
    zh: '无法列出 {instance} 上正在执行的内容（{code}）。',
  },

  'errant-no-log': {
    en: '{instance} keeps no binary log, so its errant transactions stand in none.',
    zh: '{instance} 未启用二进制日志，因此其异常事务不在任何日志中。',
  },
  'errant-log-unreadable': {
    en: 'Binary log {file} of {instance} is gone since the logs were listed, or does not say which transactions came before it. Ask again.',
    zh: '{instance} 的二进制日志 {file} 在列出之后已被删除，或没有记录在它之前有哪些事务。请重新查询。',
  },
  'errant-logs-not-read': {
    en: 'The binary logs of {instance} cannot be read ({code}): {detail}',
    zh: '无法读取 {instance} 的二进制日志（{code}）：{detail}',
  },
  'errant-logs-not-granted': {
    en: 'The binary logs of {instance} may not be read. Run there: {grant}',
    zh: '没有读取 {instance} 二进制日志的权限。请在其上执行：{grant}',
  },
} as const satisfies Record<string, Sentence>;
