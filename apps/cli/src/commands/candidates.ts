/** Questions before a tree is reshaped. The names are orchestrator's, with its synonyms. */
import type { Command } from 'commander';
import { say } from '@topiary/contract';
import { connect } from '../client/connect.ts';
import type { ClientFlags } from '../client/connect.ts';
import { readInstance } from '../client/find-cluster.ts';
import { CommandFailure } from '../exit.ts';
import { printJson } from '../output/table.ts';
import { withClientOptions } from './client-options.ts';

export function addCandidates(program: Command): void {
  withClientOptions(program.command('get-candidate-replica <master>').aliases(['get-candidate-slave']))
    .description('say which replica of a server would go above the others')
    .action(async (master: string, flags: ClientFlags) => {
      const view = await connect(flags).read('candidateReplicas', { params: { instance: readInstance(master) } });
      if (flags.json) return printJson(view);
      if (view.candidate !== null) return console.log(view.candidate);
      const reasons = view.ranked.flatMap(({ against }) => against.map((reason) => say(reason, 'en')));
      throw new CommandFailure([`None of the replicas of ${view.source} may go above the others.`, ...reasons]);
    });
  addCanReplicate(program, 'can-replicate-from', 'allowed');
  addCanReplicate(program, 'can-replicate-from-gtid', 'allowedByGtid');
}

function addCanReplicate(program: Command, name: string, by: 'allowed' | 'allowedByGtid'): void {
  const how = by === 'allowed' ? '' : ' by GTID';
  withClientOptions(program.command(`${name} <replica>`))
    .description(`say whether a replica could read from another server${how}, and why not`)
    .requiredOption('--below <address>', 'the other server')
    .action(async (replica: string, flags: ClientFlags & { readonly below: string }) => {
      const params = { instance: readInstance(replica), target: readInstance(flags.below) };
      const view = await connect(flags).read('canReplicateFrom', { params });
      if (flags.json) return printJson(view);
      if (view[by]) return console.log(view.target);
      const failed = view.checks.filter(({ verdict }) => verdict === 'fail');
      throw new CommandFailure(failed.map(({ message }) => say(message, 'en')));
    });
}
