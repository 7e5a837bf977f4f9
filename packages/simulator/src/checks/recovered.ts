/**
 * L7: what must be repaired by itself. Judged from the world as it is, and only where nothing could keep a replica from its new
 * place: one family and version, everybody by GTID, nobody filtered, delayed, late or stopped, no disk that lost anything.
 */
import type { InstanceId } from '@topiary/domain';
import { instanceIdOf } from '@topiary/domain';
import { isRouter } from '../scenario/routers.ts';
import { circleOf } from '../scenario/shapes.ts';
import type { PlannedServer } from '../scenario/scenario.ts';
import { idNamed } from '../world/build-fleet.ts';
import type { World } from '../world/world.ts';
import { wasClosedByStart } from './one-writer.ts';

/** Actions after which nobody can say whether Topiary may: clocks that were wrong, threads and settings that people changed. */
const OBSCURING: ReadonlySet<string> = new Set(['set-wall-clock', 'hand-stop', 'hand-move', 'control', 'reshape']);

export function unrecovered(world: World): readonly string[] {
  const { recovers, actions } = world.scenario;
  if (recovers === undefined || actions.some(({ kind }) => OBSCURING.has(kind))) return [];
  return [...world.lost].flatMap((id) => {
    if (!isSimple(world, id)) return [];
    const isMaster = world.fleet.server(id).channels.size === 0;
    if (!(isMaster ? recovers.masters : recovers.intermediateMasters)) return [];
    return isMaster ? masterless(world, id) : orphans(world, id);
  });
}

/** Somebody else takes writes, or did until he was started again with a file that says read-only. */
function masterless(world: World, lost: InstanceId): readonly string[] {
  const { fleet, ledger } = world;
  const part = world.partOf(lost);
  const isOpen = (id: InstanceId): boolean => fleet.state(id) === 'up' && !fleet.observe(id).settings.readOnly;
  if (part.some(isOpen) || wasClosedByStart(ledger, part) || !readersOf(world, lost).some((id) => isFit(world, id)))
    return [];
  return [`${lost} stays dead, its replicas live, and nobody took its place`];
}

/** Who still reads from it, though somebody above it lives. */
function orphans(world: World, lost: InstanceId): readonly string[] {
  const { fleet } = world;
  const above = [...fleet.server(lost).channels.values()].map(({ source }) => instanceIdOf(source));
  if (!above.every((id) => fleet.has(id) && fleet.state(id) === 'up')) return [];
  const left = readersOf(world, lost).filter((id) => isFit(world, id));
  return left.length === 0 ? [] : [`${lost} stays dead, and ${left.join(', ')} still wait for it`];
}

function readersOf({ fleet, servers }: World, source: InstanceId): readonly InstanceId[] {
  return servers.filter((id) =>
    [...fleet.server(id).channels.values()].some((channel) => instanceIdOf(channel.source) === source),
  );
}

/** It can be where the others are, and they below it. */
function isFit({ fleet }: World, id: InstanceId): boolean {
  if (fleet.state(id) !== 'up') return false;
  const { channels } = fleet.server(id);
  return (
    channels.size === 1 &&
    [...channels.values()].every(
      ({ applier, positioning, delaySeconds, waiting }) =>
        applier.state === 'running' && positioning !== 'file' && delaySeconds === 0 && waiting.length === 0,
    )
  );
}

function isSimple(world: World, id: InstanceId): boolean {
  const part = world.partOf(id);
  const servers = world.scenario.servers.filter(({ name }) => part.includes(idNamed(name)));
  return (
    circleOf(servers).length === 0 &&
    servers.every((server) => isPlain(server)) &&
    new Set(servers.map(({ version }) => version)).size === 1 &&
    !part.some((member) => world.ledger.wasDisturbed(member, ['lost-tail', 'hand-move', 'hand-threads'], 0))
  );
}

function isPlain(server: PlannedServer): boolean {
  const { group, channels, settings } = server;
  const logs = settings['log_replica_updates'] ?? settings['log_slave_updates'];
  return (
    group === null &&
    !isRouter(server) &&
    channels.length < 2 &&
    logs === 'ON' &&
    channels.every((channel) => channel.ignoredSchema === null && channel.stopped === 'none')
  );
}
