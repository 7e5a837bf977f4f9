import type { Command } from 'commander';
import type { PlaceInput } from '@topiary/contract';
import { connect } from '../client/connect.ts';
import type { ClientFlags } from '../client/connect.ts';
import { readInstance } from '../client/find-cluster.ts';
import { register } from '../client/register.ts';
import { CommandFailure } from '../exit.ts';
import { printJson, printListed, when } from '../output/table.ts';
import { withClientOptions } from './client-options.ts';

interface NameFlags extends ClientFlags {
  readonly duration?: string;
}

export function addNames(program: Command): void {
  addLookUps(program);
  addVirtualNames(program);
  addIdentity(program);
}

function addLookUps(program: Command): void {
  withClientOptions(program.command('resolve <address>'))
    .description('what an address leads to: by name, among the known servers, and by a TCP connection')
    .action(async (address: string, flags: ClientFlags) => {
      const found = await connect(flags).read('resolve', { query: { address } });
      if (flags.json) printJson(found);
      else console.log(found.instance);
      if (found.failure !== null)
        throw new CommandFailure([`${found.asked}: no TCP connection can be made (${found.failure}).`]);
    });
  withClientOptions(program.command('show-resolve-hosts'))
    .description('list the names that were looked up, with what they lead to')
    .action(async (flags: ClientFlags) => {
      const { cache } = await connect(flags).read('names', {});
      if (flags.json) return printJson(cache);
      for (const { host, name } of cache.items) console.log(`${host} ${name}`);
    });
  withClientOptions(program.command('reset-hostname-resolve-cache'))
    .description('forget the names that were looked up')
    .action(async (flags: ClientFlags) => {
      const result = await connect(flags).change('resetNames', {});
      if (flags.json) printJson(result);
      else console.log('hostname resolve cache cleared');
    });
}

function addVirtualNames(program: Command): void {
  withClientOptions(program.command('register-hostname-unresolve <address> <name>'))
    .description('give a server a virtual name, which moves give to replicas once it is proved to lead there')
    .option('--duration <time>', 'for how long, or "never" for no end (default: ExpiryHostnameResolvesMinutes)')
    .action(async (address: string, name: string, { duration, ...flags }: NameFlags) => {
      const instance = readInstance(address);
      const lasting = duration === undefined ? {} : { duration };
      await register({ flags, command: { kind: 'set-virtual-name', instance, name, ...lasting }, about: instance });
    });
  withClientOptions(program.command('deregister-hostname-unresolve <address>'))
    .description('take the virtual name of a server away')
    .action(async (address: string, flags: ClientFlags) => {
      const instance = readInstance(address);
      await register({ flags, command: { kind: 'remove-virtual-name', instance }, about: instance });
    });
  withClientOptions(program.command('show-unresolve-hosts'))
    .description('list servers with their virtual names, and whether those are proved to lead there')
    .action(async (flags: ClientFlags) => {
      const { virtualNames } = await connect(flags).read('names', {});
      if (flags.json) return printJson(virtualNames);
      printListed(['SERVER', 'NAME', 'PROVED', 'UNTIL'], virtualNames, (one) => [
        one.instance,
        one.name,
        one.isProved ? 'yes' : 'no',
        when(one.expiresAt),
      ]);
    });
}

function addIdentity(program: Command): void {
  withClientOptions(program.command('addresses'))
    .description('list other addresses of known servers, how that is known, and what people declared')
    .action(async (flags: ClientFlags) => {
      const { addresses, declarations } = await connect(flags).read('names', {});
      if (flags.json) return printJson({ addresses, declarations });
      printListed(['ADDRESS', 'SERVER', 'HOW IT IS KNOWN'], addresses, (one) => [
        one.address,
        one.instance,
        one.origin,
      ]);
      const different = declarations.items.filter(({ kind }) => kind === 'different');
      printListed(['SERVER', 'OTHER SERVER', 'DECLARED BY'], { total: different.length, items: different }, (one) => [
        one.instance,
        one.other,
        one.by,
      ]);
    });
  withClientOptions(program.command('declare-same <address> <server>'))
    .description('say that an address leads to a known server; nothing else is asked there')
    .action(async (address: string, server: string, flags: ClientFlags) => {
      const command = { kind: 'declare-same', instance: readInstance(address), kept: readInstance(server) } as const;
      await register({ flags, command });
    });
  withClientOptions(program.command('declare-different <address> <other>'))
    .description('say that two addresses lead to two servers, whatever they tell')
    .action(async (address: string, other: string, flags: ClientFlags) => {
      const pair = { instance: readInstance(address), other: readInstance(other) };
      await register({ flags, command: { kind: 'declare-different', ...pair } });
    });
  withClientOptions(program.command('withdraw-declaration <address> <other>'))
    .description('take back what was declared of two addresses')
    .action(async (address: string, other: string, flags: ClientFlags) => {
      const pair = { instance: readInstance(address), other: readInstance(other) };
      await register({ flags, command: { kind: 'withdraw-declaration', ...pair } });
    });
  withClientOptions(program.command('split-cluster <member>'))
    .description('give the part of the graph with this server a cluster id of its own')
    .action(async (member: string, flags: ClientFlags) => {
      const instance = readInstance(member);
      await place(flags, { kind: 'split-cluster', instance });
    });
  withClientOptions(program.command('continue-cluster <member> <cluster>'))
    .description(
      'say that the part of the graph with this server goes on with the id of a cluster, known now or before',
    )
    .action(async (member: string, text: string, flags: ClientFlags) => {
      const instance = readInstance(member);
      const cluster = await idOrText(flags, text);
      await place(flags, { kind: 'continue-cluster', instance, cluster });
    });
}

/** A text that names no cluster of now may be the id of one of before: the audit has those. */
async function idOrText(flags: ClientFlags, text: string): Promise<string> {
  const { clusters } = await connect(flags).read('fleet', {});
  const named = clusters.filter(({ name, alias }) => name === text || alias === text);
  return named.length === 1 && named[0] !== undefined ? named[0].id : text;
}

async function place(flags: ClientFlags, body: PlaceInput): Promise<void> {
  const result = await connect(flags).change('placeCluster', { body });
  if (flags.json) printJson(result);
  else for (const instance of result.instances) console.log(instance);
}
