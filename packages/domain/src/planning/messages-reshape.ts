/** The sentences of what changes the tree by more than one move. */
import type { ReshapeKind } from './reshape/reshape.ts';

interface Sentence {
  readonly en: string;
  readonly zh: string;
}

const TITLES = {
  'title-move-up': {
    en: 'Move {replica} up, below the master of its master',
    zh: '将 {replica} 上移到其主库的主库之下',
  },
  'title-move-up-replicas': {
    en: 'Move the replicas of {source} up, beside it',
    zh: '将 {source} 的从库上移到与它同级',
  },
  'title-move-below': {
    en: 'Move {replica} below its sibling {sibling}',
    zh: '将 {replica} 移到同级的 {sibling} 之下',
  },
  'title-repoint': { en: 'Point {replica} at its master anew', zh: '重新声明 {replica} 的主库' },
  'title-repoint-replicas': { en: 'Point the replicas of {source} anew', zh: '重新声明 {source} 各从库的主库' },
  'title-take-siblings': { en: 'Put the siblings of {replica} below it', zh: '将 {replica} 的同级从库移到它之下' },
  'title-take-master': { en: 'Swap {replica} with its master', zh: '将 {replica} 与其主库互换位置' },
  'title-make-local-master': {
    en: 'Put {replica} beside its master, with its siblings below it',
    zh: '将 {replica} 移到与其主库同级，并把其同级从库移到它之下',
  },
  'title-make-co-master': {
    en: 'Let the master of {replica} replicate from it too',
    zh: '让 {replica} 的主库也从它复制',
  },
  'title-make-master': {
    en: 'Make {replica} the master in place of its own, which is gone',
    zh: '使 {replica} 成为主库，取代其已失效的主库',
  },
  'title-regroup-replicas': {
    en: 'Put one replica of {source} above the others',
    zh: '将 {source} 的一个从库置于其他从库之上',
  },
  'title-evacuate': { en: 'Let nobody replicate from {servers}', zh: '让所有从库离开 {servers}' },
  'title-rehome-replicas': {
    en: 'Bring the replicas of {source} to where they fit best',
    zh: '将 {source} 的从库移到最合适的位置',
  },
  'title-enforce-semi-sync': {
    en: 'Let as many replicas acknowledge as {master} waits for',
    zh: '让确认的从库数量符合 {master} 所等待的数量',
  },
  'title-move-many': {
    en: 'Make {count} moves, in an order in which no circle closes',
    zh: '按不形成环的顺序执行 {count} 个移动',
  },
  'title-restore': {
    en: 'Bring an earlier shape back (replicas to move: {count})',
    zh: '恢复到较早的结构（需移动的从库：{count} 个）',
  },
} as const satisfies Record<`title-${ReshapeKind | 'restore'}`, Sentence>;

