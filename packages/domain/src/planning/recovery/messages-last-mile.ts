/** The sentences of the last mile: a server is fenced, comes back, goes below the one that replaced it. */
interface Sentence {
  readonly en: string;
  readonly zh: string;
}

const FENCING = {
  'step-fence': {
    en: 'Keep everybody from writing to {instance}: read-only, else whatever else does it',
    zh: '阻止任何人写入 {instance}：设为只读，否则采用其他可行的方式',
  },
  'step-offline-mode-on': {
    en: 'Take {instance} offline for ordinary accounts',
    zh: '使 {instance} 对普通账号离线',
  },
  'step-offline-mode-off': {
    en: 'Let ordinary accounts connect to {instance} again',
    zh: '允许普通账号重新连接 {instance}',
  },
  'waits-fenced': { en: 'until one of the ways has closed it', zh: '直到其中一种方式将其关闭' },
  'title-fence': { en: 'Keep everybody from writing to {instance}', zh: '阻止任何人写入 {instance}' },
  'fence-ends-sessions': {
    en: 'Sessions on {instance} that keep it from becoming read-only are ended, and what they have not committed is rolled back; {seconds} s at most.',
    zh: '{instance} 上阻碍其变为只读的会话将被终止，其未提交的内容会回滚；最多 {seconds} 秒。',
  },
  'fence-not-needed': {
    en: '{master} refuses connections: nobody can write there while it does.',
    zh: '{master} 拒绝连接：在此期间无人能写入。',
  },
  'fence-impossible': {
    en: '{master} has to be fenced first (TopiaryFencingRequired), and nothing can do that: it is not reached by its name, and no command is configured (TopiaryFencingProcesses).',
    zh: '必须先隔离 {master}（TopiaryFencingRequired），但无法做到：无法通过其名称到达，且没有配置命令（TopiaryFencingProcesses）。',
  },
  'fence-required': {
    en: 'Nobody takes the place of {master} before it is certain that it takes no writes (TopiaryFencingRequired).',
    zh: '在确定 {master} 不再接受写入之前，没有服务器会接替它（TopiaryFencingRequired）。',
  },
  'fence-hook': {
    en: 'If {master} cannot be closed, the commands of TopiaryFencingProcesses are run.',
    zh: '如果无法关闭 {master}，将运行 TopiaryFencingProcesses 中的命令。',
  },
  'fenced-already': { en: '{instance} takes no writes already.', zh: '{instance} 已经不接受写入。' },
  'fence-failed': {
    en: '{instance} could not be kept from being written to: {tried}',
    zh: '无法阻止对 {instance} 的写入：{tried}',
  },
  'fenced-by-read-only': { en: '{instance} is fenced: it is read-only.', zh: '{instance} 已隔离：已设为只读。' },
  'fenced-by-offline-mode': {
    en: '{instance} is fenced: it is offline for ordinary accounts ({tried}).',
    zh: '{instance} 已隔离：对普通账号离线（{tried}）。',
  },
  'fenced-by-end-sessions': {
    en: '{instance} is fenced: it is read-only, after sessions were ended ({tried}).',
    zh: '{instance} 已隔离：终止会话后已设为只读（{tried}）。',
  },
  'fenced-by-hook': {
    en: '{instance} is fenced, as the configured command says ({tried}).',
    zh: '根据配置的命令，{instance} 已隔离（{tried}）。',
  },
} as const satisfies Record<string, Sentence>;

const PARTS = {
  'title-play-part-master': { en: 'Set {instance} up as a master', zh: '将 {instance} 按主库设置' },
  'title-play-part-replica': { en: 'Set {instance} up as a replica', zh: '将 {instance} 按从库设置' },
  'part-is-not-master': {
    en: '{instance} takes no writes: it is not set up as a master.',
    zh: '{instance} 不接受写入：不按主库设置它。',
  },
  'part-is-not-replica': {
    en: '{instance} takes writes: it is not set up as a replica.',
    zh: '{instance} 接受写入：不按从库设置它。',
  },
  'part-is-played': {
    en: 'The variables and events of {instance} are as they should be already.',
    zh: '{instance} 的变量和事件已经符合要求。',
  },
  'plays-part-master': {
    en: 'The variables and events of {instance} are those of a master.',
    zh: '{instance} 的变量和事件已设为主库所用。',
  },
  'plays-part-replica': {
    en: 'The variables and events of {instance} are those of a replica.',
    zh: '{instance} 的变量和事件已设为从库所用。',
  },
  'part-not-played': {
    en: 'The variables and events of {instance} are left as they were, as something else is done there: topiary play-part sets them.',
    zh: '{instance} 的变量和事件保持不变，因为正在执行其他操作：可用 topiary play-part 设置。',
  },
  'events-stay-enabled': {
    en: '{count} events of {instance} stay enabled, as nobody changes them where super_read_only is on; what they write is refused.',
    zh: '{instance} 的 {count} 个事件保持启用，因为 super_read_only 开启时无法更改；其写入会被拒绝。',
  },
} as const satisfies Record<string, Sentence>;

