/** The sentences about where servers come from: lists that people paste, and sources that are read again and again. */
import type { AddressProblem } from '../topology/address.ts';

interface Sentence {
  readonly en: string;
  readonly zh: string;
}

/** Of one line of a list; its number stands beside it. */
const NO_ADDRESS = {
  'import-address-empty-host': {
    en: 'There is no host. Write host or host:port.',
    zh: '缺少主机。请写成 host 或 host:port。',
  },
  'import-address-host-too-long': { en: 'The host name is too long.', zh: '主机名过长。' },
  'import-address-host-has-forbidden-characters': {
    en: 'A host name has letters, digits, dots and hyphens only. Correct it, or remove the line.',
    zh: '主机名只能包含字母、数字、点和连字符。请改正或删除此行。',
  },
  'import-address-not-an-ipv6-address': {
    en: 'There are several colons, but this is no IPv6 address. One with a port is written [address]:port.',
    zh: '含有多个冒号，但不是 IPv6 地址。带端口时请写成 [address]:port。',
  },
  'import-address-port-not-a-number': {
    en: 'The port is no number. Write one, for example 3306, or leave it out.',
    zh: '端口不是数字。请写数字，例如 3306，或省略。',
  },
  'import-address-port-out-of-range': {
    en: 'A port of a server is a number from 1 to 65535.',
    zh: '服务器端口是 1 到 65535 的数字。',
  },
} as const satisfies Record<`import-address-${AddressProblem}`, Sentence>;

const IMPORT = {
  'import-empty': {
    en: 'The list names no server. Write one address per line, or CSV with a header line that has a column "host".',
    zh: '列表中没有服务器。请每行写一个地址，或使用带有“host”列标题行的 CSV。',
  },
  'import-too-many-lines': {
    en: 'The list has {count} lines; at most {limit} are read at once. Split it.',
    zh: '列表有 {count} 行；一次最多读取 {limit} 行。请拆分列表。',
  },
  'import-too-long': {
    en: 'The list has more than {limit} characters. Split it.',
    zh: '列表超过 {limit} 个字符。请拆分列表。',
  },
  'import-no-csv': {
    en: 'This cannot be read as CSV ({code}), near line {line}. Look for a quote that is not closed.',
    zh: '无法按 CSV 读取（{code}），位置在第 {line} 行附近。请检查未闭合的引号。',
  },
  'import-column-twice': {
    en: 'The header names the column "{column}" twice. Remove one of them.',
    zh: '标题行中“{column}”列出现了两次。请删除其中一个。',
  },
  'import-several-on-a-line': {
    en: 'There is more than an address on this line. Put each address on a line of its own, or begin the list with a header line such as host,port,tags.',
    zh: '此行不止一个地址。请每行写一个地址，或以标题行（如 host,port,tags）开头。',
  },
  'import-port-twice': {
    en: 'The column "host" has a port already; leave the column "port" empty there.',
    zh: '“host”列中已有端口；请将该行“port”列留空。',
  },
  'import-rule-unknown': {
    en: '"{rule}" is no promotion rule. Write one of: {known}.',
    zh: '“{rule}”不是提升规则。请写以下之一：{known}。',
  },
  'import-too-many-tags': {
    en: 'A server has at most {limit} tags.',
    zh: '一台服务器最多 {limit} 个标签。',
  },
  'import-twice': { en: 'The same address stands on line {line} already.', zh: '同一地址已在第 {line} 行出现。' },
  'import-shares-identity': {
    en: 'Tells the same server identity as line {line}: probably the same server at another address, or a copied data directory. Once added, Topiary proves which.',
    zh: '与第 {line} 行的服务器标识相同：可能是同一服务器的另一个地址，或复制的数据目录。添加后 Topiary 会验证。',
  },
  'import-known-as': {
    en: 'Is known already as {instance}: both addresses were proved to lead to one server.',
    zh: '已作为 {instance} 为人所知：已验证两个地址指向同一服务器。',
  },
  'import-ignored': {
    en: 'A filter of the configuration (DiscoveryIgnore…) says to leave it alone.',
    zh: '配置中的过滤器（DiscoveryIgnore…）要求不要探测它。',
  },
  'import-forgotten': {
    en: 'Was forgotten. It comes back when somebody discovers it by its address, or when it takes part in replication afresh.',
    zh: '已被遗忘。有人按地址发现它，或它重新参与复制时，它会回来。',
  },
  'import-not-looked-at': {
    en: 'Was not looked at: the time was over. Import the list again; what was added stays.',
    zh: '没有探测：时间已用完。请再次导入此列表；已添加的保持不变。',
  },
  'import-not-registered': { en: 'Not everything could be registered:', zh: '有内容未能登记：' },
  'import-not-in-fleet': { en: '{instance} is not in the fleet any more.', zh: '{instance} 已不在监视之中。' },
  'import-only-reads': { en: 'this Topiary only reads; {holder} acts.', zh: '此 Topiary 只读，由 {holder} 执行。' },
  'import-store-failing': { en: 'the store cannot be written ({detail}).', zh: '存储无法写入（{detail}）。' },

  // The audit.
  'audit-imported': {
    en: 'A list of {given} servers: {count} added.',
    zh: '导入 {given} 台服务器的列表：新增 {count} 台。',
  },
  'audit-source-named': {
    en: 'The source {source} named {count} new servers.',
    zh: '来源 {source} 提供了 {count} 台新服务器。',
  },
  'audit-added-names': { en: 'Added: {instances}.', zh: '新增：{instances}。' },
  'audit-added-more': { en: 'And {count} more servers.', zh: '以及另外 {count} 台服务器。' },
} as const satisfies Record<string, Sentence>;