const REFUSALS = {
  'nobody-above-master': {
    en: '{master} replicates from nobody, so there is no place above it for {replica}.',
    zh: '{master} 没有上级主库，因此其上没有 {replica} 的位置。',
  },
  'not-siblings': {
    en: '{replica} and {sibling} do not replicate from the same master. To move it there all the same, relocate it.',
    zh: '{replica} 与 {sibling} 没有共同的主库。如仍要移动，请使用 relocate。',
  },
  'no-siblings': {
    en: '{master} has no other replica than {replica}.',
    zh: '{master} 除 {replica} 之外没有其他从库。',
  },
  'master-takes-writes': {
    en: '{master} is the top of its tree and takes the writes. {replica} takes its place by a planned takeover, which moves the writes too; a swap does not.',
    zh: '{master} 位于树的顶端并接受写入。{replica} 需通过计划内切换取代它，切换会同时转移写入；互换位置不会。',
  },
  'master-in-circle': {
    en: '{master} is one of several masters that replicate from each other; {replica} cannot change places with it.',
    zh: '{master} 与其他主库互相复制；{replica} 不能与它互换位置。',
  },
  'several-clusters': {
    en: 'These servers belong to several clusters; make one plan for each.',
    zh: '这些服务器属于多个集群；请为每个集群分别制定计划。',
  },
  'evacuated-master': {
    en: '{master} has no server above it that stays, so what replicates from it stays too. It needs another master first: a planned takeover.',
    zh: '{master} 之上没有保留的服务器，因此从它复制的服务器保持原位。需先通过计划内切换更换主库。',
  },
  'nobody-reads-there': {
    en: 'No server elsewhere replicates from {servers}; there is nothing to move.',
    zh: '没有其他服务器从 {servers} 复制；无需移动。',
  },
  'undo-not-ended': { en: 'The plan has not ended yet.', zh: '计划尚未结束。' },
  'undo-nothing-done': {
    en: 'Nothing of this plan stands on the servers, so there is nothing to undo.',
    zh: '服务器上没有留下此计划的任何改动，因此无可撤销。',
  },
  'undo-moved-on': {
    en: '{replica} no longer replicates from {target}, where the plan put it.',
    zh: '{replica} 已不再从计划所指定的 {target} 复制。',
  },
  'undo-not-seen': { en: '{instance} is not to be seen now.', zh: '目前看不到 {instance}。' },
  'undo-changed-since': {
    en: '{instance} no longer stands as the plan left it.',
    zh: '{instance} 已不是计划留下的状态。',
  },
  'undo-lasts': { en: 'What was done on {instance} cannot be taken back.', zh: '在 {instance} 上所做的操作无法撤回。' },
  'history-not-kept': {
    en: 'Plans are kept for {days} days (TopiaryPlanPurgeDays); what moved before that is not known any more.',
    zh: '计划保留 {days} 天（TopiaryPlanPurgeDays）；更早的移动已无从得知。',
  },
  'history-begins-with-start': {
    en: 'This Topiary keeps its history in memory, so it begins with its start, and that was later.',
    zh: '此 Topiary 的历史只保存在内存中，从启动时开始，而启动晚于该时刻。',
  },
  'history-too-many-plans': {
    en: 'More than {limit} plans ran on this cluster since then. Choose a later moment, and go back in several steps.',
    zh: '此后该集群上执行了超过 {limit} 个计划。请选择较晚的时刻，分几步返回。',
  },
  'moment-not-yet': { en: 'That moment has not come yet.', zh: '该时刻尚未到来。' },
  'shape-as-then': {
    en: 'As far as plans moved it, the cluster stands as it stood then.',
    zh: '就计划所移动的部分而言，集群与当时的结构一致。',
  },
  'no-replicas': { en: '{source} has no replicas.', zh: '{source} 没有从库。' },
  'no-binlog-servers': {
    en: '{source} has no binlog servers below it.',
    zh: '{source} 下没有 binlog 服务器。',
  },
  'not-a-binlog-server-of': {
    en: '{candidate} is no binlog server below {source}.',
    zh: '{candidate} 不是 {source} 下的 binlog 服务器。',
  },
  'not-a-replica-of': { en: '{candidate} is no replica of {source}.', zh: '{candidate} 不是 {source} 的从库。' },
  'no-candidate': {
    en: 'None of the replicas of {source} may go above the others. Name one to have it all the same.',
    zh: '{source} 没有适合置于其他从库之上的从库。如仍要进行，请指定一个。',
  },
  'relay-log-lost': {
    en: 'The relay log of {replica} holds transactions that no other server has ({transactions}), and this move deletes it. Let {replica} apply them first, or accept the loss.',
    zh: '{replica} 的中继日志中有其他服务器都没有的事务（{transactions}），此移动会删除该日志。请先让 {replica} 应用它们，或接受丢失。',
  },
  'acknowledged-lost': {
    en: 'The relay log of {replica} holds transactions that it acknowledged to its master by semi-sync and that no other server has ({transactions}); this move deletes it. Let {replica} apply them first, or accept the loss.',
    zh: '{replica} 的中继日志中有它已通过半同步向主库确认、且其他服务器都没有的事务（{transactions}）；此移动会删除该日志。请先让 {replica} 应用它们，或接受丢失。',
  },
  'method-keeps-gtid': {
    en: '{replica} replicates by GTID, and a move never turns that off.',
    zh: '{replica} 使用 GTID 复制，移动不会关闭它。',
  },
  'method-needs-gtid': {
    en: '{replica} does not replicate by GTID. Where its servers have GTIDs, choose to switch it to them with the move.',
    zh: '{replica} 未使用 GTID 复制。如果服务器有 GTID，请选择在移动时切换到 GTID。',
  },
  'method-needs-one-log': {
    en: '{source}, which {replica} reads from now, and {target} do not serve one and the same log.',
    zh: '{replica} 当前读取的 {source} 与 {target} 提供的不是同一份日志。',
  },
  'method-has-one-log': {
    en: '{source}, which {replica} reads from now, and {target} serve one and the same log: the place is known by equal coordinates, without anybody standing still.',
    zh: '{replica} 当前读取的 {source} 与 {target} 提供同一份日志：由相同坐标即可确定位置，无需任何服务器暂停。',
  },
} as const satisfies Record<string, Sentence>;

const CANDIDATES = {
  'candidate-chosen': {
    en: '{candidate} is the best of the replicas of {source} to go above the others.',
    zh: '{candidate} 是 {source} 的从库中最适合置于其他从库之上的。',
  },
  'candidate-silent': { en: '{candidate} does not answer.', zh: '{candidate} 没有应答。' },
  'candidate-binlog-server': {
    en: '{candidate} is a binlog server, which has no data.',
    zh: '{candidate} 是 binlog 服务器，没有数据。',
  },
  'candidate-logs-nothing': {
    en: '{candidate} does not log what it applies, so nobody can replicate from it.',
    zh: '{candidate} 不记录它应用的更新，因此无法从它复制。',
  },
  'candidate-banned': {
    en: '{candidate} is not to be promoted: its promotion rule or a filter says so.',
    zh: '{candidate} 不允许被提升：由其提升规则或过滤器规定。',
  },
  'candidate-delayed': {
    en: '{candidate} is delayed on purpose; below it all would be.',
    zh: '{candidate} 被有意延迟；其下的所有服务器也会延迟。',
  },
  'candidate-stands': {
    en: 'A replication thread of {candidate} is stopped: it does not follow {source}.',
    zh: '{candidate} 的一个复制线程已停止：它没有跟随 {source}。',
  },
  'candidate-version-higher': {
    en: '{candidate} runs {version}, higher than most of its siblings, which could not follow it.',
    zh: '{candidate} 的版本 {version} 高于大多数同级从库，它们无法从它复制。',
  },
  'candidate-format-bigger': {
    en: '{candidate} logs as {format}, which most of its siblings cannot carry on.',
    zh: '{candidate} 的日志格式是 {format}，大多数同级从库无法沿用。',
  },
  'lost-ahead': {
    en: '{replica} is lost to this group: it received what {candidate} did not ({ahead}). It stays where it is.',
    zh: '{replica} 无法归入此组：它收到了 {candidate} 没有的事务（{ahead}）。它保持原位。',
  },
} as const satisfies Record<string, Sentence>;

