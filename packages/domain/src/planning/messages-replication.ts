/** The sentences of acts on the replication of one server. */
import type { Verb, Which } from './replication/switch-sentence.ts';

interface Sentence {
  readonly en: string;
  readonly zh: string;
}

const THREADS = {
  'step-start-both': { en: 'Start both threads of {instance}', zh: '启动 {instance} 的两个复制线程' },
  'step-start-receiver': { en: 'Start the receiver of {instance}', zh: '启动 {instance} 的接收线程' },
  'step-start-applier': { en: 'Start the applier of {instance}', zh: '启动 {instance} 的应用线程' },
  'step-stop-both': { en: 'Stop both threads of {instance}', zh: '停止 {instance} 的两个复制线程' },
  'step-stop-receiver': { en: 'Stop the receiver of {instance}', zh: '停止 {instance} 的接收线程' },
  'step-stop-applier': { en: 'Stop the applier of {instance}', zh: '停止 {instance} 的应用线程' },
  'step-restart-both': { en: 'Restart both threads of {instance}', zh: '重启 {instance} 的两个复制线程' },
  'step-restart-receiver': { en: 'Restart the receiver of {instance}', zh: '重启 {instance} 的接收线程' },
  'step-restart-applier': { en: 'Restart the applier of {instance}', zh: '重启 {instance} 的应用线程' },
} as const satisfies Record<`step-${Verb}-${Which}`, Sentence>;

const STATES = {
  'receiver-runs': { en: 'The receiver of {instance} runs now.', zh: '{instance} 的接收线程当前正在运行。' },
  'receiver-stands': { en: 'The receiver of {instance} is stopped now.', zh: '{instance} 的接收线程当前已停止。' },
  'applier-runs': { en: 'The applier of {instance} runs now.', zh: '{instance} 的应用线程当前正在运行。' },
  'applier-stands': { en: 'The applier of {instance} is stopped now.', zh: '{instance} 的应用线程当前已停止。' },
  'receiver-has-failed': {
    en: 'The receiver of {instance} was stopped by error {errorNumber}, which may come again: {errorText}',
    zh: '{instance} 的接收线程因错误 {errorNumber} 停止，该错误可能再次出现：{errorText}',
  },
  'applier-has-failed': {
    en: 'The applier of {instance} was stopped by error {errorNumber}, which may come again: {errorText}',
    zh: '{instance} 的应用线程因错误 {errorNumber} 停止，该错误可能再次出现：{errorText}',
  },
} as const satisfies Record<string, Sentence>;

const STEPS = {
  'step-switch-threads': { en: 'Put the threads of {instance} as they were', zh: '将 {instance} 的复制线程恢复原状' },
  'step-drain-relay-log': {
    en: 'Stop the receiver of {instance} and let it apply what it has received',
    zh: '停止 {instance} 的接收线程，并等待其应用已接收的全部内容',
  },
  'step-set-delay': { en: 'Delay {instance} by {seconds} s', zh: '将 {instance} 的复制延迟设为 {seconds} 秒' },
  'step-reset-replication': {
    en: 'Make {instance} forget its source {source}',
    zh: '使 {instance} 忘记其主库 {source}',
  },
  'step-wait-for-source-position': {
    en: 'Wait until {instance} has applied up to {file}:{position}',
    zh: '等待 {instance} 应用到 {file}:{position}',
  },
  'step-find-failing-transaction': {
    en: 'Read which transaction {instance} fails on',
    zh: '读取 {instance} 在哪个事务上出错',
  },
  'step-check-failing-transaction': {
    en: 'Check that {instance} still fails on {gtid}',
    zh: '确认 {instance} 仍在 {gtid} 上出错',
  },
  'step-skip-gtid': { en: 'Skip {gtid} on {instance}', zh: '在 {instance} 上跳过 {gtid}' },
  'step-skip-transaction': {
    en: 'Skip the transaction that {instance} fails on',
    zh: '跳过 {instance} 出错的事务',
  },
  'step-detach': {
    en: 'Detach {instance} from {source}: it keeps the address and cannot connect',
    zh: '将 {instance} 与 {source} 分离：保留地址但无法连接',
  },
  'step-reattach': { en: 'Attach {instance} to {source} again', zh: '将 {instance} 重新连接到 {source}' },
  'step-change-credentials': {
    en: 'Change the account by which {instance} replicates',
    zh: '更改 {instance} 复制所用的账号',
  },
  'step-tls-on': { en: 'Let {instance} replicate over TLS', zh: '让 {instance} 通过 TLS 复制' },
  'step-tls-off': { en: 'Let {instance} replicate without TLS', zh: '让 {instance} 不使用 TLS 复制' },
} as const satisfies Record<string, Sentence>;

