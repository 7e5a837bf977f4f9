/** Which planned servers belong together, by channels and groups: a part shares its data, and Topiary shows it as one cluster. */
import type { PlannedServer } from './scenario.ts';

/** Everybody that a server is linked with, directly or not, itself among them. */
export function partOf(servers: readonly PlannedServer[], name: string): readonly PlannedServer[] {
  const found = new Set([name]);
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const server of servers) {
      const linked = linksOf(server, servers);
      if (found.has(server.name) || linked.some((other) => found.has(other)))
        for (const other of [server.name, ...linked]) found.add(other);
    }
  }
  return servers.filter((server) => found.has(server.name));
}

/** Each part once, in order of its first server. */
export function partsOf(servers: readonly PlannedServer[]): readonly (readonly PlannedServer[])[] {
  const parts: (readonly PlannedServer[])[] = [];
  for (const { name } of servers)
    if (!parts.some((part) => part.some((server) => server.name === name))) parts.push(partOf(servers, name));
  return parts;
}

/** Names of one tree begin with the same letter; replicas of several trees have one of their own. */
export function treeOf(name: string): string {
  return name.slice(0, 1);
}

function linksOf({ name, group, channels }: PlannedServer, servers: readonly PlannedServer[]): readonly string[] {
  const members = servers.filter((other) => group !== null && other.group === group && other.name !== name);
  return [...channels.map(({ source }) => source), ...members.map((member) => member.name)];
}
