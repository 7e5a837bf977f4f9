/** What holds a recovery back because of how a failure is known, or of how soon policy wants it repaired. */
export const BRAKE_MESSAGES = {
  'gate-storm-brake-open': {
    en: '{instance} does not fail together with many others.',
    zh: '{instance} 并未与许多其他服务器同时故障。',
  },
  'gate-storm-brake': {
    en: '{masters} of {of} masters have failed at once since {since}, and nothing but the network between them and Topiary speaks for it.',
    zh: '自 {since} 起，{of} 个主库中有 {masters} 个同时故障，且除 Topiary 与它们之间的网络外没有其他证据。',
  },
  'gate-storm-brake-how': {
    en: 'Look at the network. It ends by itself when the servers answer again; if they are really gone: topiary release-storm-brake.',
    zh: '请检查网络。服务器恢复应答后会自动解除；如果确实故障：topiary release-storm-brake。',
  },
  'gate-storm-brake-asking': {
    en: 'Part of the cluster is gone with {instance}: the other masters are asked first whether they are there ({asked} of {of}).',
    zh: '集群的一部分与 {instance} 一起失联：先询问其他主库是否正常（{asked}/{of}）。',
  },
  'gate-profile-open': { en: 'A failure is repaired as soon as it is sure.', zh: '故障一经确认即修复。' },
  'gate-profile-by-hand': {
    en: '{cluster} is recovered by hand: it is in TopiaryRecoverByHandClusterFilters by "{filter}".',
    zh: '集群 {cluster} 由人工恢复：它因“{filter}”属于 TopiaryRecoverByHandClusterFilters。',
  },
  'gate-profile-by-hand-how': {
    en: 'Recover it: topiary recover {instance}; or take "{filter}" out of TopiaryRecoverByHandClusterFilters.',
    zh: '执行恢复：topiary recover {instance}；或从 TopiaryRecoverByHandClusterFilters 中移除“{filter}”。',
  },
  'gate-profile-chosen': {
    en: '{cluster} is recovered by hand, as {owner} chose: {reason}',
    zh: '集群 {cluster} 由人工恢复，由 {owner} 设定：{reason}',
  },
  'gate-profile-chosen-how': {
    en: 'Recover it: topiary recover {instance}; or choose otherwise: topiary detection-profile {cluster} --fast.',
    zh: '执行恢复：topiary recover {instance}；或改为其他方式：topiary detection-profile {cluster} --fast。',
  },
  'gate-profile-grace-open': {
    en: '{cluster} has a grace of {seconds} s, in which a restart of the server itself wins.',
    zh: '集群 {cluster} 有 {seconds} 秒宽限期，期间服务器自身重启优先。',
  },
  'gate-profile-grace': {
    en: '{instance} has until {until} to come back by itself: {cluster} has a grace of {seconds} s.',
    zh: '{instance} 可在 {until} 前自行恢复：集群 {cluster} 有 {seconds} 秒宽限期。',
  },
  'shorter-by-filter': {
    en: 'A person decides; nothing is replaced by itself (its detection profile, or TopiaryRecoverByHandClusterFilters).',
    zh: '由人工决定，不会自动替换（由其检测方式或 TopiaryRecoverByHandClusterFilters 决定）。',
  },
  'shorter-by-grace': {
    en: 'A grace of {seconds} s is waited for first (its detection profile, or TopiaryGraceSeconds).',
    zh: '需先等待 {seconds} 秒宽限期（由其检测方式或 TopiaryGraceSeconds 决定）。',
  },
  'shorter-by-pulse': {
    en: 'TopiaryPulseMilliseconds is 0: a server that stands still is seen by probes alone.',
    zh: 'TopiaryPulseMilliseconds 为 0：停滞的服务器只能由探测发现。',
  },
  'shorter-by-readable-heartbeat': {
    en: '{replica} shows no heartbeat period: give its channel one, or the account the right to read performance_schema.',
    zh: '{replica} 未显示心跳周期：请为其通道设置心跳周期，或授予账号读取 performance_schema 的权限。',
  },
  'shorter-by-heartbeat': {
    en: 'The heartbeat period of {replica} is {seconds} s: 1 or 2 would do (SOURCE_HEARTBEAT_PERIOD); else one receiver can be restarted to see (TopiaryRestartReceiverClusterFilters).',
    zh: '{replica} 的心跳周期为 {seconds} 秒：设为 1 或 2 即可（SOURCE_HEARTBEAT_PERIOD）；也可重启一个接收线程来确认（TopiaryRestartReceiverClusterFilters）。',
  },
  'shorter-by-heartbeat-alone': {
    en: 'The heartbeat period of {replica} is {seconds} s: 1 or 2 would do (SOURCE_HEARTBEAT_PERIOD). No receiver below it can be restarted to see: semi-sync needs them, or they are of MariaDB.',
    zh: '{replica} 的心跳周期为 {seconds} 秒：设为 1 或 2 即可（SOURCE_HEARTBEAT_PERIOD）。其下没有可重启以确认的接收线程：半同步需要它们，或它们属于 MariaDB。',
  },
  'receiver-restarted-to-see': {
    en: '{source} takes connections and greets nobody, and no heartbeat is due: the receiver of {replica} is restarted to see whether it is let in.',
    zh: '{source} 接受连接但不发送握手，且尚无到期的心跳：重启 {replica} 的接收线程以确认其能否连接。',
  },
  'shorter-by-deadline': {
    en: 'A probe is given {seconds} s (MySQLDiscoveryReadTimeoutSeconds).',
    zh: '每次探测的时限为 {seconds} 秒（MySQLDiscoveryReadTimeoutSeconds）。',
  },
  'storm-began': {
    en: '{masters} of {of} masters failed at once, and nothing but the network between them and Topiary speaks for it: none of them is replaced by itself. {names}',
    zh: '{of} 个主库中有 {masters} 个同时故障，且除 Topiary 与它们之间的网络外没有其他证据：不会自动替换其中任何一个。{names}',
  },
  'storm-ended': {
    en: 'The storm brake is off again: the masters that failed at once answer, or few of them are left.',
    zh: '风暴制动已解除：同时故障的主库已恢复应答，或只剩少数。',
  },
  'storm-released': {
    en: 'The storm brake is released for {masters} masters: they are recovered as policy says. {names}',
    zh: '已对 {masters} 个主库解除风暴制动：按策略恢复。{names}',
  },
  'storm-none': { en: 'There is no storm: nothing is held back by the brake.', zh: '没有风暴：制动未阻止任何恢复。' },
} as const;
