import type { CallInput, MoveMethod } from '@topiary/contract';
import type { Command } from 'commander';
import { connect } from '../client/connect.ts';
import { readInstance } from '../client/find-cluster.ts';
import { ACCEPT_LOSS, CHANNEL, METHOD, ONLY, readMethod } from './plan-options.ts';
import type { ChannelFlags } from './plan-options.ts';
import { review, withRunOptions } from './review-plan.ts';
import type { RunFlags } from './review-plan.ts';

interface MoveFlags extends ChannelFlags {
  readonly below: string;
  readonly only?: string;
  readonly method?: MoveMethod;
  readonly acceptLoss?: true;
}

export function addRelocate(program: Command): void {
  moveCommand(program, 'relocate <replica>', moveOne)
    .aliases(['relocate-below', 'move-equivalent'])
    .description('move a replica below another server')
    .option(...METHOD, readMethod);
  moveCommand(program, 'relocate-replicas <master>', moveAll)
    .aliases(['relocate-slaves'])
    .description('move all replicas of a server below another')
    .option(...METHOD, readMethod);
  moveCommand(program, 'move-gtid <replica>', by('gtid', moveOne))
    .aliases(['move-below-gtid'])
    .description('move a replica below another server by GTID');
  moveCommand(program, 'move-replicas-gtid <master>', by('gtid', moveAll))
    .aliases(['move-slaves-gtid'])
    .description('move all replicas of a server below another by GTID');
  moveCommand(program, 'match <replica>', by('pseudo-gtid', moveOne))
    .aliases(['match-below'])
    .description('move a replica below another server by Pseudo-GTID');
  moveCommand(program, 'match-replicas <master>', by('pseudo-gtid', moveAll))
    .aliases(['match-slaves', 'multi-match-replicas', 'multi-match-slaves'])
    .description('move all replicas of a server below another by Pseudo-GTID');
  withRunOptions(program.command('undo <plan>'))
    .description('take a finished plan back')
    .action(async (plan: string, flags: RunFlags) => {
      const api = connect(flags);
      await review(api, await api.read('undo', { params: { plan } }), flags);
    });
}

type Asked = (server: string, flags: MoveFlags) => CallInput<'propose'>['body'];

function moveCommand(program: Command, words: string, asked: Asked): Command {
  const command = withRunOptions(program.command(words))
    .requiredOption('--below <address>', 'the new master')
    .option(...ACCEPT_LOSS);
  if (words.endsWith('<master>')) command.option(...ONLY);
  else command.option(...CHANNEL);
  return command.action(async (server: string, flags: MoveFlags) => {
    const api = connect(flags);
    await review(api, await api.read('propose', { body: asked(server, flags) }), flags);
  });
}

function moveOne(replica: string, flags: MoveFlags): CallInput<'propose'>['body'] {
  const [channel, target] = [flags.channel ?? null, readInstance(flags.below)];
  return { kind: 'relocate', replica: readInstance(replica), channel, target, ...extrasOf(flags) };
}

function moveAll(master: string, flags: MoveFlags): CallInput<'propose'>['body'] {
  const [only, target] = [flags.only?.split(',').map(readInstance) ?? null, readInstance(flags.below)];
  return { kind: 'relocate-replicas', source: readInstance(master), target, only, ...extrasOf(flags) };
}

function by(method: MoveMethod, asked: Asked): Asked {
  return (server, flags) => asked(server, { ...flags, method });
}

function extrasOf({ method, acceptLoss }: MoveFlags): { readonly method?: MoveMethod; readonly acceptsLoss?: true } {
  return {
    ...(method === undefined ? {} : { method }),
    ...(acceptLoss === undefined ? {} : { acceptsLoss: acceptLoss }),
  };
}
