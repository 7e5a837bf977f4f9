/** The sentences of moves by file and position. */
interface Sentence {
  readonly en: string;
  readonly zh: string;
}

export const COORDINATE_MESSAGES = {
  'step-stop-at-coordinates': {
    en: 'Stop replication on {instance} and read where it stands',
    zh: '停止 {instance} 的复制并读取其位置',
  },
  'step-apply-until': { en: 'Let {instance} apply up to {place}', zh: '让 {instance} 应用到 {place}' },
  'waits-applier-stopped': { en: 'until its applier has stopped there', zh: '直到其应用线程在该处停止' },
  'applier-error-on-the-way': {
    en: '{instance} could not apply what it got from {source}: error {errorNumber}, {errorText}',
    zh: '{instance} 无法应用从 {source} 收到的内容：错误 {errorNumber}，{errorText}',
  },
  'positions-differ': {
    en: '{instance} is not pointed elsewhere: {one} and {other} should be one place, and are not.',
    zh: '{instance} 未被重新指向：{one} 与 {other} 应为同一位置，但并不相同。',
  },
  'moved-on-below-target': {
    en: '{instance} has applied events of {target} and stays below it; its place below {source} is not known any more.',
    zh: '{instance} 已应用 {target} 的事件，因此留在其下；它在 {source} 之下的位置已无法得知。',
  },
  'moves-by-coordinates': {
    en: '{replica} is moved by file and position, as its channel does not follow GTIDs; {anchors} stop replicating for a moment.',
    zh: '{replica} 的通道不使用 GTID，因此按文件和位置移动；{anchors} 会短暂停止复制。',
  },
  'moves-in-one-log': {
    en: '{replica} keeps its file and position: {target} serves the same binary log as its present master.',
    zh: '{replica} 保持其文件和位置：{target} 提供与其当前主库相同的二进制日志。',
  },
  'log-not-on-target': {
    en: '{replica} goes on in {file}, and {target} has the binary log up to {end} only: wait until it has come further.',
    zh: '{replica} 将从 {file} 继续，而 {target} 的二进制日志目前只到 {end}：请等待其跟上。',
  },
  'log-purged-on-target': {
    en: '{replica} goes on in {file}, which {target} has purged: its oldest binary log is {oldest}.',
    zh: '{replica} 将从 {file} 继续，而 {target} 已清除该文件：其最早的二进制日志是 {oldest}。',
  },
  'no-way-by-coordinates': {
    en: '{replica} cannot get below {target} by file and position: at {instance} the way ends, which has several masters, none that is known, or is one server too many to be paused.',
    zh: '{replica} 无法按文件和位置移到 {target} 之下：路径在 {instance} 处中断，它有多个主库、没有已知的主库，或需暂停的服务器过多。',
  },
  'anchor-takes-writes': {
    en: '{instance} is not read-only: its log may hold writes of its own that no place in the log of its master accounts for, and {replica} would miss them or get them twice. Make {instance} read-only first (set-read-only), or let {replica} follow GTIDs (enable-gtid).',
    zh: '{instance} 不是只读：其日志中可能有自身的写入，在其主库日志的位置中无从体现，{replica} 会缺少这些写入或重复应用。请先将 {instance} 设为只读（set-read-only），或让 {replica} 按 GTID 复制（enable-gtid）。',
  },
  'log-of-circle': {
    en: '{replica} cannot get below {target} by file and position: {instance} is one of co-masters or of a ring (which is one while somebody has detached a member, too) and logs its own writes beside what it replicates, so that no place in its log is known to hold the same as a place in another one. End the circle first, or let {replica} follow GTIDs (enable-gtid).',
    zh: '{replica} 无法按文件和位置移到 {target} 之下：{instance} 属于互为主库的一对或环形复制（其中有成员被分离时亦然），会把自身写入与复制内容混合记录，因此其日志中的位置与其他日志中的位置无法确定内容相同。请先解除环形复制，或让 {replica} 按 GTID 复制（enable-gtid）。',
  },
  'anchor-not-reachable': {
    en: '{replica} would pass {instance}, which has to stand at a known place for that and is not reachable.',
    zh: '{replica} 需要经过 {instance}，它须为此停在已知位置，但当前不可达。',
  },
  'anchor-does-not-log': {
    en: '{replica} would pass {instance}, which does not log what it applies (log_replica_updates): its two positions say nothing of each other.',
    zh: '{replica} 需要经过 {instance}，它不记录应用的更新（log_replica_updates）：其两个位置互不对应。',
  },
  'anchor-stands': {
    en: '{replica} would pass {instance}, of which a thread does not run: start it first.',
    zh: '{replica} 需要经过 {instance}，它有线程未运行：请先启动。',
  },
  'anchor-follows-gtids': {
    en: '{replica} goes by file and position and would pass {instance}, which follows GTIDs and may have more than its master: no position says so. Let {replica} follow GTIDs first (enable-gtid).',
    zh: '{replica} 按文件和位置复制，需要经过 {instance}；后者按 GTID 复制，数据可能多于其主库，位置无法体现。请先让 {replica} 按 GTID 复制（enable-gtid）。',
  },
  'anchor-is-filtered': {
    en: '{replica} would pass {instance}, which filters what it replicates: its log lacks what {replica} needs.',
    zh: '{replica} 需要经过 {instance}，它有复制过滤规则：其日志缺少 {replica} 需要的内容。',
  },
  'anchor-is-delayed': {
    en: '{replica} would pass {instance}, which is delayed by {seconds} s and could not be brought to a known place in time.',
    zh: '{replica} 需要经过 {instance}，它延迟 {seconds} 秒，无法及时到达已知位置。',
  },
  'delayed-by-coordinates': {
    en: '{replica} replicates by file and position and is delayed by {seconds} s: it would not come to a known place in time. Set its delay to 0, then move it.',
    zh: '{replica} 按文件和位置复制且延迟 {seconds} 秒：无法及时到达已知位置。请先将延迟设为 0，再移动。',
  },
  'anchor-in-maintenance': {
    en: '{replica} would pass {instance}, which {owner} has in maintenance.',
    zh: '{replica} 需要经过 {instance}，它正由 {owner} 维护。',
  },
  'needs-running-threads': {
    en: '{replica} replicates by file and position and one of its threads does not run: start it, then move it.',
    zh: '{replica} 按文件和位置复制，且有线程未运行：请先启动，再移动。',
  },
  'binlog-server-stays': {
    en: '{replica} is a binlog server; it can only be moved among servers that serve the same log.',
    zh: '{replica} 是 binlog 服务器；只能在提供相同日志的服务器之间移动。',
  },
} as const satisfies Record<string, Sentence>;
