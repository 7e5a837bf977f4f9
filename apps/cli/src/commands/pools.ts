import type { Command } from 'commander';
import { connect } from '../client/connect.ts';
import type { ClientFlags } from '../client/connect.ts';
import { findCluster, readInstance } from '../client/find-cluster.ts';
import { register } from '../client/register.ts';
import { printJson } from '../output/table.ts';
import { withClientOptions } from './client-options.ts';

interface SubmitFlags extends ClientFlags {
  readonly duration?: string;
}

interface JoinFlags extends SubmitFlags {
  readonly leave?: true;
}

export function addPools(program: Command): void {
  withClientOptions(program.command('pools [cluster]'))
    .description('list the pools and their servers, of one cluster or of all')
    .action(async (text: string | undefined, flags: ClientFlags) => {
      const api = connect(flags);
      const query = text === undefined ? {} : { cluster: await findCluster(api, text) };
      const result = await api.read('pools', { query });
      if (flags.json) printJson(result);
      else for (const { name, instances } of result.pools) for (const one of instances) console.log(`${name}\t${one}`);
    });
  withClientOptions(program.command('join-pool <pool> <address>'))
    .description('put one more server into a pool; who is in it stays')
    .option('--duration <time>', 'for how long, or "never" for no end (default: InstancePoolExpiryMinutes)')
    .option('--leave', 'take it out instead')
    .action(async (pool: string, address: string, { duration, leave, ...flags }: JoinFlags) => {
      const instance = readInstance(address);
      if (leave) return register({ flags, command: { kind: 'leave-pool', instance, pool }, about: instance });
      const lasting = duration === undefined ? {} : { duration };
      return register({ flags, command: { kind: 'join-pool', instance, pool, ...lasting }, about: instance });
    });
  withClientOptions(program.command('submit-pool-instances <pool> [addresses]'))
    .description('say which servers, separated by commas, are in a pool from now on; none ends it')
    .option('--duration <time>', 'for how long, or "never" for no end (default: InstancePoolExpiryMinutes)')
    .action(async (pool: string, addresses: string | undefined, { duration, ...flags }: SubmitFlags) => {
      const names = (addresses ?? '').split(',').filter((name) => name.trim() !== '');
      const command = { kind: 'submit-pool', pool, instances: names.map(readInstance) } as const;
      await register({ flags, command: { ...command, ...(duration !== undefined && { duration }) }, about: pool });
    });
}
