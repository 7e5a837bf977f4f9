/** The sentences of the audit about hosts. */
interface Sentence {
  readonly en: string;
  readonly zh: string;
}

export const HOST_MESSAGES = {
  'audit-host-down': {
    en: 'Host {host} is down: none of its {instances} servers answers. Masters among them: {masters}.',
    zh: '主机 {host} 已宕机：其上 {instances} 台服务器都没有应答，其中 {masters} 台是主库。',
  },
  'audit-host-up': {
    en: 'Host {host} answers again, after {duration}.',
    zh: '主机 {host} 恢复应答，历时 {duration}。',
  },
  'audit-host-forgotten': {
    en: 'No server is known on host {host} any more, {duration} after it went down.',
    zh: '主机 {host} 宕机 {duration} 后，其上已没有已知的服务器。',
  },
} as const satisfies Record<string, Sentence>;
