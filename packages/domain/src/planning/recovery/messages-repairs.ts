/** The sentences of repairs below and beside a master: where replicas go, and who acknowledges. */
interface Sentence {
  readonly en: string;
  readonly zh: string;
}

export const REPAIR_MESSAGES = {
  'no-home': {
    en: 'No server that answers can take the replicas of {source}.',
    zh: '没有有应答的服务器可以接收 {source} 的从库。',
  },
  'home-chosen': {
    en: '{home} is the best place for {count} of the replicas of {source}.',
    zh: '{home} 是 {source} 的 {count} 个从库的最佳位置。',
  },
  'leads-data-center': {
    en: '{candidate} leads what {source} led in {dataCenter}: no other server there can, and one connection goes out from it as before.',
    zh: '{candidate} 接替 {source} 在 {dataCenter} 的位置：那里没有其他合适的服务器，对外仍只有一条连接。',
  },
  'waits-for-nobody': {
    en: '{master} does not answer, or does not wait for acknowledgements (semi-sync).',
    zh: '{master} 没有应答，或不等待确认（半同步）。',
  },
  'enough-will-acknowledge': {
    en: '{wait} replicas will acknowledge what {master} commits, as it wants.',
    zh: '将有 {wait} 个从库确认 {master} 的提交，符合其要求。',
  },
  'too-few-can-acknowledge': {
    en: '{master} waits for {wait} replicas, and only {count} that replicate may acknowledge (DetectSemiSyncEnforcedQuery).',
    zh: '{master} 等待 {wait} 个从库，而正在复制且可以确认的只有 {count} 个（DetectSemiSyncEnforcedQuery）。',
  },
  'nothing-to-acknowledge': {
    en: 'Nothing can be switched so that {wait} replicas acknowledge what {master} commits.',
    zh: '没有可切换的从库使 {master} 的提交得到 {wait} 个从库的确认。',
  },
} as const satisfies Record<string, Sentence>;
