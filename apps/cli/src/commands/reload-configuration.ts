import type { Command } from 'commander';
import { connect } from '../client/connect.ts';
import type { ClientFlags } from '../client/connect.ts';
import { printJson } from '../output/table.ts';
import { withClientOptions } from './client-options.ts';

export function addReloadConfiguration(program: Command): void {
  withClientOptions(program.command('reload-configuration'))
    .description('have Topiary read its configuration again; a bad file leaves what is in force, and says why')
    .action(async (flags: ClientFlags) => {
      const result = await connect(flags).change('reloadConfiguration', {});
      if (flags.json) return printJson(result);
      const { changed, needRestart } = result;
      console.log(
        changed.length === 0 ? 'nothing that holds at once has changed' : `new values: ${changed.join(', ')}`,
      );
      if (needRestart.length > 0) console.log(`after a restart only: ${needRestart.join(', ')}`);
    });
}
