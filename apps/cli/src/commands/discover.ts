import type { Command } from 'commander';
import { connect } from '../client/connect.ts';
import type { ClientFlags } from '../client/connect.ts';
import { CommandFailure } from '../exit.ts';
import { printJson } from '../output/table.ts';
import { withClientOptions } from './client-options.ts';

export function addDiscover(program: Command): void {
  withClientOptions(program.command('discover <address>'))
    .description('probe a server now, and follow its neighbours')
    .action(async (address: string, flags: ClientFlags) => {
      const result = await connect(flags).change('discover', { body: { address } });
      if (flags.json) printJson(result);
      if (result.keptOut !== null) {
        const { setting, expression } = result.keptOut;
        throw new CommandFailure([`${result.instance} is left alone by ${setting}: "${expression}".`]);
      }
      if (result.failure !== null) {
        const { kind, code, detail, grant } = result.failure;
        throw new CommandFailure([
          `${result.instance}: ${kind} (${code}): ${detail}`,
          ...(grant === null ? [] : [`Run there: ${grant}`]),
        ]);
      }
      if (!flags.json)
        console.log(`${result.instance}: ${result.outcome === 'discovered' ? 'discovered' : 'already known'}`);
    });
}
