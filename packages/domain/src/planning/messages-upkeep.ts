/** The sentences of acts on logs, GTIDs and semi-sync. */
import type { SemiSyncSide } from '../topology/observation.ts';
import type { UpkeepStep } from './upkeep-steps.ts';

interface Sentence {
  readonly en: string;
  readonly zh: string;
}

const TITLES = {
  'title-gtid-mode-on': {
    en: 'Turn GTIDs on in the whole cluster of {instance}',
    zh: '在 {instance} 所在的整个集群开启 GTID',
  },
  'title-gtid-mode-off': {
    en: 'Turn GTIDs off in the whole cluster of {instance}',
    zh: '在 {instance} 所在的整个集群关闭 GTID',
  },
  'title-gtid-errant-inject-empty': {
    en: 'Empty transactions on the master in place of the errant ones of {instance}',
    zh: '在主库上用空事务代替 {instance} 的异常事务',
  },
  'title-gtid-errant-set-purged': {
    en: 'Let every server count the errant transactions of {instance} as executed',
    zh: '让所有服务器把 {instance} 的异常事务视为已执行',
  },
  'title-gtid-errant-reset-master': {
    en: 'Let {instance} forget its errant transactions, with its binary logs',
    zh: '让 {instance} 忘记其异常事务，并清空二进制日志',
  },
  'title-reset-master': { en: 'Begin the binary logs of {instance} anew', zh: '重新开始 {instance} 的二进制日志' },
} as const satisfies Record<string, Sentence>;

type OtherStep = Exclude<
  UpkeepStep['kind'],
  'set-semi-sync' | 'set-positioning' | 'wait-for-transactions' | 'kill-process'
>;

const STEPS = {
  'step-set-gtid-mode': { en: 'Set gtid_mode of {instance} to {mode}', zh: '将 {instance} 的 gtid_mode 设为 {mode}' },
  'step-set-gtid-consistency': {
    en: 'Set enforce_gtid_consistency of {instance} to {to}',
    zh: '将 {instance} 的 enforce_gtid_consistency 设为 {to}',
  },
  'step-wait-for-anonymous': {
    en: 'Wait until no transaction without a GTID is under way on {instance}',
    zh: '等待 {instance} 上没有正在进行的无 GTID 事务',
  },
  'step-wait-for-with-gtid': {
    en: 'Wait until no transaction with a GTID is under way on {instance}',
    zh: '等待 {instance} 上没有正在进行的带 GTID 的事务',
  },
  'step-read-log-position': {
    en: 'Read where the binary log of {instance} ends',
    zh: '读取 {instance} 的二进制日志末尾位置',
  },
  'step-wait-for-log-position': {
    en: 'Wait until {instance} has applied its master’s log up to there',
    zh: '等待 {instance} 将主库日志应用到该位置',
  },
  'step-purge-binary-logs': {
    en: 'Delete {files} binary logs of {instance} ({bytes} bytes): {first} and those before {to}',
    zh: '删除 {instance} 的 {files} 个二进制日志（{bytes} 字节）：从 {first} 到 {to} 之前',
  },
  'step-purge-older-logs': {
    en: 'Delete those of the {files} binary logs of {instance} before {to} that were last written more than {seconds} s ago',
    zh: '删除 {instance} 在 {to} 之前的 {files} 个二进制日志中最后写入时间早于 {seconds} 秒之前的日志',
  },
  'purge-by-file-or-age': {
    en: 'The binary logs of {instance} are purged up to a file or by their age, not by both: the server takes one limit.',
    zh: '{instance} 的二进制日志只能按文件或按时间清除，不能同时使用两者：服务器只接受一个界限。',
  },
  'purge-age-out-of-bounds': {
    en: 'Binary logs are purged by an age from {least} to {most} s; one that is written now could go otherwise.',
    zh: '按时间清除二进制日志时，时间须在 {least} 到 {most} 秒之间；否则可能清除正在写入的日志。',
  },
  'purge-age-decided-by-server': {
    en: 'No statement tells how old a binary log is: {instance} decides which of them go. So this is done only where no replica needs more than {to}, or where each is known to be less behind than the logs are old.',
    zh: '没有语句能说明二进制日志的时间：由 {instance} 决定清除哪些。因此仅当没有从库需要 {to} 之前的日志，或已知各从库的落后时间短于日志的时间时才执行。',
  },
  'step-reset-binary-logs': {
    en: 'Delete all binary logs of {instance} and forget what it has executed',
    zh: '删除 {instance} 的所有二进制日志，并忘记已执行的事务',
  },
  'step-reset-keeping-gtids': {
    en: 'Delete all binary logs of {instance}; what it has executed stays known',
    zh: '删除 {instance} 的所有二进制日志；已执行的事务仍然保留',
  },
  'step-reset-without-gtids': {
    en: 'Delete all binary logs of {instance}, and forget {without} of what it has executed',
    zh: '删除 {instance} 的所有二进制日志，并从已执行的事务中去掉 {without}',
  },
  'step-set-gtid-purged': {
    en: 'Let {instance} count {adds} as executed',
    zh: '让 {instance} 把 {adds} 视为已执行',
  },
  'step-inject-empty-transactions': {
    en: 'Write {count} empty transactions on {instance}: {gtids}',
    zh: '在 {instance} 上写入 {count} 个空事务：{gtids}',
  },
  'step-gtid-on': { en: 'Let {instance} find its place by GTID', zh: '让 {instance} 按 GTID 定位' },
  'step-gtid-off': { en: 'Let {instance} find its place by file and position', zh: '让 {instance} 按文件和位置定位' },
  'waits-receiver-goes-on': { en: 'until its receiver reads again', zh: '直到接收线程重新读取' },
} as const satisfies Record<
  `step-${OtherStep}` | `step-gtid-${'on' | 'off'}` | `step-wait-for-${'anonymous' | 'with-gtid'}`,
  Sentence