const WAITS = {
  'waits-threads-switched': { en: 'until the threads stand or run as wanted', zh: '直到线程达到所需状态' },
  'waits-drained': {
    en: 'until everything received is applied, or nothing was applied for {seconds} s',
    zh: '直到已接收的内容全部应用，或 {seconds} 秒内没有进展',
  },
  'waits-channel-gone': { en: 'until the channel is gone', zh: '直到该通道消失' },
  'waits-applier-again': { en: 'until the applier runs again', zh: '直到应用线程再次运行' },
  'waits-receiver-again': { en: 'until the source lets the receiver in', zh: '直到主库接受接收线程' },
  'waits-source-renamed': { en: 'until the name of the source is set', zh: '直到主库名称设置完成' },
} as const satisfies Record<string, Sentence>;

const CHECKS = {
  'replicates-from-nobody': { en: '{instance} replicates from nobody.', zh: '{instance} 没有上级主库。' },
  'name-the-channel': {
    en: '{instance} has several replication channels ({channels}); say which one is meant.',
    zh: '{instance} 有多个复制通道（{channels}），请指明是哪一个。',
  },
  'threads-run-already': {
    en: 'What should be started on {instance} runs already.',
    zh: '{instance} 上要启动的线程已在运行。',
  },
  'threads-stand-already': {
    en: 'What should be stopped on {instance} is stopped already.',
    zh: '{instance} 上要停止的线程已经停止。',
  },
  'nothing-to-restart': {
    en: 'Nothing of it runs on {instance}, so there is nothing to restart. Start it instead.',
    zh: '{instance} 上没有相应线程在运行，无需重启。请改为启动。',
  },
  'delayed-stops-where-it-is': {
    en: '{instance} is delayed by {seconds} s on purpose: it stops where it is, with what it has received not yet applied.',
    zh: '{instance} 被有意延迟 {seconds} 秒：它停在当前位置，已接收的内容尚未应用。',
  },
  'applier-error-first': {
    en: 'The applier of {instance} fails with error {errorNumber}, so what it has received will not be applied. Mend that first, or stop it plainly.',
    zh: '{instance} 的应用线程因错误 {errorNumber} 失败，已接收的内容不会被应用。请先修复，或直接停止。',
  },
  'applier-started-for-it': {
    en: 'The applier of {instance} is stopped; it is started to apply what was received.',
    zh: '{instance} 的应用线程已停止；将启动它以应用已接收的内容。',
  },
  'delay-is-so-already': {
    en: '{instance} is delayed by {seconds} s already.',
    zh: '{instance} 已经延迟 {seconds} 秒。',
  },
  'delay-was': { en: '{instance} is delayed by {seconds} s now.', zh: '{instance} 当前延迟 {seconds} 秒。' },
  'received-is-fetched-again': {
    en: 'What {instance} has received and not applied is dropped by this change and fetched again; its source must still have it.',
    zh: '{instance} 已接收但未应用的内容会因此丢弃并重新获取；主库必须仍保留这些内容。',
  },
  'reset-forgets-source': {
    en: '{instance} forgets {source} for good: no statement brings it back. The notes say what is needed to set it up again.',
    zh: '{instance} 将永久忘记 {source}：没有语句可以恢复。备注中列出了重新设置所需的信息。',
  },
  'only-copy-in-relay-log': {
    en: 'Nobody but the relay log of {replica} has {transactions}, and with relay_log_recovery a restart would lose them: let {replica} apply them before anybody restarts it.',
    zh: '{transactions} 只存在于 {replica} 的中继日志中，而由于 relay_log_recovery，重启会丢失它们：在重启 {replica} 之前，请先让它应用这些事务。',
  },
  'reset-drops-only-copy': {
    en: 'Nobody but the relay log of {instance} has {transactions}; they are lost for good.',
    zh: '{transactions} 只存在于 {instance} 的中继日志中；它们将永久丢失。',
  },
  'reset-drops-received': {
    en: '{instance} has received transactions that it has not applied; they are lost there.',
    zh: '{instance} 有已接收但未应用的事务；它们将在其上丢失。',
  },
  'waits-need-applier': {
    en: 'The applier of {instance} does not run, so it would never get there.',
    zh: '{instance} 的应用线程没有运行，永远无法到达该位置。',
  },
  'waits-for-so-long': { en: 'It is given up after {seconds} s.', zh: '{seconds} 秒后放弃。' },
  'gtids-not-understood': {
    en: '"{gtids}" is no GTID set or position as {instance} writes them: {detail}',
    zh: '“{gtids}”不是 {instance} 所用格式的 GTID 集合或位置：{detail}',
  },
  'applier-not-stopped': {
    en: 'The applier of {instance} runs: there is nothing to skip.',
    zh: '{instance} 的应用线程正在运行：没有需要跳过的内容。',
  },
  'applier-has-no-error': {
    en: 'The applier of {instance} is stopped without an error: there is nothing to skip. Start it instead.',
    zh: '{instance} 的应用线程已停止但没有错误：没有需要跳过的内容。请改为启动。',
  },
  'skips-for-good': {
    en: 'What this transaction changes will be missing on {instance}, and this is not taken back. Error {errorNumber}: {errorText}',
    zh: '此事务所做的更改将不会出现在 {instance} 上，且无法撤回。错误 {errorNumber}：{errorText}',
  },
  'already-detached': { en: '{instance} is detached already.', zh: '{instance} 已经分离。' },
  'not-detached': { en: '{instance} is not detached.', zh: '{instance} 没有分离。' },
  'detach-needs-standstill': {
    en: '{instance} replicates by file and position, which a change of name resets. Stop its replication first, so that it is known where it stands.',
    zh: '{instance} 按文件和位置复制，更改名称会重置位置。请先停止其复制，以便确定其位置。',
  },
  'no-replication-account': {
    en: 'No account for replication is configured. Set ReplicationCredentialsQuery, or TopiaryReplicationUser and TopiaryReplicationPassword.',
    zh: '没有配置复制账号。请设置 ReplicationCredentialsQuery，或 TopiaryReplicationUser 与 TopiaryReplicationPassword。',
  },
  'account-from-query': {
    en: '{instance} replicates as "{was}" now. User and password come from ReplicationCredentialsQuery, asked on {instance} itself.',
    zh: '{instance} 当前以“{was}”复制。用户名和密码来自在 {instance} 上执行的 ReplicationCredentialsQuery。',
  },
  'account-from-configuration': {
    en: '{instance} replicates as "{was}" now. It gets "{user}" and the password of TopiaryReplicationPassword.',
    zh: '{instance} 当前以“{was}”复制。将改为“{user}”及 TopiaryReplicationPassword 中的密码。',
  },
  'account-of-topology': {
    en: '{instance} replicates as "{was}" now. It gets "{user}", the account by which Topiary itself logs in, which its source must let replicate.',
    zh: '{instance} 当前以“{was}”复制。将改为 Topiary 自身登录所用的账号“{user}”，主库必须允许它复制。',
  },
  'password-is-not-known': {
    en: 'The password of before is not known, so this is not taken back.',
    zh: '之前的密码未知，因此无法撤回。',
  },
  'tls-is-so-already': { en: 'TLS of {instance} is set so already.', zh: '{instance} 的 TLS 已经如此设置。' },
  'tls-settings-kept': {
    en: 'Certificates and checks of {instance} stay as they are.',
    zh: '{instance} 的证书和校验设置保持不变。',
  },
} as const satisfies Record<string, Sentence>;

