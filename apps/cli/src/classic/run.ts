/** `topiary -c <command>`: orchestrator's command line, with its output, its sentences' form and its exit codes. */
import { PROMOTION_RULES } from '@topiary/contract';
import { CommandFailure } from '../exit.ts';
import { printJson } from '../output/table.ts';
import { Fatal } from './command.ts';
import type { AnyCommand, ClassicCommand, ClassicContext, Need, Output } from './command.ts';
import { flagList, readFlags } from './flags.ts';
import type { FlagName, FlagValues, ReadFlags, TextFlag } from './flags.ts';
import { commandList } from './help.ts';
import { openLink } from './link.ts';
import type { Link } from './link.ts';
import { findCommand } from './table.ts';

/** orchestrator's. */
const EXIT = { done: 0, fatal: 1, flags: 2 } as const;

/** `-c` stands in front of the first plain word, or that word is `cli`. */
export function isClassic(words: readonly string[]): boolean {
  const [first = ''] = words;
  if (first === 'cli') return true;
  if (!first.startsWith('-')) return false;
  const read = readFlags(words);
  if (read.kind === 'read') return read.given.has('c') || read.rest[0] === 'cli';
  return words.some((word) => /^--?(?:c|command)(?:=|$)/.test(word));
}

export async function runClassic(words: readonly string[]): Promise<number> {
  const read = readFlags(words[0] === 'cli' ? words.slice(1) : words);
  switch (read.kind) {
    case 'help':
      console.error(flagList());
      return EXIT.done;
    case 'refused':
      console.error(`${read.why}\n${flagList()}`);
      return EXIT.flags;
    case 'read':
      return runRead(read);
  }
}

async function runRead({ values, given, rest }: Extract<ReadFlags, { kind: 'read' }>): Promise<number> {
  if (rest.length > 0 && rest[0] !== 'cli') {
    console.error(`"${rest[0] ?? ''}" is no word that goes with -c.\n${flagList()}`);
    return EXIT.fatal;
  }
  if (values.c === 'help') {
    console.error(commandList());
    return EXIT.done;
  }
  try {
    await runCommand(values, given);
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof Fatal) && !(error instanceof CommandFailure)) throw error;
    console.error(logLine('FATAL', error.message));
    return EXIT.fatal;
  }
}

/** Prints, or throws `Fatal` or `CommandFailure` with what is wrong. */
export async function runCommand(values: FlagValues, given: ReadonlySet<FlagName>): Promise<void> {
  const command = findCommand(values.c);
  if (command === null) throw new Fatal(`Unknown command: "${values.c}". ${commandList()}`);
  checkFlags(values, given);
  const instances =
    command.isLocal !== true && command.takesWholeList === true ? [values.i.trim()] : values.i.split(/[\s,]+/);
  const wanted = instances.filter((text) => text !== '');
  checkNeeds(command, values);
  if (command.changes === true && values.noop)
    throw new Fatal(`-noop: ${command.name} was not run, and nothing was changed`);
  if (command.isLocal === true) return print(await command.run(values), values);
  const link = await openLink(command, values);
  try {
    for (const instance of wanted.length === 0 ? [null] : wanted)
      print(await command.run(contextOf({ command, values, link, instance })), values);
  } finally {
    await link.close();
  }
}

/** Refused for every command, as there. */
function checkFlags(values: FlagValues, given: ReadonlySet<FlagName>): void {
  if (given.has('d') && given.has('s')) throw new Fatal('-d and -s are synonyms: give one of them');
  const rules: readonly string[] = PROMOTION_RULES;
  const rule = values['promotion-rule'];
  if (!rules.includes(rule) || rule === 'must')
    throw new Fatal(`-promotion-rule is one of ${rules.filter((one) => one !== 'must').join(', ')}, not "${rule}"`);
}

const WANTED: Readonly<Partial<Record<Need, readonly [flag: TextFlag, sentence: string]>>> = {
  'given-instance': ['i', 'Cannot deduce instance: use -i host:port'],
  reason: ['reason', '-reason is required: say why'],
  pattern: ['pattern', '-pattern is required'],
  pool: ['pool', '-pool is required: say which pool'],
  hostname: ['hostname', '-hostname is required'],
  binlog: ['binlog', '-binlog is required: file or file:position'],
  tag: ['tag', '-tag is required: name or name=value'],
};

function checkNeeds({ needs }: AnyCommand, values: FlagValues): void {
  for (const need of needs) {
    if ((need === 'destination' || need === 'known-destination') && destinationIn(values) === null)
      throw new Fatal('Cannot deduce destination: use -d host:port');
    const wanted = WANTED[need];
    if (wanted !== undefined && values[wanted[0]].trim() === '') throw new Fatal(wanted[1]);
  }
}

function destinationIn({ d, s }: FlagValues): string | null {
  const text = (d === '' ? s : d).trim();
  return text === '' ? null : text;
}

interface Running {
  readonly command: ClassicCommand;
  readonly values: FlagValues;
  readonly link: Link;
  readonly instance: string | null;
}

function contextOf({ command, values, link, instance }: Running): ClassicContext {
  return {
    name: command.name,
    flags: values,
    old: link.old,
    api: link.api,
    instance,
    instances: values.i,
    destination: destinationIn(values),
    warn: (sentence) => console.error(logLine('ERROR', sentence)),
  };
}

function print({ lines, value }: Output, { json }: FlagValues): void {
  if (json) printJson(value ?? lines);
  else for (const line of lines) console.log(line);
}

function logLine(level: 'ERROR' | 'FATAL', sentence: string): string {
  const now = new Date();
  const two = (number: number) => String(number).padStart(2, '0');
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(':');
  return `${day} ${time} ${level} ${sentence}`;
}