> &
  Record<string, Sentence>;

const SEMI_SYNC = {
  'step-semi-sync-source-on': {
    en: 'Let commits on {instance} wait until a replica has them',
    zh: '让 {instance} 上的提交等待从库收到',
  },
  'step-semi-sync-source-off': {
    en: 'Let commits on {instance} wait for nobody',
    zh: '让 {instance} 上的提交不再等待从库',
  },
  'step-semi-sync-replica-on': {
    en: 'Let {instance} acknowledge what it receives',
    zh: '让 {instance} 确认收到的内容',
  },
  'step-semi-sync-replica-off': {
    en: 'Let {instance} acknowledge nothing any more',
    zh: '让 {instance} 不再确认收到的内容',
  },
  'semi-sync-not-loaded': {
    en: '{instance} has no plugin for this side of semi-sync. Install it first (INSTALL PLUGIN …).',
    zh: '{instance} 没有安装半同步这一侧的插件，请先安装（INSTALL PLUGIN …）。',
  },
  'semi-sync-on-already': {
    en: 'This side of semi-sync is on already on {instance}.',
    zh: '{instance} 的半同步这一侧已经开启。',
  },
  'semi-sync-off-already': {
    en: 'This side of semi-sync is off already on {instance}.',
    zh: '{instance} 的半同步这一侧已经关闭。',
  },
  'commits-not-acknowledged': {
    en: 'From then on commits on {instance} wait for no replica: what it alone has is lost with it.',
    zh: '此后 {instance} 上的提交不等待任何从库：只有它拥有的数据会随它一起丢失。',
  },
  'enough-acknowledge': {
    en: '{left} replicas of {instance} acknowledge, which is enough.',
    zh: '{instance} 有 {left} 个从库确认，已经足够。',
  },
  'move-leaves-too-few-acknowledging': {
    en: 'While this move runs, {left} replicas of {instance} acknowledge, and a commit waits for {wait}: every commit waits up to {milliseconds} ms, then semi-sync is off, until enough acknowledge again.',
    zh: '移动期间 {instance} 只有 {left} 个从库确认，而提交需要等待 {wait} 个：每次提交最多等待 {milliseconds} 毫秒，随后半同步失效，直到有足够的从库确认。',
  },
  'too-few-acknowledge': {
    en: '{left} replicas of {instance} would acknowledge, and a commit waits for {wait}: every commit would wait up to {milliseconds} ms, then semi-sync is off.',
    zh: '{instance} 将只有 {left} 个从库确认，而提交需要等待 {wait} 个：每次提交最多等待 {milliseconds} 毫秒，随后半同步失效。',
  },
} as const satisfies Record<`step-semi-sync-${SemiSyncSide}-${'on' | 'off'}`, Sentence> & Record<string, Sentence>;