const RETURNING = {
  'title-rejoin': { en: '{instance} goes below {below}', zh: '{instance} 归入 {below} 之下' },
  'old-master-back': {
    en: '{instance}, which {by} replaced as master, is back and takes writes.',
    zh: '已被 {by} 取代的前主库 {instance} 已恢复，并且接受写入。',
  },
  'old-master-takes-writes': {
    en: '{master} is back and takes writes, so that nobody comes in its place: {successor} is put back.',
    zh: '{master} 已恢复并接受写入，无需接替：{successor} 将被放回原处。',
  },
  'old-master-apart': {
    en: '{instance}, which {by} replaced as master, is back and takes no writes.',
    zh: '已被 {by} 取代的前主库 {instance} 已恢复，不接受写入。',
  },
  'nothing-of-its-own': {
    en: '{instance} has nothing that {below} lacks.',
    zh: '{instance} 没有 {below} 所缺少的内容。',
  },
  'has-its-own': {
    en: '{instance} has transactions of its own, which {below} lacks: {own}. Let {below} get empty ones in their place (what they did stays on {instance}), keep {instance} apart, or fill it anew from a copy (clone-from).',
    zh: '{instance} 有 {below} 所缺少的自有事务：{own}。可以让 {below} 以空事务代替它们（其造成的改动保留在 {instance} 上）、让 {instance} 保持独立，或以副本重新填充它（clone-from）。',
  },
  'has-its-own-mariadb': {
    en: '{instance} has transactions of its own, which {below} lacks: {own}. Keep {instance} apart, or fill it anew from a backup of {below}.',
    zh: '{instance} 有 {below} 所缺少的自有事务：{own}。请让 {instance} 保持独立，或用 {below} 的备份重新填充它。',
  },
  'own-unclear': {
    en: 'Whether {instance} has transactions that {below} lacks cannot be told: they cannot be compared by GTID.',
    zh: '无法得知 {instance} 是否有 {below} 所缺少的事务：两者无法按 GTID 比较。',
  },
  'own-data-stays': {
    en: 'What {own} did to the data of {instance} stays there and is nowhere else: {below} gets empty transactions in their place.',
    zh: '{own} 对 {instance} 数据所做的改动保留在该服务器上，其他地方没有：{below} 会以空事务代替它们。',
  },
  'rejoin-has-source': {
    en: '{instance} is set to replicate from {source} already: move it, or reset its replication first.',
    zh: '{instance} 已设置为从 {source} 复制：请移动它，或先重置其复制。',
  },
  'set-up-like': {
    en: 'The channel of {instance} is set up like that of {like}.',
    zh: '{instance} 的通道按 {like} 的通道设置。',
  },
  'goes-online': {
    en: '{instance} lets ordinary accounts connect again (offline_mode), once it replicates.',
    zh: '{instance} 开始复制后，将重新允许普通账号连接（offline_mode）。',
  },
} as const satisfies Record<string, Sentence>;

const CONDITIONS = {
  'condition-writable': { en: '{instance} takes writes.', zh: '{instance} 接受写入。' },
  'condition-semi-sync': {
    en: 'Commits on {instance} wait for a replica (semi-sync), as they did before.',
    zh: '{instance} 上的提交像以前一样等待从库确认（半同步）。',
  },
  'condition-replicates': {
    en: '{instance} replicates from {source}, with the threads that ran before.',
    zh: '{instance} 从 {source} 复制，且之前运行的线程都在运行。',
  },
  'condition-cluster': {
    en: '{instance} stands at the top of cluster {cluster}, and not of another one.',
    zh: '{instance} 位于集群 {cluster} 的顶端，而不是另一个集群。',
  },
  'condition-alias': { en: 'Cluster {cluster} has its alias {alias}.', zh: '集群 {cluster} 保有别名 {alias}。' },
  'condition-old-closed': { en: '{instance} takes no writes.', zh: '{instance} 不接受写入。' },
  'conditions-hold': {
    en: 'All that has to be true after it is ({count} conditions, {ms} ms).',
    zh: '此后应满足的条件均已满足（{count} 项，{ms} 毫秒）。',
  },
  'conditions-not-held': {
    en: 'Within {seconds} s not all became true that has to be after it. This does not hold:',
    zh: '{seconds} 秒内未能满足此后应满足的全部条件。以下条件不成立：',
  },
  'conditions-given-up': {
    en: '{successor} does not answer any more, so what has to be true after it was not waited for. This does not hold:',
    zh: '{successor} 不再应答，因此未继续等待应满足的条件。以下条件不成立：',
  },
  'recovery-partly-resolved': {
    en: '{successor} is in the place of {instance}, and not all is as it has to be.',
    zh: '{successor} 已取代 {instance}，但并非一切都符合要求。',
  },
} as const satisfies Record<string, Sentence>;

