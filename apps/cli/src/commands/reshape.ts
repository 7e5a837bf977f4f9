/** What changes the tree by more than one move. The names are orchestrator's, with its synonyms. */
import type { Command } from 'commander';
import type { CallInput, MoveMethod, PlanView } from '@topiary/contract';
import { connect } from '../client/connect.ts';
import { findCluster, readInstance } from '../client/find-cluster.ts';
import { CommandFailure, EXIT } from '../exit.ts';
import { ACCEPT_LOSS, CHANNEL, METHOD, ONLY, readMethod } from './plan-options.ts';
import type { ChannelFlags } from './plan-options.ts';
import { review, reviewAll, withRunOptions } from './review-plan.ts';
import type { RunFlags } from './review-plan.ts';

type Shape = Extract<CallInput<'propose'>['body'], { kind: 'reshape' }>['shape'];
type Server = ReturnType<typeof readInstance>;

interface ShapeFlags extends ChannelFlags {
  readonly below?: string;
  readonly only?: string;
  readonly candidate?: string;
  readonly method?: MoveMethod;
  readonly acceptLoss?: true;
  readonly exact?: true;
}

interface ShapeCommand {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly server: 'replica' | 'master';
  readonly description: string;
  readonly options?: readonly (readonly [flags: string, meaning: string])[];
  readonly required?: readonly [flags: string, meaning: string];
  /** The only one that it knows; absent: a person may choose. */
  readonly method?: MoveMethod;
  readonly shape: (server: Server, flags: ShapeFlags) => Shape;
}

const CANDIDATE = ['--candidate <address>', 'this one instead'] as const;

function regroup(source: Server, { candidate }: ShapeFlags): Extract<Shape, { kind: 'regroup-replicas' }> {
  return {
    kind: 'regroup-replicas',
    source,
    candidate: candidate === undefined ? null : readInstance(candidate),
  };
}

