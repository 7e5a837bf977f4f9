/** Commands of orchestrator that have no form of their own in words: the same, with the server or cluster as a word. */
import type { Command } from 'commander';
import { Fatal } from '../classic/command.ts';
import type { AnyCommand } from '../classic/command.ts';
import { readFlags } from '../classic/flags.ts';
import { runCommand } from '../classic/run.ts';
import { COMMANDS } from '../classic/table.ts';
import type { ClientFlags } from '../client/connect.ts';
import { CommandFailure } from '../exit.ts';
import { withClientOptions } from './client-options.ts';

interface WordFlags extends ClientFlags {
  readonly config?: string;
}

/** `null`: nothing has to be named. */
function wordOf({ needs }: AnyCommand): readonly [word: string, flag: string] | null {
  if (needs.includes('cluster')) return ['<cluster>', '-i'];
  if (needs.includes('pattern')) return ['<pattern>', '-pattern'];
  return needs.includes('instance') || needs.includes('known-instance') ? ['<server>', '-i'] : null;
}

export function addClassicWords(program: Command): void {
  const taken = new Set(program.commands.flatMap((command) => [command.name(), ...command.aliases()]));
  for (const command of COMMANDS) {
    if (command.twin !== undefined || taken.has(command.name) || command.notSupported === true) continue;
    const word = wordOf(command);
    const { name, description, synonyms = [] } = command;
    const added = program.command(word === null ? name : `${name} ${word[0]}`).aliases([...synonyms]);
    added.description(description.charAt(0).toLowerCase() + description.slice(1));
    if (command.isLocal === true)
      added
        .option('--config <file>', 'configuration file, with the keys of orchestrator')
        .option('--json', 'print JSON');
    else withClientOptions(added);
    added.action(async (...given: readonly unknown[]) => {
      const named = word === null ? [] : [word[1], String(given[0])];
      await runInWords(name, named, given[word === null ? 0 : 1] as WordFlags);
    });
  }
}

async function runInWords(
  name: string,
  named: readonly string[],
  { api, auth, json, config }: WordFlags,
): Promise<void> {
  const place = ['-api', api ?? '', '-auth', auth ?? '', '-config', config ?? ''];
  const flags = [...named, ...place, `-json=${json === true}`];
  const read = readFlags(['-c', name, ...flags]);
  if (read.kind !== 'read') throw new CommandFailure([`"${name}" cannot be run so.`]);
  try {
    await runCommand(read.values, read.given);
  } catch (error) {
    throw error instanceof Fatal ? new CommandFailure([error.message]) : error;
  }
}
