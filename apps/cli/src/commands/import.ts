import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import type { Command } from 'commander';
import { connect } from '../client/connect.ts';
import type { ClientFlags } from '../client/connect.ts';
import { CommandFailure, EXIT } from '../exit.ts';
import { importText, isLeft } from '../output/import-text.ts';
import { printJson } from '../output/table.ts';
import { withClientOptions } from './client-options.ts';

interface ImportFlags extends ClientFlags {
  readonly preview?: true;
}

const HELP = `
FILE has one address per line (host or host:port), or is CSV with a header line: the column "host" is needed; "port",
"tags" (name=value|name2), "pool" and "promotion_rule" are read too, others are passed over. Lines that begin with # are
comments. Servers that do not answer are not added; import the list again when they do.`;

export function addImport(program: Command): void {
  withClientOptions(program.command('import <file>'))
    .description('add all servers of a list that answer; "-" reads the list from standard input')
    .option('--preview', 'say what each line would bring, and change nothing')
    .addHelpText('after', HELP)
    .action(async (file: string, { preview, ...flags }: ImportFlags) => {
      const text = await readList(file);
      const api = connect(flags);
      const body = { text };
      const view = preview ? await api.read('previewImport', { body }) : await api.change('import', { body });
      if (flags.json) printJson(view);
      else console.log(importText(view));
      const left = view.lines.filter(isLeft).length;
      if (left > 0) {
        const verb = preview ? 'would not be added' : 'was not added';
        throw new CommandFailure([`${left} of ${view.lines.length} lines: what they name ${verb}; see above.`]);
      }
    });
}

async function readList(file: string): Promise<string> {
  try {
    return file === '-' ? await textOf(process.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new CommandFailure([`${file} cannot be read (${code}).`], EXIT.usage);
  }
}
