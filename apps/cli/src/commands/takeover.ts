/** A replica in the place of its master. The names are orchestrator's; the cluster is named as people call it, or by a server. */
import { say } from '@topiary/contract';
import type { CallInput, ClusterView, TakeoverView } from '@topiary/contract';
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { connect } from '../client/connect.ts';
import type { Api, ClientFlags } from '../client/connect.ts';
import { findCluster, readInstance } from '../client/find-cluster.ts';
import { CommandFailure, EXIT } from '../exit.ts';
import { printJson, table } from '../output/table.ts';
import { withClientOptions } from './client-options.ts';
import { review, withRunOptions } from './review-plan.ts';
import type { RunFlags } from './review-plan.ts';

type Asked = Extract<CallInput<'propose'>['body'], { kind: 'replace-master' }>;

interface TakeoverFlags extends RunFlags {
  readonly to?: string;
  readonly blockers?: string;
  readonly at?: number;
  readonly until?: number;
}

interface TakeoverCommand {
  readonly name: string;
  readonly description: string;
  readonly because: Asked['because'];
  readonly rejoins?: true;
  readonly mustName?: true;
}

const COMMANDS: readonly TakeoverCommand[] = [
  {
    name: 'graceful-master-takeover',
    description:
      'let a replica take over from the master of a cluster; the old master is set up below it and not started',
    because: 'takeover',
  },
  {
    name: 'graceful-master-takeover-auto',
    description:
      'let the best replica, or the one named, take over from the master of a cluster, which replicates from it then',
    because: 'takeover',
    rejoins: true,
  },
  {
    name: 'force-master-failover',
    description: 'replace the master of a cluster by its best replica, whether or not it looks dead',
    because: 'forced',
  },
  {
    name: 'force-master-takeover',
    description: 'replace the master of a cluster by the replica that is named, whether or not it looks dead',
    because: 'forced',
    mustName: true,
  },
];

const BLOCKER_CHOICES = ['refuse', 'wait', 'kill'] as const;

export function addTakeover(program: Command): void {
  addSchedule(program);
  for (const { name, description, mustName, ...asked } of COMMANDS) {
    const command = withRunOptions(program.command(`${name} <cluster>`)).description(description);
    if (mustName === true) command.requiredOption('--to <address>', 'the replica that takes its place');
    else command.option('--to <address>', 'the replica that takes its place');
    command.addOption(
      new Option('--blockers <choice>', 'what becomes of sessions that are in the way of closing the master')
        .choices(BLOCKER_CHOICES)
        .default('refuse'),
    );
    if (asked.because === 'takeover')
      command
        .option('--at <time>', 'not now, but from then on, as 2026-03-14T02:00Z', readInstant)
        .option('--until <time>', 'no later than then; an hour after it begins where it is not said', readInstant);
    command.action(async (cluster: string, flags: TakeoverFlags) => {
      const api = connect(flags);
      const master = await masterOf(api, cluster);
      if (flags.at !== undefined) return schedule(api, bodyOf(master, asked, flags), { ...flags, at: flags.at });
      await review(api, await api.read('propose', { body: bodyOf(master, asked, flags) }), flags);
    });
  }
  withRunOptions(program.command('recover-lite <server>'))
    .description('recover what is found wrong with a server, without its hooks; prints who is in its place')
    .option('--to <address>', 'the replica that takes its place, where it is a master')
    .action(async (server: string, flags: TakeoverFlags) => {
      if (flags.yes !== true) throw new CommandFailure(['Pass --yes: this is not shown before.'], EXIT.usage);
      const candidate = flags.to === undefined ? {} : { candidate: readInstance(flags.to) };
      const params = { instance: readInstance(server) };
      const ended = await connect(flags).change('recover', { params, body: { ...candidate, withoutHooks: true } });
      if (flags.json) return printJson(ended);
      if (ended.successor === null)
        throw new CommandFailure(['Nobody is in its place.', ...ended.errors.map((said) => say(said, 'en'))]);
      console.log(ended.successor);
    });
  withRunOptions(program.command('recover <master>'))
    .description('replace a master that is dead by its best replica, or the one named')
    .option('--to <address>', 'the replica that takes its place')
    .action(async (master: string, flags: TakeoverFlags) => {
      const api = connect(flags);
      const body = bodyOf(readInstance(master), { because: 'dead' }, flags);
      await review(api, await api.read('propose', { body }), flags);
    });
}

const AN_HOUR_MS = 3_600_000;

async function schedule(
  api: Api,
  { master, successor = null, rejoins, blockers }: Asked,
  { at, until = at + AN_HOUR_MS, json }: TakeoverFlags & { readonly at: number },
): Promise<void> {
  const body = {
    master,
    successor,
    ...(rejoins === undefined ? {} : { rejoins }),
    ...(blockers === undefined ? {} : { blockers }),
    from: at,
    until,
  };
  const takeover = await api.change('scheduleTakeover', { body });
  if (json === true) return printJson(takeover);
  console.log(`${takeover.id}  ${takeover.clusterName}  ${windowOf(takeover)}`);
}

function readInstant(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new InvalidArgumentError('This is no time; write it as 2026-03-14T02:00Z.');
  return at;
}

function windowOf({ from, until }: Pick<TakeoverView, 'from' | 'until'>): string {
  return `${new Date(from).toISOString()} - ${new Date(until).toISOString()}`;
}

function addSchedule(program: Command): void {
  withClientOptions(program.command('takeovers'))
    .description('list takeovers that were asked for in a window of time, the newest first')
    .action(async (flags: ClientFlags) => {
      const shown = await connect(flags).read('takeovers', {});
      if (flags.json) return printJson(shown);
      const rows = shown.takeovers.map((one) => [
        one.id,
        one.clusterName,
        one.master,
        one.successor ?? '-',
        windowOf(one),
        one.state,
        one.reasons.map((reason) => say(reason, 'en')).join(' '),
      ]);
      console.log(table(['ID', 'CLUSTER', 'MASTER', 'SUCCESSOR', 'WINDOW', 'STATE', 'WHY'], rows));
    });
  withClientOptions(program.command('cancel-takeover <id>'))
    .description('cancel a takeover that waits for its window')
    .action(async (takeover: string, flags: ClientFlags) => {
      const ended = await connect(flags).change('cancelTakeover', { params: { takeover } });
      if (flags.json) return printJson(ended);
      console.log(`${ended.id}  ${ended.state}`);
    });
}

function bodyOf(
  master: Asked['master'],
  { because, rejoins }: Pick<TakeoverCommand, 'because' | 'rejoins'>,
  { to, blockers }: TakeoverFlags,
): Asked {
  const successor = to === undefined ? null : readInstance(to);
  return {
    kind: 'replace-master',
    master,
    successor,
    because,
    ...(rejoins === true ? { rejoins } : {}),
    ...(blockers === 'wait' || blockers === 'kill' ? { blockers } : {}),
  };
}

/** Of several there is none to be replaced: they are co-masters, or the cluster has come apart. */
async function masterOf(api: Api, text: string): Promise<Asked['master']> {
  const view: ClusterView = await api.read('cluster', { params: { cluster: await findCluster(api, text) } });
  const [master, ...others] = view.masters;
  if (master === undefined) throw new CommandFailure([`No master of ${view.name} is known.`]);
  if (others.length > 0)
    throw new CommandFailure([
      `${view.name} has several masters: ${view.masters.join(', ')}. This is for one that has one.`,
    ]);
  return master;
}
