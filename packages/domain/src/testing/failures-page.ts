/** The page of failures, from the table of failure models: `docs/failures.md` and its Chinese counterpart. */
import { isOrchestratorCode } from '../analysis/finding-codes.ts';
import type { FindingAct, RecoveryKind } from '../analysis/finding-codes.ts';
import { FAILURE_MODELS } from '../analysis/failure-models.ts';
import type { FailureModel } from '../analysis/failure-models.ts';
import type { FindingKind, FindingSkip } from '../analysis/finding.ts';
import { MESSAGES } from '../planning/messages.ts';
import type { MessageCode } from '../planning/messages.ts';
import type { Severity } from '../topology/snapshot.ts';

export type PageLanguage = 'en' | 'zh';

interface Words {
  readonly title: string;
  readonly intro: readonly string[];
  readonly kinds: Readonly<Record<FindingKind, { readonly title: string; readonly intro: string }>>;
  readonly columns: readonly string[];
  readonly severities: Readonly<Record<Severity, string>>;
  readonly acts: Readonly<Record<FindingAct, string>>;
  readonly recoveries: Readonly<Record<RecoveryKind, string>>;
  readonly skips: { readonly title: string; readonly rows: Readonly<Record<FindingSkip, string>> };
  readonly holds: string;
  readonly outranks: string;
  readonly aboutReplicas: string;
  readonly own: string;
  readonly separator: string;
}

const ENGLISH: Words = {
  title: 'Failures',
  intro: [
    'Every failure and every weakness of structure that Topiary knows, made from the table that it decides by',
    '(`packages/domain/src/analysis`). Each holds or does not hold by its own conditions alone, all of which must be true;',
    'a condition of which nothing is known is not true, and what nearly holds is told with the condition that is missing:',
    '`topiary analysis <cluster>`. *X* is the server that it is about.',
    '',
    'Names are those of orchestrator where it has one, so that filters, hooks and habits go on working.',
  ],
  kinds: {
    failure: {
      title: 'Failures',
      intro: 'Of several that hold of one server the one counts that says most; the others are shown with it.',
    },
    structure: { title: 'Structure', intro: 'They are no failures yet, and any number of them stand beside one.' },
  },
  columns: ['name', 'severity', 'what is done', 'leads to'],
  severities: { critical: 'critical', warning: 'warning', info: 'notice' },
  acts: {
    recover: 'repaired where policy allows; told to hooks',
    detect: 'told to hooks (`OnFailureDetectionProcesses`)',
    report: 'shown',
  },
  recoveries: {
    'dead-master': 'a replica takes the place of the dead master',
    'dead-intermediate-master': 'its replicas go below another server',
    'dead-co-master': 'the other co-master, or a replica, takes its place',
    'dead-group-member': 'its replicas go below another member',
    'semi-sync': 'semi-sync is switched on or off on replicas until as many acknowledge as are wanted',
    'read-only-master': 'the master is made writable',
  },
  skips: {
    title: 'Why nothing is done though one holds',
    rows: {
      downtimed: 'The server is in downtime.',
      'replicas-downtimed': 'All of its replicas are in downtime, and it is about those.',
      'just-restarted': 'The receivers of its replicas were restarted a moment ago, to see whether they come back.',
    },
  },
  holds: 'Holds where all of this is true:',
  outranks: 'Says more than: ',
  aboutReplicas: 'It is about the replicas: nothing is done while all of them are in downtime.',
  own: 'A name of Topiary; the API and the lines of orchestrator leave it out.',
  separator: ', ',
};

