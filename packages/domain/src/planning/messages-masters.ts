/** The sentences of making a master: a second one beside the first, or one in place of a master that is gone. */
interface Sentence {
  readonly en: string;
  readonly zh: string;
}

const STEPS = {
  'step-set-up-replication': {
    en: 'Let {instance} replicate from {source}, as "{user}"',
    zh: '让 {instance} 以“{user}”从 {source} 复制',
  },
  'step-set-up-by-query': {
    en: 'Let {instance} replicate from {source}, with the account of ReplicationCredentialsQuery',
    zh: '让 {instance} 使用 ReplicationCredentialsQuery 给出的账号从 {source} 复制',
  },
  'step-leave-source': {
    en: 'Let {instance} replicate from {source} no more',
    zh: '让 {instance} 不再从 {source} 复制',
  },
  'waits-channel-there': { en: 'until the channel leads there', zh: '直到该通道指向该处' },
} as const satisfies Record<string, Sentence>;

const ACCOUNTS = {
  'connects-by-query': {
    en: '{instance} replicates with user and password from ReplicationCredentialsQuery, asked on the replica.',
    zh: '{instance} 将使用在从库上执行 ReplicationCredentialsQuery 得到的用户名和密码复制。',
  },
  'connects-as-configured': {
    en: '{instance} replicates as "{user}" with the password of TopiaryReplicationPassword.',
    zh: '{instance} 将以“{user}”及 TopiaryReplicationPassword 中的密码复制。',
  },
  'connects-as-topology': {
    en: '{instance} replicates as "{user}", the account by which Topiary itself logs in; it must be allowed to replicate.',
    zh: '{instance} 将以 Topiary 自身登录所用的账号“{user}”复制；该账号必须允许复制。',
  },
} as const satisfies Record<string, Sentence>;

const CO_MASTERS = {
  'co-masters-already': {
    en: '{master} replicates from {replica} already, or is set up to: they are co-masters. If a thread of it is stopped, start it.',
    zh: '{master} 已从 {replica} 复制，或已如此设置：两者互为主库。如果其线程已停止，请启动它。',
  },
  'third-co-master': {
    en: '{master} and {other} are co-masters already; a circle has two, and {replica} would be a third one.',
    zh: '{master} 与 {other} 已互为主库；环中只能有两个，{replica} 会成为第三个。',
  },
  'master-has-no-source': {
    en: '{master} replicates from nobody, so a source can be set up on it.',
    zh: '{master} 没有上级主库，因此可以为其设置主库。',
  },
  'master-has-source': {
    en: "{master} replicates from {source}. Only the top of a tree gets a co-master; to put {replica} above {master}, let it take its master's place.",
    zh: '{master} 从 {source} 复制。只有树的顶端才能有互为主库的服务器；如要将 {replica} 置于 {master} 之上，请让它取代其主库的位置。',
  },
  'master-keeps-source': {
    en: '{master} still is set up to replicate from {source}, though it does not now. Setting it up anew would lose where it stood: reset its replication first, or start it again.',
    zh: '{master} 仍设置为从 {source} 复制，只是当前未在复制。重新设置会丢失其位置：请先重置其复制，或重新启动复制。',
  },
  'master-is-detached': {
    en: '{master} is detached from its source, which it keeps in order to be reattached. Reattach it, or reset its replication, before {replica} becomes its co-master.',
    zh: '{master} 已与其主库分离，并保留该主库以便重新连接。在 {replica} 与它互为主库之前，请重新连接或重置其复制。',
  },
  'master-keeps-channel': {
    en: '{master} has a replication channel that leads to no known server. Reset it first, then {replica} can become its co-master.',
    zh: '{master} 有一个不指向任何已知服务器的复制通道。请先重置它，之后 {replica} 才能与它互为主库。',
  },
  'co-master-in-group': {
    en: '{instance} is a member of a replication group, which decides itself who takes writes.',
    zh: '{instance} 是复制组的成员，由该组自行决定谁接受写入。',
  },
  'co-master-must-follow': {
    en: '{replica} does not replicate from {master} now: one of its threads does not run. Both must run first.',
    zh: '{replica} 当前未从 {master} 复制：其某个线程没有运行。两个线程都必须先运行。',
  },
  'master-position-unclear': {
    en: 'What {master} applied as a replica ({slavePosition}) is not all in its own log ({binlogPosition}), so from where it would go on is not known.',
    zh: '{master} 作为从库应用过的内容（{slavePosition}）不全在它自己的日志中（{binlogPosition}），因此无法得知应从何处继续。',
  },
  'goes-on-from-own-log': {
    en: 'All that {instance} has is in its own log, so gtid_slave_pos is set to where that ends ({binlogPosition}) before it connects.',
    zh: '{instance} 的全部内容都在它自己的日志中，因此连接前会把 gtid_slave_pos 设为日志末尾（{binlogPosition}）。',
  },
  'goes-on-from-applied': {
    en: 'The log of {instance} holds nothing beside what it applied, so it goes on from its gtid_slave_pos as it is ({slavePosition}).',
    zh: '{instance} 的日志中没有除已应用内容以外的事务，因此从现有的 gtid_slave_pos（{slavePosition}）继续。',
  },
  'own-writes-unknown': {
    en: 'Without GTIDs nobody can tell whether {replica} has transactions of its own; those written before now do not come to {master}.',
    zh: '没有 GTID 就无法判断 {replica} 是否有自己的事务；此前写入的那些不会到达 {master}。',
  },
  'errant-comes-to-master': {
    en: '{replica} has transactions of its own ({errant}). They come to {master}, and to everybody below it.',
    zh: '{replica} 有自己的事务（{errant}）。它们会到达 {master} 以及其下的所有服务器。',
  },
  'co-master-read-only': {
    en: '{replica} is read-only: of the two only {master} takes writes.',
    zh: '{replica} 是只读的：两者中只有 {master} 接受写入。',
  },
  'both-masters-writable': {
    en: '{replica} is writable: both would take writes, and two that contradict each other stop replication. Make it read-only, unless that is what you want.',
    zh: '{replica} 可写：两者都会接受写入，互相冲突的写入会使复制停止。除非这正是您想要的，否则请将它设为只读。',
  },
  'writers-share-domain': {
    en: '{replica} and {master} both write in GTID domain {domain}: what they write at the same moment gets the same sequence numbers, and replication stops. Give each a gtid_domain_id of its own.',
    zh: '{replica} 与 {master} 都在 GTID 域 {domain} 中写入：同时写入的内容会得到相同的序列号，复制会停止。请为每台设置各自的 gtid_domain_id。',
  },
  'public-key-asked': {
    en: '{master} connects to {replica} without TLS, so it asks {replica} for its public key to send the password under.',
    zh: '{master} 不使用 TLS 连接 {replica}，因此会向 {replica} 请求公钥以加密发送密码。',
  },
  'tls-files-taken-over': {
    en: 'TLS of {master} uses files at the same paths as {replica} does; they must be there.',
    zh: '{master} 的 TLS 使用与 {replica} 相同路径的文件；这些文件必须存在。',
  },
  'begins-at-end-of-log': {
    en: '{master} begins where the log of {replica} ends now; its own writes that come back are passed over.',
    zh: '{master} 从 {replica} 日志的当前末尾开始；返回的自身写入会被跳过。',
  },
  'own-log-adopted': {
    en: 'What is in the log of {master} counts as applied there (gtid_slave_pos), and it connects once {replica} has all of it.',
    zh: '{master} 日志中的内容视为已在其上应用（gtid_slave_pos），待 {replica} 拥有全部内容后才连接。',
  },
} as const satisfies Record<string, Sentence>;

