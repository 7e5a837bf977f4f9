/** The command line as a whole. Server and sandbox are loaded only by the commands that need them. */
import { Command, CommanderError } from 'commander';
import { addAccessToken } from './commands/access-token.ts';
import { addCandidates } from './commands/candidates.ts';
import { addCheckConfig } from './commands/check-config.ts';
import { addClassicWords } from './commands/classic-words.ts';
import { addClusters } from './commands/clusters.ts';
import { addControl } from './commands/control.ts';
import { addDemo } from './commands/demo.ts';
import { addDiscover } from './commands/discover.ts';
import { addDowntime } from './commands/downtime.ts';
import { addFakes } from './commands/fakes.ts';
import { addHosts } from './commands/hosts.ts';
import { addFindings } from './commands/findings.ts';
import { addForgetting } from './commands/forgetting.ts';
import { addImport } from './commands/import.ts';
import { addImportOrchestrator } from './commands/import-orchestrator.ts';
import { addNames } from './commands/names.ts';
import { addPlans } from './commands/plans.ts';
import { addPools } from './commands/pools.ts';
import { addProblems } from './commands/problems.ts';
import { addReadiness } from './commands/readiness.ts';
import { addRecovery } from './commands/recovery.ts';
import { addRegistrations } from './commands/registrations.ts';
import { addRehearse } from './commands/rehearse.ts';
import { addReloadConfiguration } from './commands/reload-configuration.ts';
import { addRelocate } from './commands/relocate.ts';
import { addReshape } from './commands/reshape.ts';
import { addReplication } from './commands/replication.ts';
import { addSandbox } from './commands/sandbox.ts';
import { addServe } from './commands/serve.ts';
import { addSources } from './commands/sources.ts';
import { addTakeover } from './commands/takeover.ts';
import { addTags } from './commands/tags.ts';
import { addInspection } from './commands/inspection.ts';
import { addLastMile } from './commands/last-mile.ts';
import { addUpkeep } from './commands/upkeep.ts';
import { CommandFailure, EXIT } from './exit.ts';

/** `extend`: adds what only this line needs. */
export async function run(words: readonly string[], extend?: (program: Command) => void): Promise<number> {
  const program = createProgram();
  extend?.(program);
  try {
    await program.parseAsync([...words], { from: 'user' });
    return EXIT.done;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (!(error instanceof CommandFailure)) throw error;
    console.error(error.message);
    return error.exitCode;
  }
}

const AFTERWORD = `
orchestrator's form is understood too: topiary -c <command> -i host:port; "topiary -c help" lists those commands.
Completion: source <(topiary complete bash), or zsh; topiary complete fish | source`;

export function createProgram(): Command {
  const program = new Command('topiary')
    .description('Discovers MySQL and MariaDB replication topologies, draws them live, and reshapes them.')
    .exitOverride()
    .showHelpAfterError('(topiary --help lists the commands)')
    .addHelpText('after', AFTERWORD);
  addServe(program);
  addCheckConfig(program);
  addReloadConfiguration(program);
  addAccessToken(program);
  addDemo(program);
  addClusters(program);
  addHosts(program);
  addDiscover(program);
  addImport(program);
  addImportOrchestrator(program);
  addSources(program);
  addRelocate(program);
  addReshape(program);
  addTakeover(program);
  addRehearse(program);
  addCandidates(program);
  addControl(program);
  addUpkeep(program);
  addLastMile(program);
  addInspection(program);
  addReplication(program);
  addPlans(program);
  addDowntime(program);
  addTags(program);
  addPools(program);
  addRegistrations(program);
  addFindings(program);
  addProblems(program);
  addReadiness(program);
  addRecovery(program);
  addForgetting(program);
  addNames(program);
  addSandbox(program);
  addFakes(program);
  addClassicWords(program);
  for (const command of program.commands) pointToItsHelp(command, program.name());
  return program;
}

/** Who mistyped an option is sent to the help of that command, which lists the options. */
function pointToItsHelp(command: Command, above: string): void {
  const path = `${above} ${command.name()}`;
  command.showHelpAfterError(`(${path} --help says more)`);
  for (const below of command.commands) pointToItsHelp(below, path);
}
