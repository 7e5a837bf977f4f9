import type { Command } from 'commander';
import { PROMOTION_RULES } from '@topiary/contract';
import { connect } from '../client/connect.ts';
import type { ClientFlags } from '../client/connect.ts';
import { findCluster, readInstance } from '../client/find-cluster.ts';
import { register } from '../client/register.ts';
import { CommandFailure, EXIT } from '../exit.ts';
import { withClientOptions } from './client-options.ts';
import { ownName } from './downtime.ts';

interface CandidateFlags extends ClientFlags {
  readonly promotionRule: string;
  readonly duration?: string;
  readonly withdraw?: true;
}

interface OwnWritesFlags extends ClientFlags {
  readonly reason?: string;
  readonly owner: string;
  readonly duration?: string;
  readonly withdraw?: true;
}

export function addRegistrations(program: Command): void {
  withClientOptions(program.command('register-candidate <address>'))
    .description('say how much a server is wanted as a master')
    .option('--promotion-rule <rule>', PROMOTION_RULES.join(', '), 'prefer')
    .option('--duration <time>', 'for how long, or "never" for no end (default: CandidateInstanceExpireMinutes)')
    .option('--withdraw', 'take back what was registered')
    .action(async (address: string, { promotionRule, duration, withdraw, ...flags }: CandidateFlags) => {
      const instance = readInstance(address);
      if (withdraw) return register({ flags, command: { kind: 'withdraw-candidate', instance }, about: instance });
      const rule = PROMOTION_RULES.find((known) => known === promotionRule);
      if (rule === undefined) {
        const known = PROMOTION_RULES.join(', ');
        throw new CommandFailure([`"${promotionRule}" is no promotion rule: ${known}.`], EXIT.usage);
      }
      const lasting = duration === undefined ? {} : { duration };
      return register({ flags, command: { kind: 'register-candidate', instance, rule, ...lasting }, about: instance });
    });
  withClientOptions(program.command('own-writes <address>'))
    .description('say that a replica is written to on purpose, so that its errant transactions are no alarm')
    .option('--reason <text>', 'why that is so')
    .option('--owner <name>', 'who says so', ownName())
    .option('--duration <time>', 'for how long (default: until it is withdrawn)')
    .option('--withdraw', 'take back what was said')
    .action(async (address: string, { reason, owner, duration, withdraw, ...flags }: OwnWritesFlags) => {
      const instance = readInstance(address);
      if (withdraw) return register({ flags, command: { kind: 'withdraw-own-writes', instance }, about: instance });
      if (reason === undefined) throw new CommandFailure(['Say the reason with --reason.'], EXIT.usage);
      const lasting = duration === undefined ? {} : { duration };
      const command = { kind: 'declare-own-writes', instance, owner, reason, ...lasting } as const;
      return register({ flags, command, about: instance });
    });
  withClientOptions(program.command('set-cluster-alias <cluster> <alias>'))
    .description('name a cluster, given by name, alias, id or any member; an empty alias takes the name away')
    .action(async (text: string, alias: string, flags: ClientFlags) => {
      const cluster = await findCluster(connect(flags), text);
      await register({ flags, command: { kind: 'set-cluster-alias', cluster, alias }, about: alias });
    });
}
