/**
 * The little language in which a topology is written: `a > b, c; b > d`. A statement is a chain of groups: every server
 * of a group replicates from every server of the group before it. `<>` makes two servers replicate from each other.
 *
 *   'a'                  one server alone
 *   'a > b, c; b > d'    a tree: b and c below a, d below b
 *   'a > b > c'          a chain
 *   'a <> b; a > c'      co-masters with a replica
 *   'a > b > c > a'      a ring
 *   'a, b > c'           c replicates from two sources, through channels named after them
 *
 * A name is `host` or `host:port`; the port is 3306 unless it is given. Statements end with `;` or with the line.
 */
import { instanceIdOf, parseAddress } from './address.ts';
import type { Address, InstanceId } from './address.ts';

export interface WrittenTopology {
  /** In order of appearance. */
  readonly servers: readonly Address[];
  readonly links: readonly WrittenLink[];
}

export interface WrittenLink {
  readonly replica: InstanceId;
  readonly source: Address;
  /** '' unless the replica has several sources: then each channel bears the name of its source's host. */
  readonly channel: string;
}

/** Throws an error that quotes what is no server's name. */
export function readTopologyText(text: string): WrittenTopology {
  const servers = new Map<InstanceId, Address>();
  const pairs: Pairs = new Map();
  for (const statement of text.split(/[;\n]/)) {
    const parts = statement.split(/(<>|>)/).map((part) => part.trim());
    if (parts.length === 1 && parts[0] === '') continue;
    const groups = parts.filter((_, index) => index % 2 === 0).map(readGroup);
    for (const address of groups.flat()) servers.set(instanceIdOf(address), address);
    groups.slice(1).forEach((replicas, index) => {
      const sources = groups[index] ?? [];
      link(pairs, sources, replicas);
      if (parts[index * 2 + 1] === '<>') link(pairs, replicas, sources);
    });
  }
  return { servers: [...servers.values()], links: withChannels([...pairs.values()]) };
}

/** A server as a text names it. */
export function readServerName(text: string): Address {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new Error(`not a server in a topology text: "${text}" (${parsed.problem})`);
  return parsed.address;
}

type Pairs = Map<string, { readonly replica: InstanceId; readonly source: Address }>;

function link(pairs: Pairs, sources: readonly Address[], replicas: readonly Address[]): void {
  for (const source of sources) {
    for (const replica of replicas) {
      const replicaId = instanceIdOf(replica);
      pairs.set(`${replicaId} ${instanceIdOf(source)}`, { replica: replicaId, source });
    }
  }
}

function withChannels(pairs: readonly Omit<WrittenLink, 'channel'>[]): readonly WrittenLink[] {
  const sources = Map.groupBy(pairs, ({ replica }) => replica);
  return pairs.map((pair) => ({
    ...pair,
    channel: (sources.get(pair.replica)?.length ?? 0) > 1 ? pair.source.host : '',
  }));
}

function readGroup(text: string): readonly Address[] {
  return text.split(',').map(readServerName);
}