const NOTES = {
  'forgotten-source': {
    en: 'Forgotten on {instance}: source {source}, user "{user}", channel "{channel}", {positioning}.',
    zh: '{instance} 将忘记：主库 {source}，用户“{user}”，通道“{channel}”，{positioning}。',
  },
  'forgotten-coordinates': {
    en: '{instance} has applied up to {file}:{position} of its source.',
    zh: '{instance} 已应用到主库的 {file}:{position}。',
  },
  'forgotten-gtids': { en: '{instance} has applied {gtids}.', zh: '{instance} 已应用 {gtids}。' },
  'failing-transaction': { en: '{instance} fails on {gtid}.', zh: '{instance} 在 {gtid} 上出错。' },
  'failing-transaction-unnamed': {
    en: 'The error of {instance} does not name its transaction; it is read before anything is skipped.',
    zh: '{instance} 的错误没有指明事务；在跳过之前会先读取。',
  },
  'skipped-does': {
    en: 'By the relay log of {instance} ({file}), what is skipped does this: {what}',
    zh: '根据 {instance} 的中继日志（{file}），被跳过的内容是：{what}',
  },
  'skipped-not-known': {
    en: 'What is skipped on {instance} is not known: its relay log does not show the transaction.',
    zh: '{instance} 上被跳过的内容未知：其中继日志中没有显示该事务。',
  },
  'skipped-not-read': {
    en: 'What is skipped on {instance} is not known: its relay log could not be read ({code}).',
    zh: '{instance} 上被跳过的内容未知：无法读取其中继日志（{code}）。',
  },
  'skipped-not-granted': {
    en: 'What is skipped on {instance} is not known: the account may not read its relay log. Run there: {grant}',
    zh: '{instance} 上被跳过的内容未知：账号无权读取其中继日志。请在该服务器上执行：{grant}',
  },
  'next-transaction-skipped': {
    en: 'The first transaction that {instance} has not applied is skipped, which is the one that fails.',
    zh: '将跳过 {instance} 尚未应用的第一个事务，即出错的事务。',
  },
} as const satisfies Record<string, Sentence>;