const CHINESE: Words = {
  title: '故障',
  intro: [
    'Topiary 所知的全部故障与结构弱点，由其判断所依据的表（`packages/domain/src/analysis`）生成。每一项是否成立只取决于它自己的条件，',
    '所有条件都必须为真；情况不明的条件不算为真。几乎成立的项会连同所缺的条件一起说明：`topiary analysis <cluster>`。',
    '*X* 是所涉及的服务器。',
    '',
    '凡 orchestrator 有名称的都沿用其名称，因此过滤器、钩子和习惯都可继续使用。',
  ],
  kinds: {
    failure: { title: '故障', intro: '同一台服务器上同时成立的多项中，以说明最多的一项为准；其余与它一并显示。' },
    structure: { title: '结构', intro: '它们还不是故障，可以有任意多项与故障并存。' },
  },
  columns: ['名称', '严重程度', '处理', '引发的恢复'],
  severities: { critical: '严重', warning: '警告', info: '提示' },
  acts: {
    recover: '策略允许时自动修复；通知钩子',
    detect: '通知钩子（`OnFailureDetectionProcesses`）',
    report: '显示',
  },
  recoveries: {
    'dead-master': '由一个从库接替失效的主库',
    'dead-intermediate-master': '其从库改从另一台服务器复制',
    'dead-co-master': '由另一个互为主库的服务器或一个从库接替',
    'dead-group-member': '其从库改从另一个成员复制',
    'semi-sync': '在从库上开启或关闭半同步，直到确认者达到所要求的数量',
    'read-only-master': '使主库可写',
  },
  skips: {
    title: '成立却不处理的原因',
    rows: {
      downtimed: '该服务器处于停机维护期。',
      'replicas-downtimed': '其所有从库都处于停机维护期，而该项说的正是从库。',
      'just-restarted': '其从库的接收线程刚被重启，以观察它们是否恢复。',
    },
  },
  holds: '以下全部为真时成立：',
  outranks: '比以下各项说明更多：',
  aboutReplicas: '该项说的是从库：所有从库都处于停机维护期时不作处理。',
  own: 'Topiary 自己的名称；orchestrator 的 API 和输出行中不包含它。',
  separator: '、',
};

const WORDS: Readonly<Record<PageLanguage, Words>> = { en: ENGLISH, zh: CHINESE };

export function failuresPage(language: PageLanguage): string {
  const words = WORDS[language];
  const { kinds, skips } = words;
  const skipRows = Object.entries(skips.rows).map(([code, text]) => `- \`${code}\`: ${text}`);
  const sections = (['failure', 'structure'] as const).flatMap((kind) => {
    const models = FAILURE_MODELS.filter((model) => model.kind === kind);
    return [
      `## ${kinds[kind].title}`,
      kinds[kind].intro,
      tableOf(models, words),
      ...models.map((model) => sectionOf(model, { words, language })),
    ];
  });
  const parts = [`# ${words.title}`, words.intro.join('\n'), ...sections, `## ${skips.title}`, skipRows.join('\n')];
  return `${parts.join('\n\n')}\n`;
}

function tableOf(models: readonly FailureModel[], { columns, severities, acts, recoveries }: Words): string {
  const rows = models.map(({ code, kind, severity, act, leadsTo }) => [
    `[\`${code}\`](#${code.toLowerCase()}${isNamedTwice(code) && kind === 'structure' ? '-1' : ''})`,
    severities[severity],
    acts[act],
    leadsTo === null ? '' : recoveries[leadsTo],
  ]);
  return [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Once as a failure and once as a weakness: the second heading of a name has a number. */
function isNamedTwice(code: FailureModel['code']): boolean {
  return FAILURE_MODELS.filter((model) => model.code === code).length > 1;
}

function sectionOf(
  { code, clauses, outranks, isAboutReplicas }: FailureModel,
  { words, language }: { readonly words: Words; readonly language: PageLanguage },
): string {
  const more = outranks.map((other) => `\`${other}\``).join(words.separator);
  const notes = [
    ...(outranks.length === 0 ? [] : [`${words.outranks}${more}${language === 'en' ? '.' : '。'}`]),
    ...(isAboutReplicas === true ? [words.aboutReplicas] : []),
    ...(isOrchestratorCode(code) ? [] : [words.own]),
  ];
  return [
    `### ${code}`,
    sentence(`finding-${code}`, language),
    words.holds,
    clauses.map((name) => `- ${sentence(`clause-${name}`, language)}`).join('\n'),
    ...notes,
  ].join('\n\n');
}

/** With a letter for the server, and the names of the other values. */
function sentence(code: MessageCode, language: PageLanguage): string {
  return MESSAGES[code][language].replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    name === 'instance' ? '*X*' : `*${name}*`,
  );
}