const LOGS = {
  'binary-logs-not-read': {
    en: 'The list of binary logs of {instance} could not be read ({code}), so nothing can be said of which may go.',
    zh: '无法读取 {instance} 的二进制日志列表（{code}），因此不知道哪些可以删除。',
  },
  'no-such-binary-log': { en: '{instance} has no binary log {file}.', zh: '{instance} 没有二进制日志 {file}。' },
  'no-older-binary-log': {
    en: '{instance} has no binary log before {file}; nothing is left to be deleted.',
    zh: '{instance} 在 {file} 之前没有二进制日志，没有可删除的。',
  },
  'purge-replica-not-seen': {
    en: '{replica} does not answer, so nobody knows what it still has to read from {instance}.',
    zh: '{replica} 没有应答，无法得知它还需要从 {instance} 读取什么。',
  },
  'purge-replica-not-known': {
    en: '{replica} does not say which binary log it applies.',
    zh: '{replica} 没有说明它正在应用哪个二进制日志。',
  },
  'purge-replica-has-all': { en: '{replica} has everything.', zh: '{replica} 已拥有全部数据。' },
  'purge-replica-reads-later': {
    en: '{replica} applies {file}, which stays.',
    zh: '{replica} 正在应用 {file}，该文件会保留。',
  },
  'purge-replica-needs': {
    en: '{replica} still needs {file}, which would go; it could not replicate any more.',
    zh: '{replica} 仍需要将被删除的 {file}；删除后它将无法继续复制。',
  },
  'purge-replica-is-nearer': {
    en: '{replica} applies {file}, and what it needs was written less than {seconds} s ago (its lag and its delay, and a minute more): only older logs go.',
    zh: '{replica} 正在应用 {file}，它所需的内容写入不超过 {seconds} 秒（延迟、设定的延时，再加一分钟）：只清除更早的日志。',
  },
  'purge-replica-may-need': {
    en: '{replica} still needs {file}, which may be older than {age} s: with its lag and its delay it may need what was written {seconds} s ago. Purge what is older than that, or name the log that is the first to stay ({file}).',
    zh: '{replica} 仍需要 {file}，其时间可能早于 {age} 秒：考虑延迟与设定的延时，它可能需要 {seconds} 秒前写入的内容。请清除比这更早的日志，或指定第一个保留的日志（{file}）。',
  },
  'purge-readers-not-listed': {
    en: 'Who reads the binary log of {instance} could not be listed; only its known replicas were looked at.',
    zh: '无法列出谁在读取 {instance} 的二进制日志；只检查了已知的从库。',
  },
  'purge-unknown-readers': {
    en: 'The binary log of {instance} is also read by {hosts}, which is no known server; nobody knows how far.',
    zh: '{hosts} 也在读取 {instance} 的二进制日志，它不是已知的服务器，无法得知其进度。',
  },
  'reset-has-replicas': {
    en: '{instance} has replicas ({replicas}), which could not go on after this. Move them away first.',
    zh: '{instance} 有从库（{replicas}），此后它们将无法继续复制。请先将它们移走。',
  },
  'nobody-reads-here': {
    en: 'No known server replicates from {instance}.',
    zh: '没有已知的服务器从 {instance} 复制。',
  },
  'all-logs-go': {
    en: 'All binary logs of {instance} are deleted, and with them every restore to a moment that needs them.',
    zh: '{instance} 的所有二进制日志都会被删除，依赖它们的时间点恢复将不再可能。',
  },
  'all-history-goes': {
    en: 'All binary logs of {instance} are deleted, and which transactions it has executed is forgotten: no replica of before can follow it.',
    zh: '{instance} 的所有二进制日志都会被删除，已执行的事务也会被忘记：以前的从库都无法再跟随它。',
  },
} as const satisfies Record<string, Sentence>;