const OUTCOMES = {
  'applier-error': {
    en: 'The applier of {instance} stopped with error {errorNumber}: {errorText}',
    zh: '{instance} 的应用线程因错误 {errorNumber} 停止：{errorText}',
  },
  'applier-stopped-meanwhile': {
    en: 'Somebody stopped the applier of {instance} before it had applied everything.',
    zh: '在应用完成之前，有人停止了 {instance} 的应用线程。',
  },
  'no-progress': {
    en: '{instance} has not got on for {seconds} s.',
    zh: '{instance} 已有 {seconds} 秒没有进展。',
  },
  'fails-on-another': {
    en: '{instance} fails on {found} with error {errorNumber} now, and not on what the plan shows. Make a new plan.',
    zh: '{instance} 现在在 {found} 上因错误 {errorNumber} 出错，与计划所示不同。请重新制定计划。',
  },
  'skip-not-repeated': {
    en: 'Topiary was killed while {instance} skipped a transaction. It may have skipped it, and a second time it would skip another; look at its replication first.',
    zh: 'Topiary 在 {instance} 跳过事务时被终止。该事务可能已被跳过，再次执行会跳过另一个事务；请先检查其复制状态。',
  },
  'credentials-not-found': {
    en: 'ReplicationCredentialsQuery gave no user on {instance}.',
    zh: 'ReplicationCredentialsQuery 在 {instance} 上没有返回用户。',
  },
} as const satisfies Record<string, Sentence>;

export const REPLICATION_MESSAGES = { ...THREADS, ...STATES, ...STEPS, ...WAITS, ...CHECKS, ...NOTES, ...OUTCOMES };
