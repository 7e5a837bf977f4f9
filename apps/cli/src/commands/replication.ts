/** Acts on the replication of one server. The names are orchestrator's, with its synonyms. */
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { stepsOf } from '../output/plan-steps.ts';
import { connect } from '../client/connect.ts';
import type { ClientFlags } from '../client/connect.ts';
import { readInstance } from '../client/find-cluster.ts';
import { CommandFailure, EXIT } from '../exit.ts';
import { printJson } from '../output/table.ts';
import { withClientOptions } from './client-options.ts';
import { addAct } from './control.ts';
import type { Act } from './control.ts';
import { CHANNEL } from './plan-options.ts';
import type { ChannelFlags } from './plan-options.ts';

interface ThreadFlags extends ChannelFlags {
  readonly thread?: Exclude<Extract<Act, { kind: 'start-replica' }>['threads'], undefined>;
}

interface DelayFlags extends ChannelFlags {
  readonly seconds: number;
}

interface WaitFlags extends ChannelFlags {
  readonly binlog?: string;
  readonly gtids?: string;
  readonly seconds?: number;
}

interface TlsFlags extends ChannelFlags {
  readonly on?: true;
  readonly off?: true;
}

const THREAD = new Option('--thread <name>', 'only this one').choices(['receiver', 'applier']);

export function addReplication(program: Command): void {
  addThreads(program);
  addSource(program);
  addAct<ChannelFlags>(program, {
    name: 'skip-query',
    description: 'skip the transaction that a replica fails on',
    options: [CHANNEL],
    act: ({ channel = null }) => ({ kind: 'skip-query', channel }),
  });
  addAct<WaitFlags>(program, {
    name: 'master-pos-wait',
    aliases: ['source-pos-wait'],
    description: 'wait until a replica has applied up to a place',
    options: [
      ['--binlog <file:position>', 'a place in the log of its master'],
      ['--gtids <text>', 'or a GTID set (MySQL), a GTID position (MariaDB)'],
      ['--seconds <number>', 'give up after so long', wholeNumber],
      CHANNEL,
    ],
    act: ({ channel = null, seconds, ...at }) => ({
      kind: 'wait-for-position',
      channel,
      at: waitedFor(at),
      ...(seconds === undefined ? {} : { seconds }),
    }),
  });
  addStatements(program);
}

function addThreads(program: Command): void {
  for (const verb of ['start', 'stop', 'restart'] as const)
    addAct<ThreadFlags>(program, {
      name: `${verb}-replica`,
      aliases: [`${verb}-slave`],
      description: `${verb} replication`,
      options: [THREAD, CHANNEL],
      act: ({ channel = null, thread = 'both' }) => ({ kind: `${verb}-replica`, channel, threads: thread }),
    });
  addAct<ChannelFlags>(program, {
    name: 'stop-replica-nice',
    aliases: ['stop-slave-nice'],
    description: 'stop replication once everything received is applied',
    options: [CHANNEL],
    act: ({ channel = null }) => ({ kind: 'stop-replica-nice', channel }),
  });
}

function addSource(program: Command): void {
  addAct<ChannelFlags>(program, {
    name: 'reset-replica',
    aliases: ['reset-slave'],
    description: 'make a replica forget its master; this cannot be undone',
    options: [CHANNEL],
    act: ({ channel = null }) => ({ kind: 'reset-replica', channel }),
  });
  addAct<DelayFlags>(program, {
    name: 'delay-replication',
    description: 'let a replica stay behind by so much',
    required: [['--seconds <number>', '0: not at all', wholeNumber]],
    options: [CHANNEL],
    act: ({ channel = null, seconds }) => ({ kind: 'delay-replication', channel, seconds }),
  });
  for (const verb of ['detach', 'reattach'] as const)
    addAct<ChannelFlags>(program, {
      name: `${verb}-replica-master-host`,
      aliases: [`${verb}-replica`, `${verb}-slave`, `${verb}-slave-master-host`],
      description:
        verb === 'detach'
          ? "keep a replica from connecting by changing its master's name, which it remembers"
          : "give a detached replica its master's name back",
      options: [CHANNEL],
      act: ({ channel = null }) => ({ kind: `${verb}-replica`, channel }),
    });
  addAct<ChannelFlags>(program, {
    name: 'change-master-credentials',
    aliases: ['change-source-credentials'],
    description: 'give a replica the configured account to replicate by',
    options: [CHANNEL],
    act: ({ channel = null }) => ({ kind: 'change-credentials', channel }),
  });
  addAct<TlsFlags>(program, {
    name: 'replication-tls',
    description: 'let a replica use TLS or not',
    options: [['--on', 'with TLS'], ['--off', 'without'], CHANNEL],
    act: ({ channel = null, on, off }) => ({ kind: 'change-tls', channel, enabled: oneOf(on, off) }),
  });
}

function oneOf(on: true | undefined, off: true | undefined): boolean {
  if (on === off) throw new CommandFailure(['Say either --on or --off.'], EXIT.usage);
  return on === true;
}

export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It is a whole number of seconds.');
  return Number(text);
}

function waitedFor({
  binlog,
  gtids,
}: Pick<WaitFlags, 'binlog' | 'gtids'>): Extract<Act, { kind: 'wait-for-position' }>['at'] {
  if (gtids !== undefined && binlog === undefined) return { kind: 'gtids', gtids };
  const found = /^(.+):(\d+)$/.exec(binlog ?? '');
  const [, file = '', position = ''] = found ?? [];
  if (found === null || gtids !== undefined)
    throw new CommandFailure(['Say either --binlog file:position or --gtids.'], EXIT.usage);
  return { kind: 'coordinates', file, position: Number(position) };
}

interface StatementFlags extends ClientFlags {
  readonly statement?: string;
  readonly channel?: string;
}

/** Prints and changes nothing. */
function addStatements(program: Command): void {
  withClientOptions(program.command('restart-replica-statements <server>').alias('restart-slave-statements'))
    .description('print what would restart replication, with a statement in between')
    .option('--statement <sql>', 'what needs replication to stand')
    .option(...CHANNEL)
    .action(async (server: string, flags: StatementFlags) => {
      const act = { kind: 'restart-replica' as const, channel: flags.channel ?? null };
      const body = { kind: 'control' as const, instance: readInstance(server), act };
      const plan = await connect(flags).read('propose', { body });
      const statements = stepsOf(plan).flatMap((step) => step.statements);
      const middle = Math.ceil(statements.length / 2);
      const given = flags.statement === undefined ? [] : [flags.statement.replace(/;\s*$/, '')];
      const all = [...statements.slice(0, middle), ...given, ...statements.slice(middle)].map((sql) => `${sql};`);
      if (flags.json) printJson(all);
      else console.log(all.join('\n'));
    });
}
