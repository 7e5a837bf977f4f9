/** What would become of a server's death now. */
export const FORECAST_MESSAGES = {
  'forecast-semi-sync': {
    en: 'Each commit on {instance} waits until a replica has it, for {seconds} s at most (semi-sync): what its clients were told is written is not lost.',
    zh: '{instance} 上的每次提交都会等待从库收到（半同步，最多 {seconds} 秒）：已向客户端确认的写入不会丢失。',
  },
  'forecast-semi-sync-off': {
    en: 'Semi-sync is set up on {instance} and has given up waiting for now: what is written just before it dies may reach no replica.',
    zh: '{instance} 已配置半同步，但目前已放弃等待：它在宕机前刚写入的内容可能没有从库收到。',
  },
  'forecast-no-semi-sync': {
    en: 'Commits on {instance} wait for no replica (no semi-sync): what is written just before it dies may reach none.',
    zh: '{instance} 上的提交不等待从库（未使用半同步）：它在宕机前刚写入的内容可能没有从库收到。',
  },
  'forecast-no-writes': {
    en: 'What {instance} has came from its source, which has it too.',
    zh: '{instance} 拥有的内容都来自它的源库，源库同样拥有。',
  },
  'forecast-no-control': {
    en: 'Topiary may not stop, start or change replication on {instance}.',
    zh: 'Topiary 无权在 {instance} 上停止、启动或更改复制。',
  },
  'forecast-grant': { en: 'Run on {instance}: {grant}', zh: '在 {instance} 上执行：{grant}' },
} as const;
