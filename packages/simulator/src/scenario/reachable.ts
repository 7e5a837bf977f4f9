/** Everything that links lead to from a place; the place itself only where it stands in a circle. */
export function reachable<Place>(from: Place, linksOf: (place: Place) => readonly Place[]): ReadonlySet<Place> {
  const seen = new Set<Place>();
  const open = [from];
  for (let at = open.pop(); at !== undefined; at = open.pop())
    for (const next of linksOf(at)) {
      if (!seen.has(next)) open.push(next);
      seen.add(next);
    }
  return seen;
}
