import type { Command } from 'commander';
import { CommandFailure } from '../exit.ts';
import { configFilesOf } from './serve.ts';

export function addAccessToken(program: Command): void {
  program
    .command('access-token')
    .description(
      'with AuthenticationMethod "token": print a token that lets a browser change things, by web/access-token?publicToken=… on the Topiary that runs here',
    )
    .option('--config <file>', 'the configuration file that Topiary was started with')
    .action(async (flags: { readonly config?: string }) => {
      const { issueAccessToken, StartFailure } = await import('@topiary/server');
      try {
        console.log(
          issueAccessToken({ configFiles: configFilesOf(flags.config), environment: process.env, now: Date.now() }),
        );
      } catch (error) {
        if (error instanceof StartFailure) throw new CommandFailure(error.problems);
        throw error;
      }
    });
}
