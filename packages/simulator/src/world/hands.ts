/** What people do at a prompt on a server, past Topiary. */
import type { InstanceId, Step } from '@topiary/domain';
import { addressOf, instanceIdOf } from '@topiary/domain';
import type { Command } from '@topiary/fleet';
import type { StoppedThreads } from '../scenario/scenario.ts';
import type { Hand } from '../checks/ledger.ts';
import { treeOf } from '../scenario/parts.ts';
import { reachable } from '../scenario/reachable.ts';
import { isRouter } from '../scenario/routers.ts';
import { isAtLeastAsNew } from '../scenario/versions.ts';
import { idNamed, letsIn, tryAtPrompt } from './build-fleet.ts';
import type { World } from './world.ts';

const BOTH = { receiver: true, applier: true };
const HAND = 'hand';
const STARTED: Hand = { receiver: 'started', applier: 'started' };

export interface AtChannel {
  readonly server: string;
  readonly channel: string;
}

/** To any server of its source's tree that does not stand below it, and that it may replicate from. */
export function handMove(world: World, where: AtChannel, pick: number): boolean {
  const id = idNamed(where.server);
  const channel = world.fleet.server(id).channels.get(where.channel);
  if (channel === undefined || world.fleet.state(id) !== 'up') return false;
  const allowed = placesFor(world, where, instanceIdOf(channel.source));
  const target = allowed[Math.floor(pick * allowed.length)];
  if (target === undefined) return false;
  const { host, port } = addressOf(target);
  const { heartbeatPeriodSeconds, connectRetrySeconds, retryCount } = channel.settings;
  const commands: readonly Command[] = [
    { kind: 'stop-threads', channel: where.channel, threads: BOTH },
    {
      kind: 'change-source',
      channel: where.channel,
      changes: {
        host,
        port,
        ...(heartbeatPeriodSeconds === null ? {} : { heartbeatPeriodSeconds }),
        ...(connectRetrySeconds === null ? {} : { connectRetrySeconds }),
        ...(retryCount === null ? {} : { retryCount }),
      },
    },
    { kind: 'start-threads', channel: where.channel, threads: BOTH },
  ];
  const text = `moves ${where.server} to ${target}`;
  return act(world, { ...where, kind: 'hand-move', text, commands, hand: STARTED });
}

function placesFor(world: World, { server, channel }: AtChannel, source: InstanceId): readonly InstanceId[] {
  const { servers } = world.scenario;
  const planned = servers.find(({ name }) => name === server);
  const version = planned?.version ?? '';
  // Nobody would find the place in another server's log by hand.
  if (planned?.channels.find(({ name }) => name === channel)?.positioning === 'file') return [];
  const others = new Set(
    [...world.fleet.server(idNamed(server)).channels.values()].flatMap((one) =>
      one.name === channel ? [] : [instanceIdOf(one.source)],
    ),
  );
  return servers
    .filter(({ name }) => treeOf(name) === treeOf(source) && name !== server)
    .filter((target) => !isRouter(target) && isAtLeastAsNew(version, target.version))
    .map(({ name }) => idNamed(name))
    .filter((id) => id !== source && !others.has(id) && !standsBelow(world, id, idNamed(server)));
}

export function handStop(world: World, where: AtChannel, threads: Exclude<StoppedThreads, 'none'>): boolean {
  const which = { receiver: threads !== 'applier', applier: threads !== 'receiver' };
  return act(world, {
    ...where,
    kind: 'hand-threads',
    text: `stops ${threads} on ${where.server}`,
    commands: [{ kind: 'stop-threads', channel: where.channel, threads: which }],
    hand: { receiver: which.receiver ? 'stopped' : 'as-it-was', applier: which.applier ? 'stopped' : 'as-it-was' },
  });
}

export function handStart(world: World, where: AtChannel): boolean {
  return act(world, {
    ...where,
    kind: 'hand-threads',
    text: `starts replication on ${where.server}`,
    commands: [{ kind: 'start-threads', channel: where.channel, threads: BOTH }],
    hand: STARTED,
  });
}

/** The notes of a plan that sets gtid_mode ask for it: a server that restarts has what stands there. */
export function writeIntoFile({ fleet }: World, step: Step): void {
  if (step.kind !== 'set-gtid-mode' && step.kind !== 'set-gtid-consistency') return;
  const name = step.kind === 'set-gtid-mode' ? 'gtid_mode' : 'enforce_gtid_consistency';
  tryAtPrompt(fleet, step.instance, [{ kind: 'set-variable', scope: 'persist-only', name, value: step.to }]);
}

interface Act extends AtChannel {
  readonly kind: 'hand-move' | 'hand-threads';
  readonly text: string;
  readonly commands: readonly Command[];
  readonly hand: Hand;
}

function act(world: World, { server, channel, kind, text, commands, hand }: Act): boolean {
  const id = idNamed(server);
  if (world.fleet.state(id) !== 'up') return false;
  if (!letsIn(world.fleet, id)) {
    world.narration.say(HAND, `${text}, and is not let in`);
    return false;
  }
  const problem = tryAtPrompt(world.fleet, id, commands);
  world.narration.say(HAND, `${text}${problem === null ? '' : `, and is told: ${problem}`}`);
  world.ledger.byHand({ server: id, channel, kind, text, hand });
  return problem === null;
}

/** Or is it, or stands with it in a circle. */
function standsBelow(world: World, id: InstanceId, above: InstanceId): boolean {
  return id === above || reachable(id, (at) => sourcesAt(world, at)).has(above);
}

function sourcesAt({ fleet }: World, id: InstanceId): readonly InstanceId[] {
  return fleet.has(id) ? [...fleet.server(id).channels.values()].map(({ source }) => instanceIdOf(source)) : [];
}
