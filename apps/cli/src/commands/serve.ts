import type { Command } from 'commander';
import type { ConfigFiles } from '@topiary/server';
import { CommandFailure } from '../exit.ts';

interface ServeFlags {
  readonly config?: string;
  readonly listen?: string;
  readonly seed?: readonly string[];
  readonly user?: string;
  readonly debug?: true;
}

export function addServe(program: Command): void {
  program
    .command('serve')
    .description('run the server: discovery, API and web page')
    .option('--config <file>', 'configuration file, with the keys of orchestrator')
    .option('--listen <address>', 'ListenAddress, for example 127.0.0.1:3000')
    .option('--seed <address...>', 'DiscoverySeeds: one server of each cluster')
    .option(
      '--user <name>',
      'MySQLTopologyUser; the password comes from the configuration or from TOPIARY_TOPOLOGY_PASSWORD',
    )
    .option('--debug', 'Debug: log details')
    .action(async (flags: ServeFlags) => {
      const { serve, StartFailure } = await import('@topiary/server');
      const overrides = {
        ...(flags.listen !== undefined && { ListenAddress: flags.listen }),
        ...(flags.seed !== undefined && { DiscoverySeeds: flags.seed }),
        ...(flags.debug === true && { Debug: true }),
        ...(flags.user !== undefined && { MySQLTopologyUser: flags.user }),
      };
      try {
        await serve({
          configFiles: configFilesOf(flags.config),
          overrides,
          exit: (code) => process.exit(code),
          onReady: (url) => console.log(`Topiary listens on ${url}`),
        });
      } catch (error) {
        if (error instanceof StartFailure) throw new CommandFailure(error.problems);
        throw error;
      }
    });
}

export function configFilesOf(file: string | undefined): ConfigFiles {
  return file === undefined ? { kind: 'search' } : { kind: 'file', path: file };
}
