import type { Command } from 'commander';
import { connect } from '../client/connect.ts';
import { readInstance } from '../client/find-cluster.ts';
import { review, withRunOptions } from './review-plan.ts';
import type { RunFlags } from './review-plan.ts';

interface MoveFlags extends RunFlags {
  readonly below: string;
  readonly channel?: string;
  readonly only?: string;
}

export function addRelocate(program: Command): void {
  withRunOptions(program.command('relocate <replica>'))
    .description('move a replica below another server')
    .requiredOption('--below <address>', 'the new master')
    .option('--channel <name>', 'of a replica with several channels')
    .action(async (replica: string, flags: MoveFlags) => {
      const api = connect(flags);
      const channel = flags.channel ?? null;
      const body = {
        kind: 'relocate' as const,
        replica: readInstance(replica),
        channel,
        target: readInstance(flags.below),
      };
      await review(api, await api.read('propose', { body }), flags);
    });
  withRunOptions(program.command('relocate-replicas <master>'))
    .description('move all replicas of a server below another')
    .requiredOption('--below <address>', 'the new master')
    .option('--only <addresses>', 'only these, separated by commas')
    .action(async (master: string, flags: MoveFlags) => {
      const api = connect(flags);
      const only = flags.only?.split(',').map(readInstance) ?? null;
      const body = {
        kind: 'relocate-replicas' as const,
        source: readInstance(master),
        target: readInstance(flags.below),
        only,
      };
      await review(api, await api.read('propose', { body }), flags);
    });
  withRunOptions(program.command('undo <plan>'))
    .description('take a finished plan back')
    .action(async (plan: string, flags: RunFlags) => {
      const api = connect(flags);
      await review(api, await api.read('undo', { params: { plan } }), flags);
    });
}
