/** Weakly connected components: who can be reached from whom, whatever the direction of the links. */

export interface Link<Id> {
  readonly from: Id;
  readonly to: Id;
}

/** Each component in the order of `ids`, and the components in the order of their first member. Both ends of a link are in `ids`. */
export function componentsOf<Id>(ids: readonly Id[], links: Iterable<Link<Id>>): readonly (readonly Id[])[] {
  const parents = new Map(ids.map((id) => [id, id]));
  for (const { from, to } of links) parents.set(rootOf(from, parents), rootOf(to, parents));
  const members = new Map<Id, Id[]>();
  for (const id of ids) {
    const root = rootOf(id, parents);
    const component = members.get(root);
    if (component === undefined) members.set(root, [id]);
    else component.push(id);
  }
  return [...members.values()];
}

/** Halves the path on the way up, so that later look-ups are short. */
function rootOf<Id>(id: Id, parents: Map<Id, Id>): Id {
  let at = id;
  for (;;) {
    const parent = parents.get(at);
    if (parent === undefined || parent === at) return at;
    const grandparent = parents.get(parent) ?? parent;
    parents.set(at, grandparent);
    at = grandparent;
  }
}
