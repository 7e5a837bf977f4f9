/**
 * Where the replicas of an intermediate master, or of a group member, could go when it is gone, the best place first.
 * Source: spec/recovery §7, §9. Orders that its users rely on are kept: a sibling of the same data center, then one
 * elsewhere, then the server above; whether a replica may read from a place is asked by the rules of moves.
 */
import { promotionRuleOf } from '../../classification/promotion.ts';
import { isOnlineMember } from '../../topology/groups.ts';
import type { InstanceId } from '../../topology/address.ts';
import { edgesOf, edgesTo, groupsIn, membersOf, replicasOf, sourcesOf } from '../../topology/queries.ts';
import type { Instance, TopologySnapshot } from '../../topology/snapshot.ts';

export interface Homes {
  /** Of its data center. */
  readonly near: readonly Instance[];
  readonly far: readonly Instance[];
}

export function homesOf(snapshot: TopologySnapshot, gone: Instance): Homes {
  const mates = matesOf(snapshot, gone);
  const beside = mates.length > 0 ? mates : siblingsOf(snapshot, gone);
  const above = abovesOf(snapshot, gone);
  const isNear = (one: Instance): boolean => one.classification.dataCenter === gone.classification.dataCenter;
  const places = beside.filter((one) => !above.includes(one));
  // The server above is the last resort wherever it stands: whoever reads from it there costs it a connection more.
  return { near: places.filter(isNear), far: [...places.filter((one) => !isNear(one)), ...above] };
}

/** Members that the group itself says are in it. */
function matesOf(snapshot: TopologySnapshot, gone: Instance): readonly Instance[] {
  const group = groupsIn(snapshot, gone.cluster).find(({ members }) => members.has(gone.id));
  if (group === undefined) return [];
  const isIn = ({ id }: Instance): boolean => {
    const standing = group.members.get(id);
    return id !== gone.id && standing !== undefined && isOnlineMember(standing);
  };
  const mates = membersOf(snapshot, gone.cluster).filter((one) => isIn(one) && isFit(one));
  return ordered(snapshot, gone, mates);
}

/** Other replicas of its masters. */
function siblingsOf(snapshot: TopologySnapshot, gone: Instance): readonly Instance[] {
  const own = new Set(edgesTo(snapshot, gone.id).map(({ replica }) => replica));
  const siblings = sourcesOf(snapshot, gone.id).flatMap((source) => replicasOf(snapshot, source.id));
  const others = [...new Set(siblings)].filter((one) => one.id !== gone.id && !own.has(one.id));
  return ordered(
    snapshot,
    gone,
    others.filter((one) => isFit(one) && isAlike(one, gone)),
  );
}

/** The nearest servers above that answer; through one that does not, what is above that. */
function abovesOf(snapshot: TopologySnapshot, gone: Instance): readonly Instance[] {
  const found = new Map<InstanceId, Instance>();
  const passed = new Set([gone.id]);
  const open = [...edgesOf(snapshot, gone.id)];
  for (let edge = open.shift(); edge !== undefined; edge = open.shift()) {
    const source = snapshot.instances.get(edge.source);
    if (source === undefined || passed.has(source.id)) continue;
    passed.add(source.id);
    if (source.health === 'ok') found.set(source.id, source);
    else open.push(...edgesOf(snapshot, source.id));
  }
  return [...found.values()];
}

/** It answers, replicates, and nobody wants it kept out of the way. */
function isFit(instance: Instance): boolean {
  const { health, observation, classification } = instance;
  if (health !== 'ok' || observation === null) return false;
  if (promotionRuleOf(instance) === 'must_not' || classification.neverPromoted) return false;
  return observation.channels.every(({ receiver, applier }) => receiver === 'running' && applier === 'running');
}

/** What it passes on is what the lost one passed on. */
function isAlike({ observation: one }: Instance, { observation: other }: Instance): boolean {
  if (one === null || other === null) return one !== null;
  const isFiltered = (observed: typeof one): boolean => observed.channels.some(({ filters }) => filters.length > 0);
  const isBinlogServer = (observed: typeof one): boolean => observed.product.flavor === 'maxscale';
  return isFiltered(one) === isFiltered(other) && isBinlogServer(one) === isBinlogServer(other);
}

/** Whom people prefer, then who stands nearest, then who has most replicas already, and is so made for it. */
function ordered(snapshot: TopologySnapshot, gone: Instance, places: readonly Instance[]): readonly Instance[] {
  const keyOf = (one: Instance): readonly number[] => {
    const rule = promotionRuleOf(one);
    const { dataCenter, physicalEnvironment } = one.classification;
    return [
      rule === 'prefer' ? 0 : 1,
      dataCenter === gone.classification.dataCenter ? 0 : 1,
      physicalEnvironment === gone.classification.physicalEnvironment ? 0 : 1,
      rule === 'prefer_not' ? 1 : 0,
      -edgesTo(snapshot, one.id).length,
    ];
  };
  const keyed = places.map((one) => ({ one, key: keyOf(one) }));
  return keyed
    .toSorted((left, right) => {
      const at = left.key.findIndex((value, index) => value !== right.key[index]);
      return (left.key[at] ?? 0) - (right.key[at] ?? 0);
    })
    .map(({ one }) => one);
}
