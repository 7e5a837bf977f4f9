/**
 * Who could take the place of a master: its replicas; those that read from it through a replica that fell silent as well,
 * as nothing comes to them any more; and, where somebody has to be found, whoever reads from it through others.
 */
import type { InstanceId } from '../../topology/address.ts';
import { isBinlogServer } from '../coordinates/log-family.ts';
import { descendantsOf, edgesOf, edgesTo } from '../../topology/queries.ts';
import type { Edge, Instance, TopologySnapshot } from '../../topology/snapshot.ts';

/** `direct`: also below its binlog servers. `orphan`: below replicas that do not answer, with nothing coming in. `deeper`: below others that live. */
export type Generation = 'direct' | 'orphan' | 'deeper';

export interface Heir {
  readonly instance: Instance;
  /** By which it gets what the master writes. */
  readonly edge: Edge;
  readonly generation: Generation;
}

export function heirsOf(snapshot: TopologySnapshot, master: InstanceId): readonly Heir[] {
  const direct = directHeirsOf(snapshot, master);
  if (snapshot.instances.get(master)?.health === 'ok') return direct;
  const found = new Map(direct.map((heir) => [heir.instance.id, heir]));
  // A map is gone through with what is added to it on the way.
  for (const { instance } of found.values()) {
    if (instance.health === 'ok') continue;
    for (const heir of heirsBelow(snapshot, instance.id, 'orphan'))
      if (heir.instance.id !== master && !found.has(heir.instance.id) && getsNothing(heir))
        found.set(heir.instance.id, heir);
  }
  return [...found.values()];
}

/** A binlog server keeps the master's log as it is, so that who reads it there reads the master's. */
function directHeirsOf(snapshot: TopologySnapshot, master: InstanceId): readonly Heir[] {
  const found = heirsBelow(snapshot, master, 'direct');
  if (snapshot.instances.get(master)?.health === 'ok') return found;
  const known = new Map(found.map((heir) => [heir.instance.id, heir]));
  for (const { instance } of known.values()) {
    if (!isBinlogServer(snapshot, instance.id)) continue;
    for (const heir of heirsBelow(snapshot, instance.id, 'direct'))
      if (heir.instance.id !== master && !known.has(heir.instance.id)) known.set(heir.instance.id, heir);
  }
  return [...known.values()];
}

/** Through any number of others, which live; those with one source only. */
export function deeperHeirsOf(snapshot: TopologySnapshot, master: InstanceId): readonly Heir[] {
  const near = new Set([master, ...heirsOf(snapshot, master).map(({ instance }) => instance.id)]);
  return [...descendantsOf(snapshot, master)].flatMap((id): readonly Heir[] => {
    const instance = snapshot.instances.get(id);
    const [edge, ...others] = edgesOf(snapshot, id);
    if (instance === undefined || edge === undefined || others.length > 0 || near.has(id)) return [];
    return [{ instance, edge, generation: 'deeper' }];
  });
}

/** Each once: one with two channels from there counts by its first. */
function heirsBelow(snapshot: TopologySnapshot, source: InstanceId, generation: Generation): readonly Heir[] {
  const found = new Map<InstanceId, Heir>();
  for (const edge of edgesTo(snapshot, source)) {
    const instance = snapshot.instances.get(edge.replica);
    if (instance !== undefined && !found.has(instance.id)) found.set(instance.id, { instance, edge, generation });
  }
  return [...found.values()];
}

function getsNothing({ instance: { health, observation }, edge }: Heir): boolean {
  const channel = observation?.channels.find(({ name }) => name === edge.channel);
  return health === 'ok' && channel !== undefined && channel.receiver !== 'running';
}
