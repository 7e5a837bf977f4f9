/** Why a recovery that was registered did nothing, or broke off. */
export const AUTO_RECOVERY_MESSAGES = {
  'recovery-broke-off': {
    en: '{instance}: the recovery broke off by an error inside Topiary; its log says more.',
    zh: '{instance}：恢复因 Topiary 内部错误而中断，详见日志。',
  },
  'recovery-stopped-by-hook': {
    en: '{instance}: a hook that runs before failed, and nothing was done.',
    zh: '{instance}：前置钩子失败，未执行任何操作。',
  },
  'recovery-waits-for-plan': {
    en: 'Another plan acts in this cluster ({plan}, {by}).',
    zh: '另一个计划正在此集群中执行（{plan}，{by}）。',
  },
  'recovery-store-failing': {
    en: 'The store fails, and nothing is done that it could not note first: {detail}',
    zh: '存储出现故障，无法先行记录的操作不会执行：{detail}',
  },
  'recovery-not-actor': {
    en: 'Another process acts on this store by now.',
    zh: '现在由另一个进程在此存储上执行操作。',
  },
  'recovery-goes-on-otherwise': {
    en: '{instance} did not let its writes be ended in order: it is given up.',
    zh: '{instance} 的写入无法有序结束，放弃该主库。',
  },
  'nothing-to-recover': {
    en: 'Nothing that can be recovered is found wrong with {instance} now.',
    zh: '目前没有发现 {instance} 有可恢复的故障。',
  },
  'master-not-clear': {
    en: '{cluster} has several masters, or none: name the successor, or the server that failed.',
    zh: '{cluster} 有多个主库或没有主库：请指定接替者，或指定失效的服务器。',
  },
  'replaced-by-hand': {
    en: '{instance} is replaced by hand ({command}).',
    zh: '{instance} 由人工取代（{command}）。',
  },
  'finding-example': {
    en: 'An example: nothing failed on {instance}.',
    zh: '示例：{instance} 没有发生故障。',
  },
} as const;
