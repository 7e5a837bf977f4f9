/** `topiary complete bash|zsh|fish`: a script for the shell, which asks this command line what could come next. */
import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';
import { FLAGS } from './classic/flags.ts';
import { COMMANDS } from './classic/table.ts';

/** To be called once in a process: the library keeps what it knows beside the program. */
export function addCompletion(program: Command): void {
  const completion = tab(program);
  for (const [name, { kind, meaning }] of Object.entries(FLAGS)) {
    if (kind === 'switch') completion.option(name, meaning);
    else if (name === 'c') completion.option('command', meaning, completeCommands, 'c');
    else completion.option(name, meaning, () => undefined);
  }
}

function completeCommands(complete: (value: string, description: string) => void): void {
  for (const { name, description } of COMMANDS) complete(name, description);
}
