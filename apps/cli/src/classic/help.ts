/** What the help says of orchestrator's commands: the list of all, and one of them. */
import { SECTIONS } from './command.ts';
import type { AnyCommand, Need } from './command.ts';
import { COMMANDS, findCommand } from './table.ts';

const NAME_WIDTH = 40;

/** Headings with the commands below them. */
export function commandList(): string {
  const bySection = Map.groupBy(COMMANDS, ({ section }) => section);
  return [
    'Available commands (-c):',
    ...SECTIONS.flatMap((section) => {
      const commands = bySection.get(section) ?? [];
      return commands.length === 0 ? [] : [`${section}:`, ...commands.map(lineOf)];
    }),
    'Run "topiary help <command>" for more of one command.',
  ].join('\n');
}

function lineOf({ name, description }: AnyCommand): string {
  return `\t${name.padEnd(NAME_WIDTH)}${description}`;
}

const NEED_TEXTS: Readonly<Record<Need, readonly [flag: string, isOptional: boolean]>> = {
  instance: ['-i host:port', true],
  'known-instance': ['-i host:port', true],
  'given-instance': ['-i host:port', false],
  destination: ['-d host:port', false],
  'known-destination': ['-d host:port', false],
  cluster: ['-alias name', true],
  reason: ['-reason text', false],
  pattern: ['-pattern text', false],
  pool: ['-pool name', false],
  hostname: ['-hostname name', false],
  binlog: ['-binlog file', false],
  tag: ['-tag name=value', false],
};

/** `null`: there is no such command. */
export function helpOf(word: string): string | null {
  const command = findCommand(word);
  if (command === null) return null;
  const { name, synonyms = [], description, help, needs, twin } = command;
  const given = needs.map((need) => {
    const [flag, isOptional] = NEED_TEXTS[need];
    return isOptional ? `[${flag}]` : flag;
  });
  return [
    `${word}:`,
    `  ${description}.${help === undefined ? '' : ` ${help}`}`,
    `  ${['topiary', '-c', name, ...given].join(' ')}`,
    ...(needs.includes('instance') || needs.includes('known-instance') ? ['  Without -i: this machine.'] : []),
    ...(needs.includes('cluster')
      ? ['  Or -i with an instance of the cluster; without both, the cluster of this machine.']
      : []),
    ...(twin === undefined ? [] : [`  The same in words: topiary ${twin}`]),
    ...(synonyms.length === 0 ? [] : [`  Also called ${synonyms.join(', ')}.`]),
  ].join('\n');
}