const GTIDS = {
  'gtid-mode-taken-back': {
    en: 'Once it is done it is not undone by its steps, since transactions of the other kind may be under way then: to take it back, ask for gtid_mode {mode}, which is a plan with waits of its own.',
    zh: '完成后不能按其步骤撤销，因为届时可能有另一类事务正在进行：若要恢复，请另行要求 gtid_mode {mode}，那是带有自身等待步骤的计划。',
  },
  'gtid-mode-so-already': {
    en: 'Every server of the cluster of {instance} has gtid_mode {mode} already.',
    zh: '{instance} 所在集群的所有服务器 gtid_mode 都已是 {mode}。',
  },
  'gtid-mode-member': {
    en: '{instance} has gtid_mode {mode} and takes part.',
    zh: '{instance} 的 gtid_mode 为 {mode}，将参与更改。',
  },
  'gtid-mode-all-must-run': {
    en: '{replica} does not replicate now; what it has not applied would be refused afterwards.',
    zh: '{replica} 目前没有在复制；它尚未应用的事务之后会被拒绝。',
  },
  'errant-while-detached': {
    en: '{replica} is detached. What looks errant on {instance} may come to it, and to others through it, once it is attached again; empty transactions would keep that from them. Attach it first, or reset its replication.',
    zh: '{replica} 处于分离状态。{instance} 上看似异常的事务可能在它重新连接后到达它及其下游；空事务会使它们永远得不到这些数据。请先重新连接它，或重置其复制。',
  },
  'gtid-mode-detached': {
    en: '{replica} is detached from {source}: it would keep its mode, and could not replicate once it is attached again (13117). Attach it first, or reset its replication.',
    zh: '{replica} 已从 {source} 分离：它会保留原来的模式，重新连接后将无法复制（13117）。请先重新连接它，或重置其复制。',
  },
  'gtid-mode-of-group': {
    en: '{instance} is a member of a replication group, which needs gtid_mode ON.',
    zh: '{instance} 是复制组成员，复制组要求 gtid_mode 为 ON。',
  },
  'gtid-mode-not-kept': {
    en: 'A server that restarts takes gtid_mode and enforce_gtid_consistency from its configuration: write them there too.',
    zh: '服务器重启后会从其配置读取 gtid_mode 和 enforce_gtid_consistency：请同时写入配置。',
  },
  'gtid-mode-half-way': {
    en: 'If a step fails, servers stay in a permissive mode, which takes transactions of both kinds; begin again from there.',
    zh: '如果某一步失败，服务器会停留在允许两种事务的 PERMISSIVE 模式；可以从那里重新开始。',
  },
  'gtid-on-already': { en: '{replica} follows GTIDs already.', zh: '{replica} 已经按 GTID 复制。' },
  'gtid-off-already': {
    en: '{replica} replicates by file and position already.',
    zh: '{replica} 已经按文件和位置复制。',
  },
  'gtid-mode-too-low': {
    en: '{server} has gtid_mode {mode}; it must be ON before a replica of it can follow GTIDs.',
    zh: '{server} 的 gtid_mode 为 {mode}；必须先设为 ON，其从库才能按 GTID 复制。',
  },
  'gtid-mode-off': {
    en: '{replica} has gtid_mode OFF, so it cannot follow GTIDs.',
    zh: '{replica} 的 gtid_mode 为 OFF，无法按 GTID 复制。',
  },
  'gtid-other-family': {
    en: '{replica} and {source} have no GTIDs that both understand.',
    zh: '{replica} 与 {source} 没有双方都能理解的 GTID。',
  },
  'gtids-fit': {
    en: '{replica} counts as executed all that it has of {source}.',
    zh: '{replica} 已记录它从 {source} 得到的全部事务。',
  },
  'gtids-have-gaps': {
    en: '{replica} does not count {missing} as executed, which lies before what it has of {source}: those transactions would be applied again.',
    zh: '{replica} 没有把 {missing} 记为已执行，而它们早于它从 {source} 得到的内容：这些事务会被重复应用。',
  },
  'no-gtid-position': {
    en: '{replica} has no GTID position (gtid_slave_pos is empty); set it before it follows GTIDs.',
    zh: '{replica} 没有 GTID 位置（gtid_slave_pos 为空）；请先设置它。',
  },
  'gtid-position-known': { en: '{replica} stands at {position}.', zh: '{replica} 位于 {position}。' },
  'no-file-to-go-on-from': {
    en: '{replica} does not say which file of its master it applies, so it could not go on by file.',
    zh: '{replica} 没有说明它正在应用主库的哪个文件，因此无法按文件继续。',
  },
  'place-not-reached': {
    en: '{replica} has not applied all that it has received from its present master, and until then a server that follows GTIDs may tell a wrong place by file: it would apply transactions again, or leave some out. Wait until it has, or stop it nicely first (stop-replica-nice).',
    zh: '{replica} 尚未应用完从当前主库接收的内容；在此之前，按 GTID 复制的服务器给出的文件位置可能有误，部分事务会被重复应用或遗漏。请等待其完成，或先执行 stop-replica-nice。',
  },
  'goes-on-by-file': {
    en: '{replica} goes on from where it applies ({file}:{position} when this was made); without GTIDs it cannot be moved or take over as easily.',
    zh: '{replica} 将从正在应用的位置继续（制定计划时为 {file}:{position}）；没有 GTID，移动和接管会更困难。',
  },
  'mysql-only': {
    en: '{instance} is MariaDB, which has no sets of executed transactions; this cannot be done there.',
    zh: '{instance} 是 MariaDB，没有已执行事务的集合；无法进行此操作。',
  },
  'not-a-gtid-set': {
    en: '"{text}" is not a set of GTIDs, as {instance} knows them.',
    zh: '“{text}”不是 {instance} 所用的 GTID 集合。',
  },
  'executed-already': { en: '{instance} has executed {gtids} already.', zh: '{instance} 已经执行过 {gtids}。' },
  'purged-already': {
    en: '{instance} counts all of that as executed already.',
    zh: '{instance} 已经把它们全部视为已执行。',
  },
  'takes-purged': {
    en: '{instance} lets transactions be counted as executed.',
    zh: '{instance} 允许把事务视为已执行。',
  },
  'takes-no-purged': {
    en: '{instance} ({version}) takes this only while it has executed nothing; from MySQL 8.0 on it may be added.',
    zh: '{instance}（{version}）只在尚未执行任何事务时接受；从 MySQL 8.0 起才可以追加。',
  },
  'will-never-arrive': {
    en: 'What {instance} counts as executed will never be sent to it: where it lacks the data, it goes on lacking them.',
    zh: '{instance} 视为已执行的事务不会再发送给它：它缺少的数据将一直缺少。',
  },
} as const satisfies Record<string, Sentence>;