const CLONING = {
  'title-clone-from': {
    en: 'Fill {instance} anew with the data of {donor}',
    zh: '用 {donor} 的数据重新填充 {instance}',
  },
  'step-check-clone': {
    en: 'Ask {instance} and {donor} whether the clone plug-in is loaded',
    zh: '询问 {instance} 和 {donor} 是否已加载 clone 插件',
  },
  'step-clone-data': {
    en: 'Replace all data of {instance} by a copy of that of {donor}, and restart it',
    zh: '以 {donor} 数据的副本替换 {instance} 的全部数据，并重启它',
  },
  'waits-cloned': {
    en: 'until it has all of the data and answers again',
    zh: '直到它拥有全部数据并重新应答',
  },
  'clone-not-confirmed': {
    en: 'All data of {instance} would be replaced by that of {donor}, and nothing brings it back: this has to be agreed to (replacesAllData).',
    zh: '{instance} 的全部数据将被 {donor} 的数据替换且无法恢复：必须明确同意（replacesAllData）。',
  },
  'clone-replaces-all': {
    en: 'All data of {instance} is replaced by that of {donor}; nothing brings it back.',
    zh: '{instance} 的全部数据将被 {donor} 的数据替换，且无法恢复。',
  },
  'clone-mysql-only': {
    en: 'CLONE is MySQL’s: {instance} and {donor} have to be MySQL. On MariaDB fill it from a backup.',
    zh: 'CLONE 仅 MySQL 提供：{instance} 和 {donor} 都必须是 MySQL。在 MariaDB 上请用备份填充。',
  },
  'clone-versions': {
    en: 'CLONE needs MySQL 8.0.17 or later and one series on both sides (before 8.0.37 the same release): {instance} is {version}, {donor} is {donorVersion}.',
    zh: 'CLONE 要求双方均为 MySQL 8.0.17 及以上且属同一系列（8.0.37 之前须为同一版本）：{instance} 为 {version}，{donor} 为 {donorVersion}。',
  },
  'clone-versions-fit': {
    en: '{instance} ({version}) can be filled from {donor} ({donorVersion}).',
    zh: '{instance}（{version}）可以从 {donor}（{donorVersion}）填充。',
  },
  'clone-has-replicas': {
    en: '{count} servers replicate from {instance}; move them away first.',
    zh: '有 {count} 个服务器从 {instance} 复制；请先将它们移走。',
  },
  'clone-donor-channels': {
    en: '{donor} has named replication channels, which would come along with its data: choose another donor.',
    zh: '{donor} 有命名的复制通道，会随其数据一起被复制：请选择其他数据源。',
  },
  'clone-needs': {
    en: 'The clone plug-in has to be loaded on {instance} and {donor}; the account of Topiary needs CLONE_ADMIN on {instance} and BACKUP_ADMIN on {donor}, and reaches {donor} from {instance} by the address that is shown.',
    zh: '{instance} 和 {donor} 上须加载 clone 插件；Topiary 的账号在 {instance} 上需要 CLONE_ADMIN，在 {donor} 上需要 BACKUP_ADMIN，并且能从 {instance} 按所示地址到达 {donor}。',
  },
  'clone-restarts': {
    en: '{instance} restarts when it has the data. Where nothing supervises it, it shuts down instead: start it then, it is waited for.',
    zh: '{instance} 获得数据后会重启。若没有进程监管它，它会关闭：届时请启动它，系统会等待。',
  },
  'clone-then-below': {
    en: '{instance} replicates from {source} afterwards.',
    zh: '此后 {instance} 从 {source} 复制。',
  },
  'clone-plugin-missing': {
    en: "The clone plug-in is not loaded on {instance}: run INSTALL PLUGIN clone SONAME 'mysql_clone.so' there, which a server takes only while super_read_only is off. Nothing was changed.",
    zh: "{instance} 上未加载 clone 插件：请在其上运行 INSTALL PLUGIN clone SONAME 'mysql_clone.so'（需先关闭 super_read_only）。未做任何更改。",
  },
  'clone-progress': {
    en: '{instance}: {stage} {state}, {bytes} of {of} bytes.',
    zh: '{instance}：{stage} {state}，已完成 {bytes} / {of} 字节。',
  },
  'clone-not-supervised': {
    en: '{instance} has all of the data and has shut down: nothing starts it again. Start it; this goes on when it answers.',
    zh: '{instance} 已拥有全部数据并已关闭：没有进程会重新启动它。请启动它；应答后将继续。',
  },
  'clone-not-back': {
    en: '{instance} did not answer within {minutes} minutes after it got the data. Start it, and let it rejoin.',
    zh: '{instance} 获得数据后 {minutes} 分钟内没有应答。请启动它，并使其重新加入。',
  },
} as const satisfies Record<string, Sentence>;

export const LAST_MILE_MESSAGES = { ...CLONING, ...FENCING, ...PARTS, ...RETURNING, ...CONDITIONS };
