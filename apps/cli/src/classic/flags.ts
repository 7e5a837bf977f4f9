/**
 * orchestrator's flags, read by Go's rules: one dash or two, `-f value` or `-f=value`, switches as `-f` or `-f=false`, and
 * the first plain word ends them.
 */

interface TextSpec {
  readonly kind: 'text';
  readonly default: string;
  readonly meaning: string;
}

interface SwitchSpec {
  readonly kind: 'switch';
  readonly default: boolean;
  readonly meaning: string;
}

const text = (meaning: string, value = ''): TextSpec => ({ kind: 'text', default: value, meaning });
const flag = (meaning: string, value = false): SwitchSpec => ({ kind: 'switch', default: value, meaning });

/** orchestrator's, then Topiary's own. */
export const FLAGS = {
  c: text('the command; "-c help" lists them'),
  config: text('configuration file; without it those at the usual places are read, the later over the earlier'),
  i: text('instance, host:port; several are separated by commas or spaces. Left out: this machine'),
  d: text('destination instance, host:port (the same as -s)'),
  s: text('sibling instance, host:port (the same as -d)'),
  alias: text('cluster alias, or name'),
  owner: text('owner of the operation; left out: the user of the operating system'),
  reason: text('reason of the operation'),
  duration: text('how long maintenance or downtime lasts: a number and s, m, h, d or w'),
  pattern: text('regular expression, or text to look for'),
  pool: text('name of a pool'),
  hostname: text('name of a host'),
  binlog: text('binary log, file or file:position'),
  statement: text('SQL statement'),
  'promotion-rule': text('prefer, neutral, prefer_not or must_not', 'prefer'),
  tag: text('tag, name or name=value'),
  strict: flag('has no effect: Topiary always proves what Pseudo-GTID says'),
  noop: flag('change nothing: a command that would change something ends with an error instead'),
  'skip-binlog-search': flag('has no effect: Topiary chooses the cheapest proof by itself'),
  'skip-unresolve': flag('has no effect: a virtual name is given only once it is proved'),
  'skip-unresolve-check': flag('has no effect: a virtual name is given only once it is proved'),
  'grab-election': flag('has no effect: who holds the lease of the store acts'),
  discovery: flag('for the server: discover by itself', true),
  'enable-database-update': flag('has no effect: the store is always brought to the newest form'),
  'skip-continuous-registration': flag('has no effect: a command registers no process'),
  'ignore-raft-setup': flag('run the command although the configuration asks for several nodes'),
  quiet: flag('log errors only'),
  verbose: flag('log more'),
  debug: flag('log most'),
  stack: flag('has no effect: an error names its cause'),
  version: flag('print the version'),
  api: text('where Topiary is, or several places separated by spaces; left out: TOPIARY_API or ORCHESTRATOR_API'),
  auth: text('user:password for it; left out: TOPIARY_AUTH, or ORCHESTRATOR_AUTH_USER and ORCHESTRATOR_AUTH_PASSWORD'),
  json: flag('print JSON'),
} as const satisfies Record<string, TextSpec | SwitchSpec>;

export type FlagName = keyof typeof FLAGS;
type NamesOf<Spec> = { [Name in FlagName]: (typeof FLAGS)[Name] extends Spec ? Name : never }[FlagName];
export type TextFlag = NamesOf<TextSpec>;
export type FlagValues = { readonly [Name in FlagName]: (typeof FLAGS)[Name]['default'] };

/** Longer names for the one-letter ones. */
const LONG_NAMES: Readonly<Record<string, FlagName>> = { command: 'c', instance: 'i', destination: 'd' };

export type ReadFlags =
  | {
      readonly kind: 'read';
      readonly values: FlagValues;
      readonly given: ReadonlySet<FlagName>;
      readonly rest: readonly string[];
    }
  | { readonly kind: 'help' }
  | { readonly kind: 'refused'; readonly why: string };

export function readFlags(words: readonly string[]): ReadFlags {
  const values: Record<string, string | boolean> = {};
  for (const [name, spec] of Object.entries(FLAGS)) values[name] = spec.default;
  const given = new Set<FlagName>();
  let at = 0;
  for (; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') {
      at += 1;
      break;
    }
    const found = /^--?([^-=][^=]*)(?:=(.*))?$/s.exec(word);
    if (found === null) break;
    const [, written = '', stated] = found;
    if (written === 'h' || written === 'help') return { kind: 'help' };
    const name = nameOf(written);
    if (name === null) return { kind: 'refused', why: `flag provided but not defined: -${written}` };
    given.add(name);
    if (FLAGS[name].kind === 'switch') {
      const value = readSwitch(stated ?? 'true');
      if (value === null) return { kind: 'refused', why: `invalid boolean value "${stated ?? ''}" for -${name}` };
      values[name] = value;
      continue;
    }
    const value = stated ?? words[(at += 1)];
    if (value === undefined) return { kind: 'refused', why: `flag needs an argument: -${name}` };
    values[name] = value;
  }
  return { kind: 'read', values: values as unknown as FlagValues, given, rest: words.slice(at) };
}

function nameOf(written: string): FlagName | null {
  const name = LONG_NAMES[written] ?? written;
  return Object.hasOwn(FLAGS, name) ? (name as FlagName) : null;
}

const SWITCH_WORDS: Readonly<Record<string, boolean>> = {
  '1': true,
  t: true,
  true: true,
  '0': false,
  f: false,
  false: false,
};

function readSwitch(word: string): boolean | null {
  return SWITCH_WORDS[word.toLowerCase()] ?? null;
}

/** For `-h`, and below what was wrong. */
export function flagList(): string {
  const lines = Object.entries(FLAGS).map(([name, spec]) => {
    const shown = spec.default === '' || spec.default === false ? '' : ` (default ${JSON.stringify(spec.default)})`;
    return `  -${name}${spec.kind === 'text' ? ' string' : ''}\n    \t${spec.meaning}${shown}`;
  });
  return ['Usage of topiary:', ...lines].join('\n');
}
