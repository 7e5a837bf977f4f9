import type { Command } from 'commander';
import type { ConfigFiles } from '@topiary/server';
import { CommandFailure } from '../exit.ts';
import { orchestratorImportText } from '../output/orchestrator-import-text.ts';
import { printJson } from '../output/table.ts';

interface ImportFlags {
  readonly config?: string;
  readonly from?: string;
  readonly orchestratorConfig?: string;
  readonly yes?: true;
  readonly json?: true;
}

const HELP = `
Without --yes nothing is changed: what would come is listed. orchestrator's database is only read, and may be in use. It is
the one that the configuration names (MySQLOrchestratorHost …, or SQLite3DataFile), or that of --orchestrator-config, or --from.
The password of a mysql:// address comes from TOPIARY_BACKEND_PASSWORD; an account with SELECT on that database is enough.

Taken are servers, clusters and their aliases, tags, pools, promotion rules, downtimes, maintenances, virtual names, the
global recovery switch, failure detections, recoveries with their steps, and the audit. What Topiary has already stays as it
is, so that the command can be run again. Topiary must not be running on its store while it imports.`;

/** The report says what a log would; only what fails in the background is worth a line beside it. */
const ONLY_ERRORS = {
  info: () => undefined,
  warn: () => undefined,
  error: (event: string, fields: unknown = {}) => console.error(`${event} ${JSON.stringify(fields)}`),
};

export function addImportOrchestrator(program: Command): void {
  program
    .command('import-orchestrator')
    .description('take over what an orchestrator knows, from its SQLite file or its MySQL database')
    .option('--config <file>', "Topiary's configuration file, with the keys of orchestrator")
    .option('--orchestrator-config <file>', "orchestrator's own configuration file, where it is another one")
    .option('--from <database>', 'a SQLite file, or mysql://user@host:port/database')
    .option('--yes', 'import; without it nothing is changed')
    .option('--json', 'answer in JSON')
    .addHelpText('after', HELP)
    .action(async (flags: ImportFlags) => {
      const { importFromOrchestrator, StartFailure } = await import('@topiary/server');
      try {
        const report = await importFromOrchestrator({
          configFiles: configFilesOf(flags.config) ?? { kind: 'search' },
          orchestratorConfig: configFilesOf(flags.orchestratorConfig),
          from: flags.from ?? null,
          write: flags.yes === true,
          logger: ONLY_ERRORS,
        });
        if (flags.json) printJson(report);
        else console.log(orchestratorImportText(report));
      } catch (error) {
        if (error instanceof StartFailure) throw new CommandFailure(error.problems);
        throw error;
      }
    });
}

function configFilesOf(file: string | undefined): ConfigFiles | null {
  return file === undefined ? null : { kind: 'file', path: file };
}