const MASTERS = {
  'master-is-gone': {
    en: '{master} does not answer, and nobody reads from it any more.',
    zh: '{master} 没有应答，也不再有服务器从它读取。',
  },
  'master-lives-swap': {
    en: "{master} answers, and is a replica itself: {replica} can take its master's place, which loses nothing.",
    zh: '{master} 有应答，且本身是从库：{replica} 可以取代其主库的位置，不会丢失任何数据。',
  },
  'master-lives-takeover': {
    en: '{master} answers and takes the writes: {replica} takes its place by a planned takeover, which moves the writes and loses nothing.',
    zh: '{master} 有应答并接受写入：{replica} 应通过计划内切换取代它，切换会转移写入且不丢失数据。',
  },
  'master-may-live': {
    en: '{master} did not answer once, which is no proof that it is gone. In a moment more is known.',
    zh: '{master} 有一次没有应答，这不足以证明它已失效。稍后即可确定。',
  },
  'master-still-read': {
    en: '{reader} still is connected to {master}, which may live and take writes that {replica} would lack. If it is gone for certain, stop the receiver of {reader} first.',
    zh: '{reader} 仍与 {master} 保持连接，后者可能仍在运行并接受 {replica} 得不到的写入。如果确定它已失效，请先停止 {reader} 的接收线程。',
  },
  'received-not-applied': {
    en: '{instance} received what it has not applied, and its applier is stopped: that would be lost. Start its applier first.',
    zh: '{instance} 有已接收但未应用的内容，且其应用线程已停止：这些内容会丢失。请先启动其应用线程。',
  },
  'undo-drops-received': {
    en: '{instance} has not applied all that it received from {source}, and its applier is stopped: taking the plan back would lose that. Start its applier first.',
    zh: '{instance} 尚未应用完从 {source} 接收的内容，且其应用线程已停止：撤销此计划会丢失这些内容。请先启动其应用线程。',
  },
  'undo-leaves-alone': {
    en: '{instance} has transactions that {other} lacks ({gtids}): taking the plan back would leave them on {instance} alone. If {other} is to have them, make it a replica of {instance}.',
    zh: '{instance} 有 {other} 所缺少的事务（{gtids}）：撤销此计划会使这些事务只留在 {instance} 上。如果 {other} 也需要它们，请让它成为 {instance} 的从库。',
  },
  'undo-loses-nothing': {
    en: '{instance} has nothing that {other} lacks.',
    zh: '{instance} 没有 {other} 所缺少的事务。',
  },
  'leaving-lasts': {
    en: '{instance} forgets its source for good: without GTIDs or an account for replication that cannot be taken back.',
    zh: '{instance} 会永久忘记其主库：没有 GTID 或复制账号就无法撤回。',
  },
  'leaving-can-be-undone': {
    en: 'That {instance} leaves its source can be taken back: by GTID, and with the configured account.',
    zh: '{instance} 离开其主库可以撤回：通过 GTID 和已配置的账号。',
  },
  'old-master-may-return': {
    en: 'Nothing keeps {master} from coming back writable. See to it that nobody writes there: it is not reached from here.',
    zh: '无法阻止 {master} 恢复后仍可写。请确保没有人向其写入：此处无法连接到它。',
  },
} as const satisfies Record<string, Sentence>;

export const MASTER_MESSAGES = { ...STEPS, ...ACCOUNTS, ...CO_MASTERS, ...MASTERS };