const NOTES = {
  'moved-by-gtid': {
    en: 'By GTID, because it is used already: every server finds its own position, and keeps using GTID.',
    zh: '使用 GTID，因为已在使用：每个服务器会自己找到位置，并继续使用 GTID。',
  },
  'moved-by-binlog-server': {
    en: 'By equal coordinates, because the log read from then on is the same that is read now: a place in it is the same place on every server that serves it.',
    zh: '使用相同坐标，因为之后读取的日志与现在读取的是同一份：其中的位置在提供它的每台服务器上都相同。',
  },
  'moved-by-pseudo-gtid': {
    en: 'By Pseudo-GTID, because GTID is not used and the logs of both sides have markers: they are compared until the place is proved.',
    zh: '使用 Pseudo-GTID，因为未使用 GTID，且双方的日志都有标记：比较日志直到位置得到证明。',
  },
  'moved-by-pseudo-gtid-asked': {
    en: 'By Pseudo-GTID, as was asked for: the logs of both sides are compared until the place is proved.',
    zh: '按要求使用 Pseudo-GTID：比较双方的日志直到位置得到证明。',
  },
  'moved-by-coordinates': {
    en: 'By file and position, because GTID is not used and Pseudo-GTID is not to be had on both sides: the servers on the way stand for a moment.',
    zh: '使用文件与位置，因为未使用 GTID，且并非双方都可用 Pseudo-GTID：途经的服务器会短暂停止复制。',
  },
  'moved-by-coordinates-asked': {
    en: 'By file and position, as was asked for: the servers on the way stand for a moment.',
    zh: '按要求使用文件与位置：途经的服务器会短暂停止复制。',
  },
  'moved-by-switch-to-gtid': {
    en: 'By GTID, to which it is switched with this move, as was asked for: it stands for a moment, and what it had received and not applied is fetched again.',
    zh: '按要求在移动时切换到 GTID：它会短暂停止复制，已接收但未应用的内容将重新获取。',
  },
  'switch-stays': {
    en: '{replica} follows GTIDs from then on, also when this move is taken back: GTIDs are turned off only by an act of their own (disable-gtid).',
    zh: '{replica} 此后使用 GTID，撤销此移动后也是如此：只有专门的操作（disable-gtid）才会关闭 GTID。',
  },
  'switch-possible': {
    en: '{replica} goes by file and position, and could follow GTIDs from this move on: choose the method “switch-to-gtid”.',
    zh: '{replica} 使用文件与位置，可以在此移动时改为使用 GTID：请选择方式“switch-to-gtid”。',
  },
  'switch-would-do': {
    en: '{replica} could be moved to {target} by switching it to GTIDs: choose the method “switch-to-gtid”.',
    zh: '将 {replica} 切换到 GTID 即可把它移到 {target}：请选择方式“switch-to-gtid”。',
  },
  'writers-stay': {
    en: 'Who may write does not change: neither {replica} nor {master} is made writable or read-only.',
    zh: '可写性不变：{replica} 与 {master} 都不会被改为可写或只读。',
  },
  'half-a-swap': {
    en: 'Should the second half fail, {replica} and {master} both stand below {above}, and both replicate.',
    zh: '如果后半部分失败，{replica} 与 {master} 都位于 {above} 之下，并且都在复制。',
  },
  'swapped-master-writable': {
    en: '{master} is writable though it is a replica: what is written there comes only to the servers that stay below it.',
    zh: '{master} 虽是从库却可写：在其上写入的数据只会到达仍位于它之下的服务器。',
  },
} as const satisfies Record<string, Sentence>;

const AUDIT = {
  'audit-reshape': { en: '{instance}, {shape}:', zh: '{instance}，{shape}：' },
  'audit-restore': { en: 'An earlier shape brought back:', zh: '恢复较早的结构：' },
  'audit-reshape-move': { en: '{replica} below {target},', zh: '{replica} 移到 {target} 之下，' },
} as const satisfies Record<string, Sentence>;

export const RESHAPE_MESSAGES = { ...TITLES, ...REFUSALS, ...CANDIDATES, ...NOTES, ...AUDIT };
