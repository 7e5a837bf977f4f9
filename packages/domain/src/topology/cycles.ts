/** Strongly connected components by Tarjan's algorithm, without recursion: chains of replicas may be long. */

export interface Knot<Id> {
  readonly members: readonly Id[];
  /** Where its members' links lead outside of it. */
  readonly upstream: readonly Id[];
}

interface Visit<Id> {
  readonly id: Id;
  readonly targets: readonly Id[];
  next: number;
}

/**
 * Every knot after all the knots that its links lead to, so that facts which flow from sources to replicas can be worked
 * out in one pass. A node that is part of no circle is a knot of its own.
 */
export function knotsOf<Id>(ids: readonly Id[], targetsOf: (id: Id) => readonly Id[]): readonly Knot<Id>[] {
  const order = new Map<Id, number>();
  const lowest = new Map<Id, number>();
  const open: Id[] = [];
  const isOpen = new Set<Id>();
  const knots: Knot<Id>[] = [];
  const lower = (id: Id, to: number): void => void lowest.set(id, Math.min(lowest.get(id) ?? to, to));
  const enter = (id: Id): Visit<Id> => {
    lowest.set(id, order.size);
    order.set(id, order.size);
    open.push(id);
    isOpen.add(id);
    return { id, targets: targetsOf(id), next: 0 };
  };
  const close = (id: Id): void => {
    const members = open.splice(open.lastIndexOf(id));
    for (const member of members) isOpen.delete(member);
    knots.push({ members, upstream: leavingOf(members, targetsOf) });
  };
  for (const id of ids) {
    const path = order.has(id) ? [] : [enter(id)];
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const target = visit.targets[visit.next];
      visit.next += 1;
      if (target !== undefined) {
        if (!order.has(target)) path.push(enter(target));
        else if (isOpen.has(target)) lower(visit.id, order.get(target) ?? 0);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      const low = lowest.get(visit.id) ?? 0;
      if (parent !== undefined) lower(parent.id, low);
      if (low === order.get(visit.id)) close(visit.id);
    }
  }
  return knots;
}

function leavingOf<Id>(members: readonly Id[], targetsOf: (id: Id) => readonly Id[]): readonly Id[] {
  const [first] = members;
  if (members.length === 1 && first !== undefined) return targetsOf(first).filter((target) => target !== first);
  const inside = new Set(members);
  return members.flatMap((member) => targetsOf(member).filter((target) => !inside.has(target)));
}
