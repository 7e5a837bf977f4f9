/** Whether replicas will be let in where a plan lets them connect. */
interface Sentence {
  readonly en: string;
  readonly zh: string;
}

export const ACCOUNT_MESSAGES = {
  'account-is-there': {
    en: '{source} has the account "{user}", by which {replica} connects.',
    zh: '{source} 有 {replica} 连接所用的账号“{user}”。',
  },
  'account-missing': {
    en: '{source} has no account "{user}", by which {replica} connects: it would be turned away. Create it there first, or change the credentials of {replica}.',
    zh: '{source} 没有 {replica} 连接所用的账号“{user}”：它会被拒绝。请先在那里创建该账号，或更改 {replica} 的凭据。',
  },
  'account-of-nobody': {
    en: '{source} has no account "{user}", by which {replica} connects, but one for whoever has none: it may be turned away.',
    zh: '{source} 没有 {replica} 连接所用的账号“{user}”，只有匿名账号：它可能会被拒绝。',
  },
  'account-locked': {
    en: 'The account "{user}", by which {replica} connects, is locked on {source}: it would be turned away.',
    zh: '{replica} 连接所用的账号“{user}”在 {source} 上已被锁定：它会被拒绝。',
  },
  'account-requires-tls': {
    en: 'The account "{user}" is let in on {source} over TLS only, and {replica} connects without: turn TLS on for its channel first.',
    zh: '账号“{user}”在 {source} 上只允许通过 TLS 连接，而 {replica} 未使用 TLS：请先为其通道启用 TLS。',
  },
  'account-needs-encryption': {
    en: 'The account "{user}" on {source} is of sha256_password, and {replica} connects without TLS and without a public key: it would be turned away. Turn TLS on for its channel, or set GET_SOURCE_PUBLIC_KEY, first.',
    zh: '{source} 上的账号“{user}”使用 sha256_password，而 {replica} 连接时既无 TLS 也无公钥：它会被拒绝。请先为其通道启用 TLS，或设置 GET_SOURCE_PUBLIC_KEY。',
  },
  'account-needs-cache': {
    en: 'The account "{user}" on {source} is of {plugin}, and {replica} connects without TLS and without a public key: it is let in only as long as {source} has its password in the cache, which a restart empties. Otherwise it is turned away and put back. To be sure, turn TLS on for its channel, or set GET_SOURCE_PUBLIC_KEY, first.',
    zh: '{source} 上的账号“{user}”使用 {plugin}，而 {replica} 连接时既无 TLS 也无公钥：只有当 {source} 的缓存中有其密码时才会放行，而重启会清空缓存。否则它会被拒绝并恢复原状。为稳妥起见，请先为其通道启用 TLS，或设置 GET_SOURCE_PUBLIC_KEY。',
  },
  'account-may-not-replicate': {
    en: 'The account "{user}", by which {replica} connects, has no REPLICATION SLAVE of its own on {source}: unless a role gives it, it is turned away.',
    zh: '{replica} 连接所用的账号“{user}”在 {source} 上本身没有 REPLICATION SLAVE 权限：除非角色授予该权限，否则会被拒绝。',
  },
  'account-not-seen': {
    en: 'Whether {source} lets "{user}" in without TLS or a public key is not known. This would show it: {grant}',
    zh: '无法得知 {source} 是否允许“{user}”在没有 TLS 或公钥的情况下连接。执行以下授权即可查看：{grant}',
  },
} as const satisfies Record<string, Sentence>;
