/** Why an automatic recovery would begin or not, and what helps; what a recovery notes of itself and of its hooks. */
export const RECOVERY_MESSAGES = {
  'gate-actor-open': { en: 'This Topiary acts.', zh: '当前 Topiary 负责执行操作。' },
  'gate-actor-observe-only': { en: 'This Topiary only observes: {reason}.', zh: '当前 Topiary 仅观察：{reason}。' },
  'gate-actor-observe-only-how': {
    en: 'Remove what makes it observe only, and start it anew.',
    zh: '消除导致仅观察的原因，然后重新启动。',
  },
  'gate-actor-other': { en: '{holder} acts on this store.', zh: '由 {holder} 对该存储执行操作。' },
  'gate-actor-other-how': { en: 'Ask {holder}; it recovers.', zh: '请询问 {holder}，由它负责恢复。' },
  'gate-store-open': { en: 'The recovery switches can be read.', zh: '恢复开关可以读取。' },
  'gate-switch-unreadable': {
    en: 'The recovery switches cannot be read ({detail}), which counts as switched off.',
    zh: '无法读取恢复开关（{detail}），按已关闭处理。',
  },
  'gate-switch-unreadable-how': { en: 'Repair the store; see the status page.', zh: '修复存储，详见状态页。' },
  'gate-global-switch-open': { en: 'Recovery is switched on.', zh: '恢复已全局开启。' },
  'gate-global-switch': {
    en: 'Recovery is switched off everywhere by {owner} until {until}: {reason}',
    zh: '{owner} 已在全局关闭恢复（至 {until}）：{reason}',
  },
  'gate-global-switch-how': {
    en: 'Switch recovery on: topiary enable-global-recoveries.',
    zh: '开启恢复：topiary enable-global-recoveries。',
  },
  'gate-cluster-switch-open': { en: 'Recovery of {cluster} is switched on.', zh: '集群 {cluster} 的恢复已开启。' },
  'gate-cluster-switch': {
    en: 'Recovery of {cluster} is switched off by {owner} until {until}: {reason}',
    zh: '{owner} 已关闭集群 {cluster} 的恢复（至 {until}）：{reason}',
  },
  'gate-cluster-switch-how': {
    en: 'Switch the recovery of {cluster} on: topiary recovery-switch on --cluster {cluster}.',
    zh: '开启集群 {cluster} 的恢复：topiary recovery-switch on --cluster {cluster}。',
  },
  'gate-cluster-filter-open': {
    en: '{cluster} is in {key} by "{filter}".',
    zh: '集群 {cluster} 因“{filter}”属于 {key}。',
  },
  'gate-cluster-filter': { en: 'No entry of {key} matches {cluster}.', zh: '{key} 中没有条目匹配集群 {cluster}。' },
  'gate-cluster-filter-empty': {
    en: '{key} is empty: no cluster is recovered by itself, {cluster} neither.',
    zh: '{key} 为空：不会自动恢复任何集群，包括 {cluster}。',
  },
  'gate-cluster-filter-how': {
    en: 'Add {cluster}, alias={cluster} or * to {key} in the configuration.',
    zh: '在配置的 {key} 中加入 {cluster}、alias={cluster} 或 *。',
  },
  'gate-setting-open': { en: 'No other setting forbids it.', zh: '没有其他设置禁止。' },
  'gate-setting-semi-sync': {
    en: 'Semi-sync is not repaired: EnforceExactSemiSyncReplicas and RecoverLockedSemiSyncMaster are both off.',
    zh: '不修复半同步：EnforceExactSemiSyncReplicas 与 RecoverLockedSemiSyncMaster 均未开启。',
  },
  'gate-setting-semi-sync-how': {
    en: 'Set one of EnforceExactSemiSyncReplicas and RecoverLockedSemiSyncMaster.',
    zh: '开启 EnforceExactSemiSyncReplicas 或 RecoverLockedSemiSyncMaster。',
  },
  'gate-setting-writable': {
    en: 'A read-only master is left so: RecoverNonWriteableMaster is off.',
    zh: '只读主库保持不变：RecoverNonWriteableMaster 未开启。',
  },
  'gate-setting-writable-how': { en: 'Set RecoverNonWriteableMaster.', zh: '开启 RecoverNonWriteableMaster。' },
  'gate-ignored-host-open': { en: 'No filter leaves {instance} alone.', zh: '没有过滤器忽略 {instance}。' },
  'gate-ignored-host': {
    en: 'RecoveryIgnoreHostnameFilters leaves {instance} alone ("{pattern}").',
    zh: 'RecoveryIgnoreHostnameFilters 忽略了 {instance}（“{pattern}”）。',
  },
  'gate-ignored-host-how': {
    en: 'Take "{pattern}", which matches {instance}, out of RecoveryIgnoreHostnameFilters.',
    zh: '从 RecoveryIgnoreHostnameFilters 中移除匹配 {instance} 的“{pattern}”。',
  },
  'gate-downtime-open': { en: '{instance} is not in downtime.', zh: '{instance} 未处于停机登记。' },
  'gate-downtime': {
    en: '{instance} is in downtime by {owner} until {until}: {reason}',
    zh: '{owner} 已为 {instance} 登记停机（至 {until}）：{reason}',
  },
  'gate-downtime-how': {
    en: 'End it: topiary end-downtime {instance}.',
    zh: '结束停机：topiary end-downtime {instance}。',
  },
  'gate-maintenance-open': { en: '{instance} is not in maintenance.', zh: '{instance} 未处于维护中。' },
  'gate-maintenance': {
    en: '{instance} is in maintenance by {owner} until {until}: {reason}',
    zh: '{owner} 正在维护 {instance}（至 {until}）：{reason}',
  },
  'gate-maintenance-how': {
    en: 'End it: topiary end-maintenance {instance}.',
    zh: '结束维护：topiary end-maintenance {instance}。',
  },
  'gate-running-open': { en: 'No recovery runs in the cluster.', zh: '集群中没有正在进行的恢复。' },
  'gate-running': {
    en: 'A recovery of {instance} runs ({uid}); it goes first.',
    zh: '{instance} 的恢复正在进行（{uid}），需先完成。',
  },
  'gate-anti-flapping-open': { en: 'No recent recovery holds it back.', zh: '没有近期恢复阻止它。' },
  'gate-recent-recovery': {
    en: '{instance} was recovered a short while ago ({uid}); the next one by itself is at {until} at the earliest.',
    zh: '{instance} 不久前刚恢复过（{uid}）；下一次自动恢复最早在 {until}。',
  },
  'gate-recent-successor': {
    en: 'The failed server took over from {instance} a short while ago ({uid}); the next recovery by itself is at {until} at the earliest.',
    zh: '故障服务器不久前刚接替 {instance}（{uid}）；下一次自动恢复最早在 {until}。',
  },
  'gate-tried-just-now': {
    en: 'A recovery of {instance} was tried just now and changed nothing ({uid}); it is tried again from {until} on.',
    zh: '刚刚尝试恢复 {instance} 但未做任何更改（{uid}）；从 {until} 起再次尝试。',
  },
  'gate-anti-flapping-how': {
    en: 'Acknowledge it: topiary ack-recovery --uid {uid} --comment …',
    zh: '确认该恢复：topiary ack-recovery --uid {uid} --comment …',
  },
  'recovery-code-without-plan': {
    en: '{code} is not recovered by itself.',
    zh: '{code} 不会自动恢复。',
  },
  'recovery-registered': { en: '{instance}: recovery begins ({code}).', zh: '{instance}：恢复开始（{code}）。' },
  'recovery-registered-forced': {
    en: '{instance}: recovery begins by hand ({code}).',
    zh: '{instance}：手动恢复开始（{code}）。',
  },
  'recovery-refused': { en: '{instance}: no recovery of {code}.', zh: '{instance}：不恢复 {code}。' },
  'recovery-resolved': { en: '{instance}: {successor} took over.', zh: '{instance}：已由 {successor} 接替。' },
  'recovery-unresolved': { en: '{instance}: nobody took over.', zh: '{instance}：没有服务器接替。' },
  'recovery-resolved-below': {
    en: '{instance}: its replicas are below {successor}.',
    zh: '{instance}：其从库已置于 {successor} 之下。',
  },
  'recovery-resolved-in-place': { en: '{instance}: repaired in its place.', zh: '{instance}：已原地修复。' },
  'recovery-resolved-closed': {
    en: '{instance}: it is back and takes no writes; {successor} is the master.',
    zh: '{instance}：已恢复但不接受写入；主库为 {successor}。',
  },
  'recovery-resolved-rejoined': {
    en: '{instance}: it is back and replicates from {successor}.',
    zh: '{instance}：已恢复并从 {successor} 复制。',
  },
  'recovery-unrepaired': { en: '{instance}: it was not repaired.', zh: '{instance}：未能修复。' },
  'recovery-unchanged': {
    en: '{instance}: the recovery ended before anything was changed.',
    zh: '{instance}：恢复在更改任何内容之前结束。',
  },
  'recovery-crashed': {
    en: '{instance}: the recovery was cut off when Topiary ended; it holds nothing back.',
    zh: '{instance}：恢复因 Topiary 结束而中断，不会阻止后续恢复。',
  },
  'recoveries-acknowledged': {
    en: '{count} recoveries acknowledged ({what}): {comment}',
    zh: '已确认 {count} 个恢复（{what}）：{comment}',
  },
  'recoveries-comment-missing': {
    en: 'Say why, in a comment: nobody acknowledges without one.',
    zh: '请填写说明：确认恢复必须附带说明。',
  },
  'detection-registered': { en: '{instance}: {code} detected.', zh: '{instance}：检测到 {code}。' },
  'recovery-switched-off': {
    en: 'Recovery switched off ({scope}) until {until}: {reason}',
    zh: '已关闭恢复（{scope}，至 {until}）：{reason}',
  },
  'recovery-switched-on': { en: 'Recovery switched on ({scope}).', zh: '已开启恢复（{scope}）。' },
  'recovery-switch-reason-missing': {
    en: 'Say why recovery is switched off: others rely on it.',
    zh: '请说明关闭恢复的原因：其他人依赖自动恢复。',
  },
  'writable-at-start-default': {
    en: 'No configuration of {instance} says read_only: it starts writable. If it dies, another takes its place and it starts again, it lets writes in until Topiary closes it.',
    zh: '{instance} 的配置中没有 read_only：它启动后即可写。如果它宕机、被其他服务器接替后又重新启动，在 Topiary 将其关闭之前会接受写入。',
  },
  'writable-at-start-file': {
    en: 'read_only is OFF in {path}: {instance} starts writable. If it dies, another takes its place and it starts again, it lets writes in until Topiary closes it.',
    zh: '{path} 中 read_only 为 OFF：{instance} 启动后即可写。如果它宕机、被其他服务器接替后又重新启动，在 Topiary 将其关闭之前会接受写入。',
  },
  'writable-at-start-command-line': {
    en: '{instance} is started with read_only OFF on its command line. If it dies, another takes its place and it starts again, it lets writes in until Topiary closes it.',
    zh: '{instance} 的启动命令行中 read_only 为 OFF。如果它宕机、被其他服务器接替后又重新启动，在 Topiary 将其关闭之前会接受写入。',
  },
  'writable-at-start-persisted': {
    en: 'read_only is persisted as OFF on {instance}: it starts writable. If it dies, another takes its place and it starts again, it lets writes in until Topiary closes it.',
    zh: '{instance} 上 read_only 已持久化为 OFF：它启动后即可写。如果它宕机、被其他服务器接替后又重新启动，在 Topiary 将其关闭之前会接受写入。',
  },
  'writable-at-start-how': {
    en: 'Set read_only=ON in its configuration file: Topiary opens who it promotes, and with RecoverNonWriteableMaster also a master that merely started again.',
    zh: '请在其配置文件中设置 read_only=ON：Topiary 会为提升的服务器开放写入；启用 RecoverNonWriteableMaster 后，也会为只是重启的主库开放写入。',
  },
  'hooks-none': { en: '{list}: no hooks to run.', zh: '{list}：没有要运行的钩子。' },
  'hook-started': { en: '{list} {number} of {count}: {command}', zh: '{list} 第 {number}/{count} 个：{command}' },
  'hook-started-asynchronously': {
    en: '{list} {number} of {count}, not waited for: {command}',
    zh: '{list} 第 {number}/{count} 个（不等待）：{command}',
  },
  'hook-ended': {
    en: '{list} {number} of {count} ended in {ms} ms.',
    zh: '{list} 第 {number}/{count} 个在 {ms} 毫秒内结束。',
  },
  'hook-failed': {
    en: '{list} {number} of {count} failed after {ms} ms with exit status {status}.',
    zh: '{list} 第 {number}/{count} 个在 {ms} 毫秒后失败，退出状态 {status}。',
  },
  'hook-killed': {
    en: '{list} {number} of {count} was ended at its deadline of {ms} ms.',
    zh: '{list} 第 {number}/{count} 个到达 {ms} 毫秒期限，已被终止。',
  },
  'hook-not-started': {
    en: '{list} {number} of {count} could not be started ({status}).',
    zh: '{list} 第 {number}/{count} 个无法启动（{status}）。',
  },
  'hook-output': { en: '{list} {number} wrote: {output}', zh: '{list} 第 {number} 个输出：{output}' },
  'hooks-abort': { en: '{list} failed, which ends the recovery.', zh: '{list} 失败，恢复到此结束。' },
  'hooks-ignored': { en: '{list} failed, which changes nothing here.', zh: '{list} 失败，此处忽略。' },
} as const;