/** Why a source could not be read. `detail` is a code or a number, never an answer's text. */
const SOURCE = {
  'source-timed-out': {
    en: 'No answer within {seconds} s. Look whether {from} is reachable from here.',
    zh: '{seconds} 秒内没有应答。请检查此处能否访问 {from}。',
  },
  'source-not-found': {
    en: 'The name is not known ({code}): {name}. Check the record, and which DNS servers are asked.',
    zh: '名称不存在（{code}）：{name}。请检查记录以及所询问的 DNS 服务器。',
  },
  'source-dns-failed': {
    en: 'The DNS server could not be asked, or failed ({code}). Look which ones are asked.',
    zh: '无法询问 DNS 服务器，或其返回了错误（{code}）。请检查所询问的是哪些服务器。',
  },
  'source-not-connected': {
    en: 'No connection to {from} ({code}).',
    zh: '无法连接 {from}（{code}）。',
  },
  'source-tls': {
    en: 'The certificate of {from} is not trusted ({code}). Name its authority with CAFile.',
    zh: '{from} 的证书不受信任（{code}）。请用 CAFile 指定其颁发机构。',
  },
  'source-denied': {
    en: '{from} refused the credentials (HTTP {status}). Check the header or token of this source.',
    zh: '{from} 拒绝了凭据（HTTP {status}）。请检查此来源的请求头或令牌。',
  },
  'source-status': { en: '{from} answered HTTP {status}.', zh: '{from} 返回了 HTTP {status}。' },
  'source-redirect': {
    en: '{from} redirects elsewhere (HTTP {status}), which is not followed. Configure the address that it leads to.',
    zh: '{from} 重定向到别处（HTTP {status}），不会跟随。请配置其指向的地址。',
  },
  'source-too-large': {
    en: 'The answer is larger than {limit} bytes.',
    zh: '应答超过 {limit} 字节。',
  },
  'source-too-many': {
    en: 'The answer names {count} servers; at most {limit} are taken from one source.',
    zh: '应答包含 {count} 台服务器；每个来源最多取 {limit} 台。',
  },
  'source-not-json': { en: 'The answer is not JSON.', zh: '应答不是 JSON。' },
  'source-wrong-shape': {
    en: 'The answer has another form than expected: {expected}',
    zh: '应答的格式与预期不同：{expected}',
  },
  'source-file': {
    en: 'The file {file} cannot be read ({code}).',
    zh: '无法读取文件 {file}（{code}）。',
  },
  'source-internal': {
    en: 'An error inside Topiary; its log says more.',
    zh: 'Topiary 内部错误；日志中有详情。',
  },
} as const satisfies Record<string, Sentence>;

export const SOURCE_MESSAGES = { ...NO_ADDRESS, ...IMPORT, ...SOURCE } as const satisfies Record<string, Sentence>;
