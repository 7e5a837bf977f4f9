/**
 * Nobody is to replicate from these servers any more, so that they, or the host they live on, can be worked on. What reads
 * from one of them goes to the nearest server above it that stays. Who takes the writes is not changed by moves: what reads
 * from a master that is to be left stays, and that is said with what is needed.
 */
import { edgesOf, edgesTo } from '../../topology/queries.ts';
import type { InstanceId } from '../../topology/address.ts';
import type { TopologySnapshot } from '../../topology/snapshot.ts';
import { fail, warn } from '../checks.ts';
import { message } from '../message.ts';
import type { Check } from '../plan.ts';
import type { WantedMove } from '../wanted-moves.ts';
import type { Reshape } from './reshape.ts';
import type { WantedShape } from './wanted-shape.ts';

export function evacuate(snapshot: TopologySnapshot, { servers }: Extract<Reshape, { kind: 'evacuate' }>): WantedShape {
  const left = new Set(servers);
  const clusters = new Set(servers.map((id) => snapshot.instances.get(id)?.cluster));
  if (clusters.size > 1) return { kind: 'refused', checks: [fail(null, message('several-clusters'))] };
  const moves: WantedMove[] = [];
  const masters = new Set<InstanceId>();
  for (const source of left) {
    const readers = edgesTo(snapshot, source).filter(({ replica }) => !left.has(replica));
    const target = nearestAbove(snapshot, source, left);
    if (target === null && readers.length > 0) masters.add(source);
    if (target !== null) moves.push(...readers.map(({ replica, channel }) => ({ replica, channel, target })));
  }
  const staying = [...masters].map((master) => message('evacuated-master', { master }));
  if (moves.length > 0)
    return { kind: 'wanted', moves, mayLeaveBehind: true, checks: staying.map((text) => warn(null, text)) };
  const nothing: Check = fail(null, message('nobody-reads-there', { servers: servers.join(', ') }));
  return { kind: 'refused', checks: staying.length > 0 ? staying.map((text) => fail(null, text)) : [nothing] };
}

/** `null`: there is none, or it has several masters, and which of them has what its replicas need is not known. */
function nearestAbove(snapshot: TopologySnapshot, from: InstanceId, left: ReadonlySet<InstanceId>): InstanceId | null {
  const passed = new Set<InstanceId>();
  let at = from;
  while (left.has(at)) {
    const [edge, ...others] = edgesOf(snapshot, at);
    if (edge === undefined || others.length > 0 || passed.has(at)) return null;
    passed.add(at);
    at = edge.source;
  }
  return at;
}