const ERRANT = {
  'none-errant-here': {
    en: '{instance} has no transactions that its masters lack.',
    zh: '{instance} 没有主库所缺少的事务。',
  },
  'errant-are': {
    en: '{instance} has {count} errant transactions: {gtids}',
    zh: '{instance} 有 {count} 个异常事务：{gtids}',
  },
  'errant-too-many': {
    en: '{instance} has {count} errant transactions; at most {limit} are replaced by empty ones. Let every server count them as executed instead (gtid-errant-set-purged).',
    zh: '{instance} 有 {count} 个异常事务；最多用空事务代替 {limit} 个。请改为让所有服务器将其视为已执行（gtid-errant-set-purged）。',
  },
  'no-single-master': {
    en: 'The cluster of {instance} has not exactly one master, so nobody says where to write.',
    zh: '{instance} 所在的集群不是恰好有一个主库，无法确定在哪里写入。',
  },
  'master-takes-no-writes': {
    en: '{instance} is the master and read-only; what is written there would be errant again on a server that comes back.',
    zh: '{instance} 是主库但只读；在其上写入可能再次产生异常事务。',
  },
  'master-is-writable': { en: '{instance} is the master and takes writes.', zh: '{instance} 是主库并且可写。' },
  'errant-advice-inject': {
    en: 'Which repair fits: {count} transactions are few, so empty ones on the master (gtid-errant-inject-empty) end it for every server. None of the repairs undoes what they did to the data of {instance}.',
    zh: '建议的修复：{count} 个事务不多，在主库上写入空事务（gtid-errant-inject-empty）即可对所有服务器生效。任何修复都不会撤销它们对 {instance} 数据的影响。',
  },
  'errant-advice-purged': {
    en: 'Which repair fits: {count} transactions are many, so let every other server count them as executed (gtid-errant-set-purged), one statement each. None of the repairs undoes what they did to the data of {instance}.',
    zh: '建议的修复：{count} 个事务较多，让其他服务器各用一条语句将其视为已执行（gtid-errant-set-purged）。任何修复都不会撤销它们对 {instance} 数据的影响。',
  },
  'errant-advice-reset': {
    en: 'Which repair fits: {count} transactions are many, and nobody reads from {instance}, so let it forget them (gtid-errant-reset-master). None of the repairs undoes what they did to its data.',
    zh: '建议的修复：{count} 个事务较多，且没有服务器从 {instance} 读取，可以让它忘记这些事务（gtid-errant-reset-master）。任何修复都不会撤销它们对数据的影响。',
  },
  'errant-advice-rebuild': {
    en: 'Which repair fits: {count} transactions are many, and {instance} has replicas: move those away and let it forget them (gtid-errant-reset-master), or rebuild it.',
    zh: '建议的修复：{count} 个事务较多，且 {instance} 有从库：请先移走从库再让它忘记这些事务（gtid-errant-reset-master），或重建它。',
  },
  'errant-advice-mariadb': {
    en: 'Which repair fits: {instance} is MariaDB, where a replica that has more than its master is rebuilt.',
    zh: '建议的修复：{instance} 是 MariaDB，比主库多出数据的从库需要重建。',
  },
} as const satisfies Record<string, Sentence>;

export const UPKEEP_MESSAGES = { ...TITLES, ...STEPS, ...SEMI_SYNC, ...LOGS, ...GTIDS, ...ERRANT };
