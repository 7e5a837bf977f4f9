import type { Command } from 'commander';
import { CommandFailure } from '../exit.ts';
import { configText } from '../output/config-text.ts';
import { printJson } from '../output/table.ts';

interface Flags {
  readonly all?: true;
  readonly json?: true;
}

export function addCheckConfig(program: Command): void {
  program
    .command('check-config')
    .description('explain configuration files line by line; fails if Topiary would not start with them')
    .argument('[file...]', 'later ones override earlier ones; with none, the places where a start looks')
    .option('--all', 'list the keys that no file states, too')
    .option('--json', 'print JSON')
    .action(async (paths: readonly string[], flags: Flags) => {
      const { checkConfiguration } = await import('@topiary/server');
      const report = checkConfiguration(paths, process.env);
      if (flags.json === true) printJson(report);
      else console.log(configText(report, { all: flags.all === true }));
      if (!report.isUsable)
        throw new CommandFailure(flags.json === true ? report.problems : ['Topiary would not start with this.']);
    });
}
