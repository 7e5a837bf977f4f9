/** The sentences about names, identity and forgetting: refusals, the checks of a move, and the audit. */
interface Sentence {
  readonly en: string;
  readonly zh: string;
}

export const NAME_MESSAGES = {
  'too-many-to-forget': {
    en: '{count} addresses are more than are forgotten in one go ({limit}). Forget servers one by one.',
    zh: '一次最多遗忘 {limit} 个地址，现有 {count} 个。请逐个遗忘。',
  },
  'cluster-has-a-plan': {
    en: '{user} is changing this cluster now (plan {plan}). Try again when that has ended.',
    zh: '{user} 正在更改此集群（计划 {plan}）。请在其结束后重试。',
  },
  'virtual-name-invalid': {
    en: '"{name}" is not a host name. Write it without a port; the port is the one of the server.',
    zh: '“{name}”不是主机名。请不要写端口；端口与服务器相同。',
  },
  'virtual-name-taken': {
    en: 'The name {name} leads to {instance}, or was given to it.',
    zh: '名称 {name} 指向 {instance}，或已分配给它。',
  },
  'same-address-twice': {
    en: 'Name two addresses; {instance} was given twice.',
    zh: '请给出两个地址；{instance} 出现了两次。',
  },
  'already-one-server': {
    en: '{instance} is another address of {kept} already.',
    zh: '{instance} 已经是 {kept} 的另一个地址。',
  },
  'cluster-id-held-there': {
    en: 'The cluster of {instance} goes on with that id already.',
    zh: '{instance} 所在的集群已经在使用该标识。',
  },

  // Checks of a move.
  'virtual-name-used': {
    en: '{replica} is given the name {name} for {target}; it leads to {target}.',
    zh: '{replica} 将使用名称 {name} 连接 {target}；该名称确实指向 {target}。',
  },
  'virtual-name-unproved': {
    en: '{target} has the virtual name {name}, but it is not proved that {name} leads to {target}. Mend the name, or take it away.',
    zh: '{target} 有虚拟名称 {name}，但无法证实 {name} 指向 {target}。请修正该名称或取消登记。',
  },
  'virtual-name-unchecked': {
    en: '{replica} is given the name {name} for {target}, which is a binlog server: whether it leads there is not checked.',
    zh: '{replica} 将使用名称 {name} 连接 {target}；它是 binlog 服务器，不检查该名称是否指向它。',
  },

  'virtual-name-given': {
    en: '{replica} reads from {target} under the name {name}.',
    zh: '{replica} 以名称 {name} 从 {target} 读取。',
  },

  // The audit.
  'audit-forget': { en: '{instance}: forgotten.', zh: '{instance}：已遗忘。' },
  'audit-forget-unseen': {
    en: '{instance}: forgotten, because it has not answered for so long.',
    zh: '{instance}：因长期没有应答而被遗忘。',
  },
  'audit-forget-cluster': {
    en: 'Cluster {cluster}: forgotten with its {count} servers.',
    zh: '集群 {cluster}：已连同其 {count} 台服务器一起遗忘。',
  },
  'audit-remember': { en: '{instance}: no longer forgotten.', zh: '{instance}：已取消遗忘。' },
  'audit-remember-replicates': {
    en: '{instance}: replicates again, so it is no longer forgotten.',
    zh: '{instance}：重新开始复制，因此已取消遗忘。',
  },
  'audit-virtual-name': { en: '{instance}: virtual name {name}.', zh: '{instance}：虚拟名称 {name}。' },
  'audit-virtual-name-for': {
    en: '{instance}: virtual name {name} for {duration}.',
    zh: '{instance}：虚拟名称 {name}，有效期 {duration}。',
  },
  'audit-remove-virtual-name': {
    en: '{instance}: virtual name {name} taken away.',
    zh: '{instance}：已取消虚拟名称 {name}。',
  },
  'audit-virtual-name-over': {
    en: '{instance}: the virtual name {name} is over.',
    zh: '{instance}：虚拟名称 {name} 已到期。',
  },
  'audit-declare-same': {
    en: '{instance} is declared to be another address of {kept}.',
    zh: '已声明 {instance} 是 {kept} 的另一个地址。',
  },
  'audit-declare-different': {
    en: '{instance} and {other} are declared to be two servers.',
    zh: '已声明 {instance} 与 {other} 是两台服务器。',
  },
  'audit-withdraw-declaration': {
    en: 'What was declared of {instance} and {other} is withdrawn.',
    zh: '已撤回对 {instance} 与 {other} 的声明。',
  },
  'audit-discovered-alias': {
    en: '{alias}: discovered; another address of {instance}.',
    zh: '{alias}：已发现；它是 {instance} 的另一个地址。',
  },
  'audit-discover-kept-out': {
    en: '{instance}: kept out by {setting}.',
    zh: '{instance}：被 {setting} 排除。',
  },
  'audit-reset-names': { en: 'Looked-up names forgotten ({count}).', zh: '已清空域名解析缓存（{count} 条）。' },
  'cluster-of-replaced': {
    en: '{instance} stays with {present}, which replaced it, until it replicates or another server reads from it. Let it replicate, or forget it.',
    zh: '{present} 已替换 {instance}；在 {instance} 开始复制或有服务器从它复制之前，它属于 {present} 所在的集群。请让它开始复制，或忘记它。',
  },
  'audit-continue-cluster': {
    en: 'The cluster of {instance} goes on as {cluster}.',
    zh: '{instance} 所在的集群沿用标识 {cluster}。',
  },
  'audit-split-cluster': {
    en: 'The cluster of {instance} goes on as a new one, {cluster}.',
    zh: '{instance} 所在的集群改用新标识 {cluster}。',
  },
} as const satisfies Record<string, Sentence>;
