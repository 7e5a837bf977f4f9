/** `docs/configuration.md`, from the keys and what is explained of them. */
import { EXPLAINED, KEY_GROUPS } from '../config/explained/all-keys.ts';
import type { KeyExplanation } from '../config/explained/explanation.ts';
import { SEARCH_PATH } from '../config/load.ts';
import { configurationSchema } from '../config/schema.ts';
import type { ConfigurationKey } from '../config/schema.ts';

const INTRO = [
  '# Configuration',
  '',
  "Topiary reads orchestrator's configuration file: one JSON object, whose keys are below. All 201 keys of orchestrator 3.2.6 are",
  'accepted with their types; those that do nothing here are named at start, each with the reason. Keys of our own begin with',
  '`Topiary`.',
  '',
  '```',
  'topiary check-config FILE…      # explains each line, and fails if Topiary would not start with it',
  '```',
  '',
  '## Where values come from',
  '',
  `- \`topiary serve --config FILE\` reads that file. Without it these are read, each where it is there, and later ones override earlier ones: ${SEARCH_PATH.map((path) => `\`${path}\``).join(', ')}.`,
  '- Texts, numbers and lists are replaced as a whole, `ClusterNameToAlias` and other objects entry by entry; `null` empties a list or removes an entry. Letter case of keys does not matter.',
  '- `${NAME}` anywhere in a text is replaced by that environment variable, which must be set; `$${NAME}` stands for `${NAME}` itself. Commands of hooks are left to the shell.',
  '- `TOPIARY_TOPOLOGY_USER` and `TOPIARY_TOPOLOGY_PASSWORD` in the environment, and then flags of the command line, count before files.',
  '- A key that is unknown is ignored and named in the log, with the nearest known one. A value of a wrong type, or settings that cannot hold together, end a start with a sentence each.',
  '',
  '## Reading it again',
  '',
  '`SIGHUP` to the process, `topiary reload-configuration`, or `/api/reload-configuration` have Topiary read the same files again. Everything',
  'that is wrong leaves what is in force as it is: the log, the audit and the answer say why. What is right holds at once for the keys',
  'whose column says *reload*; of the others that changed the log, the audit and the answer say that they need a restart. A key that is',
  'no longer stated takes its default. Connections that are held go on with the account that they were made with.',
];

const READS: Readonly<Record<KeyExplanation['effect'], string>> = {
  start: 'start',
  reload: 'start, reload',
  always: 'always so',
  none: 'no effect',
};

export function configurationPage(): string {
  const groups = KEY_GROUPS.flatMap(({ title, keys }) => [
    '',
    `## ${title}`,
    '',
    '| Key | Default | Read at | What it does |',
    '|---|---|---|---|',
    ...(Object.keys(keys) as ConfigurationKey[]).map(rowOf),
  ]);
  return [...INTRO, ...groups, ''].join('\n');
}

function rowOf(key: ConfigurationKey): string {
  const byDefault = JSON.stringify(configurationSchema.shape[key].parse(undefined));
  const explained = EXPLAINED[key];
  return `| \`${key}\` | \`${byDefault}\` | ${READS[explained.effect]} | ${textOf(explained).replaceAll('|', String.raw`\|`)} |`;
}

function textOf(explained: KeyExplanation): string {
  if ('why' in explained) return `${explained.meaning} *${explained.why}*`;
  return explained.differs === null ? explained.meaning : `${explained.meaning} *${explained.differs}*`;
}
