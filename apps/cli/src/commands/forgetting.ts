import type { Command } from 'commander';
import { connect } from '../client/connect.ts';
import type { ClientFlags } from '../client/connect.ts';
import { findCluster, readInstance } from '../client/find-cluster.ts';
import { register } from '../client/register.ts';
import { printJson, printListed, when } from '../output/table.ts';
import { withClientOptions } from './client-options.ts';

interface ForgetFlags extends ClientFlags {
  readonly duration?: string;
}

const FOR_HOW_LONG = 'how long an old list does not bring it back (default: a year)';

export function addForgetting(program: Command): void {
  withClientOptions(program.command('forget <address>'))
    .description('forget a server with all its addresses, until it is discovered or replicates afresh')
    .option('--duration <time>', FOR_HOW_LONG)
    .action(async (address: string, { duration, ...flags }: ForgetFlags) => {
      const instance = readInstance(address);
      const lasting = duration === undefined ? {} : { duration };
      await register({ flags, command: { kind: 'forget', instance, ...lasting }, about: instance });
    });
  withClientOptions(program.command('forget-cluster <cluster>'))
    .description('forget all servers of a cluster, given by name, alias, id or any member')
    .option('--duration <time>', FOR_HOW_LONG)
    .action(async (text: string, { duration, ...flags }: ForgetFlags) => {
      const cluster = await findCluster(connect(flags), text);
      const lasting = duration === undefined ? {} : { duration };
      await register({ flags, command: { kind: 'forget-cluster', cluster, ...lasting } });
    });
  withClientOptions(program.command('remember <address>'))
    .description('take back that a server was forgotten')
    .action(async (address: string, flags: ClientFlags) =>
      register({ flags, command: { kind: 'remember', instance: readInstance(address) } }),
    );
  withClientOptions(program.command('forgotten'))
    .description('list what was forgotten, by whom and until when')
    .action(async (flags: ClientFlags) => {
      const { forgotten } = await connect(flags).read('names', {});
      if (flags.json) return printJson(forgotten);
      printListed(['ADDRESS', 'SERVER', 'WHY', 'BY', 'SINCE', 'UNTIL'], forgotten, (one) => [
        one.instance,
        one.server,
        one.why,
        one.by,
        when(one.at),
        when(one.expiresAt),
      ]);
    });
  withClientOptions(program.command('kept-out'))
    .description('list what somebody names and is left alone all the same, and why')
    .action(async (flags: ClientFlags) => {
      const { keptOut } = await connect(flags).read('names', {});
      if (flags.json) return printJson(keptOut);
      printListed(['ADDRESS', 'BECAUSE OF', 'EXPRESSION', 'USER', 'NAMED BY', 'LAST'], keptOut, (one) => [
        one.instance,
        one.reason,
        one.expression,
        one.user ?? '',
        one.namedBy ?? '',
        when(one.at),
      ]);
    });
}
