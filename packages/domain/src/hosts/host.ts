/**
 * A host: the machine, container or address on which several servers live. It is the host part of their addresses, as people
 * and servers name it: two names of one machine are two hosts, because nothing that a server tells proves them to be one.
 */
import { addressOf } from '../topology/address.ts';
import type { Instance, TopologySnapshot } from '../topology/snapshot.ts';

/** As in an address: lower case where people typed it, no brackets round an IPv6 address. */
export type HostName = string;

type Known = Pick<TopologySnapshot, 'instances' | 'aliases'>;

export function hostOf({ address }: Pick<Instance, 'address'>): HostName {
  return address.host;
}

/** Every host with its servers in order of port; hosts in order of name. */
export function hostsIn({ instances }: Pick<Known, 'instances'>): ReadonlyMap<HostName, readonly Instance[]> {
  const hosts = Map.groupBy(instances.values(), hostOf);
  const names = [...hosts.keys()].toSorted();
  return new Map(names.map((name) => [name, byPort(hosts.get(name) ?? [])]));
}

/** In order of port. */
export function instancesOn({ instances }: Pick<Known, 'instances'>, host: HostName): readonly Instance[] {
  return byPort([...instances.values()].filter((instance) => hostOf(instance) === host));
}

/**
 * The host under which the servers of a name are kept: itself, whatever the case it is written in, or the one to which a
 * proven other address of one of its servers leads. `null`: nothing is known there.
 */
export function findHost({ instances, aliases }: Known, text: string): HostName | null {
  const wanted = nameFrom(text);
  for (const instance of instances.values()) {
    const name = hostOf(instance);
    if (name.toLowerCase() === wanted) return name;
  }
  for (const [alias, kept] of aliases) {
    const instance = instances.get(kept);
    if (instance !== undefined && addressOf(alias).host.toLowerCase() === wanted) return hostOf(instance);
  }
  return null;
}

function nameFrom(text: string): string {
  const name = text.trim().toLowerCase();
  return name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
}

function byPort(instances: readonly Instance[]): readonly Instance[] {
  return instances.toSorted((left, right) => left.address.port - right.address.port);
}
