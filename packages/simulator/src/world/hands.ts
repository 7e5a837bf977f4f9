/** What people do at a prompt on a server, past Topiary. */
import type { InstanceId } from '@topiary/domain';
import { addressOf, instanceIdOf } from '@topiary/domain';
import type { Command } from '@topiary/fleet';
import type { StoppedThreads } from '../scenario/scenario.ts';
import type { Hand } from '../checks/ledger.ts';
import { idNamed, tryAtPrompt } from './build-fleet.ts';
import type { World } from './world.ts';

const BOTH = { receiver: true, applier: true };
const HAND = 'hand';
const STARTED: Hand = { receiver: 'started', applier: 'started' };

/** To any server of the same tree that does not stand below it. */
export function handMove(world: World, server: string, pick: number): void {
  const id = idNamed(server);
  const channel = world.fleet.server(id).channels.get('');
  if (channel === undefined || world.fleet.state(id) !== 'up') return;
  const source = instanceIdOf(channel.source);
  const tree = serversOfTree(world, server);
  const allowed = tree.filter((other) => other !== id && other !== source && !standsBelow(world, other, id));
  const target = allowed[Math.floor(pick * allowed.length)];
  if (target === undefined) return;
  const { host, port } = addressOf(target);
  const { heartbeatPeriodSeconds, connectRetrySeconds, retryCount } = channel.settings;
  const commands: readonly Command[] = [
    { kind: 'stop-threads', channel: '', threads: BOTH },
    {
      kind: 'change-source',
      channel: '',
      changes: {
        host,
        port,
        ...(heartbeatPeriodSeconds === null ? {} : { heartbeatPeriodSeconds }),
        ...(connectRetrySeconds === null ? {} : { connectRetrySeconds }),
        ...(retryCount === null ? {} : { retryCount }),
      },
    },
    { kind: 'start-threads', channel: '', threads: BOTH },
  ];
  act(world, { id, kind: 'hand-move', text: `moves ${server} to ${target}`, commands, hand: STARTED });
}

export function handStop(world: World, server: string, threads: Exclude<StoppedThreads, 'none'>): void {
  const which = { receiver: threads !== 'applier', applier: threads !== 'receiver' };
  act(world, {
    id: idNamed(server),
    kind: 'hand-threads',
    text: `stops ${threads} on ${server}`,
    commands: [{ kind: 'stop-threads', channel: '', threads: which }],
    hand: { receiver: which.receiver ? 'stopped' : 'as-it-was', applier: which.applier ? 'stopped' : 'as-it-was' },
  });
}

export function handStart(world: World, server: string): void {
  act(world, {
    id: idNamed(server),
    kind: 'hand-threads',
    text: `starts replication on ${server}`,
    commands: [{ kind: 'start-threads', channel: '', threads: BOTH }],
    hand: STARTED,
  });
}

interface Act {
  readonly id: InstanceId;
  readonly kind: 'hand-move' | 'hand-threads';
  readonly text: string;
  readonly commands: readonly Command[];
  readonly hand: Hand;
}

function act(world: World, { id, kind, text, commands, hand }: Act): void {
  if (world.fleet.state(id) !== 'up') return;
  const problem = tryAtPrompt(world.fleet, id, commands);
  world.narration.say(HAND, `${text}${problem === null ? '' : `, and is told: ${problem}`}`);
  world.ledger.byHand({ server: id, kind, text, hand });
}

function serversOfTree(world: World, server: string): readonly InstanceId[] {
  const prefix = server.slice(0, 1);
  return world.scenario.servers.filter(({ name }) => name.startsWith(prefix)).map(({ name }) => idNamed(name));
}

function standsBelow(world: World, id: InstanceId, above: InstanceId): boolean {
  const seen = new Set<InstanceId>();
  for (let at: InstanceId | null = id; at !== null && !seen.has(at);) {
    if (at === above) return true;
    seen.add(at);
    const channel: { readonly source: { host: string; port: number } } | undefined = world.fleet.has(at)
      ? world.fleet.server(at).channels.get('')
      : undefined;
    at = channel === undefined ? null : instanceIdOf(channel.source);
  }
  return false;
}
