/** Facts of a simple world's graph, each from its definition: who is tied to whom, who reaches whom, how deep. */
import { isObserved, seesSource } from './simple-world.ts';
import type { SimpleWorld } from './simple-world.ts';

export type SourcesByName = ReadonlyMap<string, ReadonlySet<string>>;

/** Sets of names that are tied to each other, by flooding from each name over and over. */
export function floodedComponents(world: SimpleWorld): readonly ReadonlySet<string>[] {
  const names = new Set([...world.keys(), ...[...world.values()].flatMap(({ sources }) => sources)]);
  const tied = (left: string, right: string): boolean => {
    const one = world.get(left);
    const other = world.get(right);
    if (seesSource(one, right) || seesSource(other, left)) return true;
    return isObserved(one) && isObserved(other) && one?.group !== null && one?.group === other?.group;
  };
  const seen = [...names].filter(
    (name) => world.has(name) || [...world.values()].some((server) => seesSource(server, name)),
  );
  const components: Set<string>[] = [];
  for (const start of seen) {
    if (components.some((component) => component.has(start))) continue;
    const component = new Set([start]);
    for (let size = 0; size < component.size;) {
      size = component.size;
      for (const name of seen) if ([...component].some((member) => tied(member, name))) component.add(name);
    }
    components.push(component);
  }
  return components;
}

/** From whom each server gets its data: its sources, and in a group the primaries. */
export function sourcesByName(world: SimpleWorld): SourcesByName {
  const names = new Set(floodedComponents(world).flatMap((component) => [...component]));
  return new Map(
    [...names].map((each) => {
      const server = world.get(each);
      const primaries = [...world.values()].filter(
        (mate) => isObserved(mate) && mate.isPrimary && mate.group === server?.group && mate.group !== null,
      );
      const byGroup =
        server === undefined || !isObserved(server) || server.isPrimary ? [] : primaries.map((mate) => mate.name);
      return [each, new Set([...(server?.sources ?? []).filter((other) => seesSource(server, other)), ...byGroup])];
    }),
  );
}

/** Who can be reached by following sources any number of times, at least once. */
export function reachOf(sources: SourcesByName): SourcesByName {
  const reach = new Map([...sources].map(([each, own]) => [each, new Set(own)]));
  for (let round = 0; round < sources.size; round += 1) {
    for (const own of reach.values()) {
      for (const other of own) for (const further of reach.get(other) ?? []) own.add(further);
    }
  }
  return reach;
}

/** Relaxes depths until nothing moves: members of a circle are as deep as each other. */
export function depthsOf(sources: SourcesByName, reach: SourcesByName): ReadonlyMap<string, number> {
  const together = (left: string, right: string): boolean =>
    left === right || (reach.get(left)?.has(right) === true && reach.get(right)?.has(left) === true);
  const circle = (each: string): readonly string[] => [...sources.keys()].filter((other) => together(each, other));
  const depths = new Map([...sources.keys()].map((each) => [each, Number.POSITIVE_INFINITY]));
  for (let round = 0; round <= sources.size; round += 1) {
    for (const each of sources.keys()) {
      const above = circle(each).flatMap((member) =>
        [...(sources.get(member) ?? [])].filter((other) => !together(each, other)),
      );
      depths.set(each, above.length === 0 ? 0 : 1 + Math.min(...above.map((other) => depths.get(other) ?? 0)));
    }
  }
  return depths;
}
