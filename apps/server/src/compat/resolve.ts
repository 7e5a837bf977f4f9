/** What the texts in a path mean: instances by exact or partial name, clusters by name, alias or member. */
import { addressOf, instanceIdOf, parseAddress } from '@topiary/domain';
import type { Address, Cluster, Instance, InstanceId, TopologySnapshot } from '@topiary/domain';

export type ResolvedAddress =
  | { readonly ok: true; readonly address: Address; readonly id: InstanceId }
  | { readonly ok: false; readonly message: string };

export function readHostPort(host: string, port: string): ResolvedAddress {
  if (!/^\d+$/.test(port)) return { ok: false, message: `Invalid port: ${port}` };
  const parsed = parseAddress(host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`);
  if (!parsed.ok) return { ok: false, message: `Invalid instance: ${host}:${port} (${parsed.problem})` };
  return { ok: true, address: parsed.address, id: instanceIdOf(parsed.address) };
}

/** A part of a host name is enough where exactly one known instance with that port has it; never for an IPv4 address. */
export function figureInstance(snapshot: TopologySnapshot, host: string, port: string): ResolvedAddress {
  const read = readHostPort(host, port);
  if (!read.ok || snapshot.instances.has(read.id)) return read;
  const alias = snapshot.aliases.get(read.id);
  if (alias !== undefined) return { ok: true, address: addressOf(alias), id: alias };
  const fuzzy = fuzzyInstance(snapshot, read.address);
  return fuzzy === null ? read : { ok: true, address: fuzzy.address, id: fuzzy.id };
}

function fuzzyInstance(snapshot: TopologySnapshot, wanted: Address): Instance | null {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(wanted.host)) return null;
  const found = seenInstances(snapshot).filter(
    ({ address }) => address.port === wanted.port && address.host.includes(wanted.host),
  );
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** orchestrator lists a server from its first successful probe on. */
export function seenInstances(snapshot: TopologySnapshot): readonly Instance[] {
  return [...snapshot.instances.values()].filter(({ observation }) => observation !== null);
}

export function seenMembers(snapshot: TopologySnapshot, cluster: Cluster): readonly Instance[] {
  return cluster.members
    .flatMap((id) => snapshot.instances.get(id) ?? [])
    .filter(({ observation }) => observation !== null)
    .toSorted(byHostAndPort);
}

export function byHostAndPort(left: { readonly address: Address }, right: { readonly address: Address }): number {
  if (left.address.host !== right.address.host) return left.address.host < right.address.host ? -1 : 1;
  return left.address.port - right.address.port;
}

/** The master's address: orchestrator's name of a cluster. */
export function clusterNameOf(cluster: Cluster): string {
  return cluster.masters[0] ?? cluster.name;
}

export function aliasOf({ alias }: Cluster): string | null {
  return alias?.text ?? null;
}

/** By exact name, then alias, then a member's address, then a part of a member's name. */
export function figureCluster(snapshot: TopologySnapshot, hint: string, defaultPort: number): Cluster | null {
  const clusters = [...snapshot.clusters.values()];
  const named = clusters.find((cluster) => clusterNameOf(cluster) === hint) ?? clusterByAlias(snapshot, hint);
  if (named !== null) return named;
  if (clustersByAlias(snapshot, hint).length > 1) return null;
  const parsed = parseAddress(hint, defaultPort);
  if (!parsed.ok) return null;
  const figured = figureInstance(snapshot, parsed.address.host, String(parsed.address.port));
  return figured.ok ? clusterOf(snapshot, figured.id) : null;
}

export function clusterByAlias(snapshot: TopologySnapshot, alias: string): Cluster | null {
  const [named, other] = clustersByAlias(snapshot, alias);
  if (named !== undefined) return other === undefined ? named : null;
  return [...snapshot.clusters.values()].find((cluster) => clusterNameOf(cluster) === alias) ?? null;
}

/** More than one where their masters' tables say the same: then the alias names none of them. */
export function clustersByAlias(snapshot: TopologySnapshot, alias: string): readonly Cluster[] {
  return [...snapshot.clusters.values()].filter((cluster) => aliasOf(cluster) === alias);
}

export function clusterOf(snapshot: TopologySnapshot, id: InstanceId): Cluster | null {
  const instance = snapshot.instances.get(id);
  return instance === undefined ? null : (snapshot.clusters.get(instance.cluster) ?? null);
}