const COMMANDS: readonly ShapeCommand[] = [
  {
    name: 'move-up',
    server: 'replica',
    description: 'move a replica one level up, below the master of its master',
    options: [CHANNEL],
    shape: (replica, { channel = null }) => ({ kind: 'move-up', replica, channel }),
  },
  {
    name: 'move-up-replicas',
    aliases: ['move-up-slaves'],
    server: 'master',
    description: 'move the replicas of a server one level up, beside it',
    options: [ONLY],
    shape: (source, flags) => ({ kind: 'move-up-replicas', source, only: those(flags) }),
  },
  {
    name: 'move-below',
    server: 'replica',
    description: 'move a replica below another replica of its master',
    required: ['--below <address>', 'the sibling'],
    shape: (replica, flags) => ({ kind: 'move-below', replica, sibling: readInstance(flags.below ?? '') }),
  },
  {
    name: 'repoint',
    server: 'replica',
    description: 'state the master of a replica and its settings once more, or point it at another',
    options: [['--below <address>', 'another master'], CHANNEL],
    shape: (replica, flags) => ({ kind: 'repoint', replica, channel: flags.channel ?? null, target: below(flags) }),
  },
  {
    name: 'repoint-replicas',
    aliases: ['repoint-slaves'],
    server: 'master',
    description: 'repoint the replicas of a server',
    options: [['--below <address>', 'another master'], ONLY],
    shape: (source, flags) => ({ kind: 'repoint-replicas', source, target: below(flags), only: those(flags) }),
  },
  {
    name: 'take-siblings',
    aliases: ['enslave-siblings'],
    server: 'replica',
    description: 'put the other replicas of its master below a replica',
    shape: (replica) => ({ kind: 'take-siblings', replica }),
  },
  {
    name: 'take-master',
    aliases: ['enslave-master'],
    server: 'replica',
    description: 'let a replica change places with its master, which is a replica itself',
    shape: (replica) => ({ kind: 'take-master', replica }),
  },
  {
    name: 'make-local-master',
    server: 'replica',
    description: 'put a replica beside its master, with its siblings below it',
    shape: (replica) => ({ kind: 'make-local-master', replica }),
  },
  {
    name: 'make-co-master',
    server: 'replica',
    description: 'let the master of a replica replicate from it too',
    shape: (replica) => ({ kind: 'make-co-master', replica }),
  },
  {
    name: 'make-master',
    server: 'replica',
    description: 'make a replica the master in place of its own, which is gone, with its siblings below it',
    shape: (replica) => ({ kind: 'make-master', replica }),
  },
  {
    name: 'regroup-replicas',
    aliases: ['regroup-slaves', 'regroup-replicas-gtid', 'regroup-slaves-gtid'],
    server: 'master',
    description: 'put the best replica of a server above the others',
    options: [CANDIDATE],
    shape: regroup,
  },
  {
    name: 'regroup-replicas-bls',
    aliases: ['regroup-slaves-bls'],
    server: 'master',
    description: 'put the binlog server that has most of the log of a server above its other binlog servers',
    options: [CANDIDATE],
    shape: (source, flags) => ({ ...regroup(source, flags), among: 'binlog-servers' }),
  },
  {
    name: 'match-up',
    server: 'replica',
    method: 'pseudo-gtid',
    description: 'move a replica one level up by Pseudo-GTID',
    options: [CHANNEL],
    shape: (replica, { channel = null }) => ({ kind: 'move-up', replica, channel }),
  },
  {
    name: 'match-up-replicas',
    aliases: ['match-up-slaves'],
    server: 'master',
    method: 'pseudo-gtid',
    description: 'move the replicas of a server one level up by Pseudo-GTID',
    options: [ONLY],
    shape: (source, flags) => ({ kind: 'move-up-replicas', source, only: those(flags) }),
  },
  {
    name: 'rematch',
    server: 'replica',
    method: 'pseudo-gtid',
    description: 'prove the place of a replica below its master anew, by Pseudo-GTID, and point it there',
    options: [CHANNEL],
    shape: (replica, { channel = null }) => ({ kind: 'repoint', replica, channel, target: null }),
  },
  {
    name: 'regroup-replicas-pgtid',
    aliases: ['regroup-slaves-pgtid'],
    server: 'master',
    method: 'pseudo-gtid',
    description: 'put the best replica of a server above the others by Pseudo-GTID, also where the server is dead',
    options: [CANDIDATE],
    shape: regroup,
  },
  {
    name: 'rehome-replicas',
    server: 'master',
    description: 'bring the replicas of a server that is gone to where each fits best',
    shape: (source) => ({ kind: 'rehome-replicas', source }),
  },
  {
    name: 'enforce-semi-sync',
    server: 'master',
    description: 'let as many replicas acknowledge (semi-sync) as the master waits for, by their priority',
    options: [['--exact', 'and no others']],
    shape: (master, { exact }) => ({ kind: 'enforce-semi-sync', master, exact: exact === true }),
  },
];

export function addReshape(program: Command): void {
  for (const command of COMMANDS) addShape(program, command);
  withRunOptions(program.command('move-many <moves...>'))
    .description('make several moves, in an order in which no circle closes: replica=master, or replica/channel=master')
    .option(...METHOD, readMethod)
    .option(...ACCEPT_LOSS)
    .action((moves: string[], flags: ShapeFlags) => reshape(flags, { kind: 'move-many', moves: moves.map(readMove) }));
  withRunOptions(program.command('evacuate <servers...>'))
    .description('let nobody replicate from servers of one cluster any more')
    .option(...METHOD, readMethod)
    .option(...ACCEPT_LOSS)
    .action((servers: string[], flags: ShapeFlags) =>
      reshape(flags, { kind: 'evacuate', servers: servers.map(readInstance) }),
    );
  withRunOptions(program.command('evacuate-host <host>'))
    .description('let nobody elsewhere replicate from the servers of a host any more: a plan for each cluster')
    .action(evacuateHost);
  withRunOptions(program.command('restore [plan]'))
    .description('bring a cluster back to how it stood before a plan, or at a moment')
    .option('--cluster <cluster>', 'instead of a plan: which cluster')
    .option('--at <time>', 'how it stood then: 2026-11-22T10:00 here, or with a zone: 2026-11-22T10:00Z')
    .action(restore);
}

interface MomentFlags extends RunFlags {
  readonly cluster?: string;
  readonly at?: string;
}

async function restore(plan: string | undefined, flags: MomentFlags): Promise<void> {
  const { cluster, at } = flags;
  const isMoment = cluster !== undefined && at !== undefined;
  if (isMoment ? plan !== undefined : plan === undefined || cluster !== undefined || at !== undefined)
    throw new CommandFailure(['Name a plan, or --cluster together with --at.'], EXIT.usage);
  const moment = at === undefined ? null : readMoment(at);
  const api = connect(flags);
  if (moment === null) return review(api, await api.read('restore', { params: { plan: plan ?? '' } }), flags);
  const params = { cluster: await findCluster(api, cluster ?? '') };
  await review(api, await api.read('restoreAt', { params, body: { at: moment } }), flags);
}

/** Without a zone it is the time of this machine. */
function readMoment(text: string): number {
  const moment = new Date(text).getTime();
  if (Number.isNaN(moment))
    throw new CommandFailure([`"${text}" is no time. Write 2026-11-22T10:00 or 2026-11-22T10:00Z.`], EXIT.usage);
  return moment;
}

async function evacuateHost(name: string, flags: RunFlags): Promise<void> {
  const api = connect(flags);
  const { servers } = await api.read('host', { params: { host: name } });
  const clusters = Map.groupBy(servers, ({ cluster }) => cluster);
  const plans: PlanView[] = [];
  const refusals: string[] = [];
  for (const members of clusters.values()) {
    if (members.every(({ replicas }) => replicas === 0)) continue;
    const shape = { kind: 'evacuate' as const, servers: members.map(({ id }) => id) };
    try {
      plans.push(await api.read('propose', { body: { kind: 'reshape', shape } }));
    } catch (error) {
      if (!(error instanceof CommandFailure)) throw error;
      refusals.push(error.message);
    }
  }
  if (plans.length > 0) await reviewAll(api, plans, flags);
  if (refusals.length > 0) throw new CommandFailure(refusals);
  if (plans.length === 0 && !flags.json) console.log(`Nobody replicates from the servers of ${name}.`);
}

function readMove(text: string): { replica: Server; channel: string; target: Server } {
  const [from = '', to = ''] = text.split('=');
  const [replica = '', channel = ''] = from.split('/');
  if (replica === '' || to === '')
    throw new CommandFailure([`"${text}" is no move. Write replica=master, or replica/channel=master.`], EXIT.usage);
  return { replica: readInstance(replica), channel, target: readInstance(to) };
}

async function reshape(flags: ShapeFlags, shape: Shape): Promise<void> {
  const api = connect(flags);
  const extras = {
    ...(flags.method === undefined ? {} : { method: flags.method }),
    ...(flags.acceptLoss === undefined ? {} : { acceptsLoss: flags.acceptLoss }),
  };
  await review(api, await api.read('propose', { body: { kind: 'reshape', shape, ...extras } }), flags);
}

function addShape(program: Command, command: ShapeCommand): void {
  const { name, aliases = [], server, description, options = [], required, method, shape } = command;
  const added = withRunOptions(program.command(`${name} <${server}>`).aliases(aliases))
    .description(description)
    .option(...ACCEPT_LOSS);
  if (required !== undefined) added.requiredOption(...required);
  if (method === undefined) added.option(...METHOD, readMethod);
  for (const [flags, meaning] of options) added.option(flags, meaning);
  added.action((address: string, flags: ShapeFlags) =>
    reshape(method === undefined ? flags : { ...flags, method }, shape(readInstance(address), flags)),
  );
}

function below({ below: address }: ShapeFlags): Server | null {
  return address === undefined ? null : readInstance(address);
}

function those({ only }: ShapeFlags): Server[] | null {
  return only?.split(',').map(readInstance) ?? null;
}
