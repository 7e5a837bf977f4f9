/**
 * Which other servers one observation names. A source that a replica reads from and a replica that reported its address
 * are certain; a client of the binary log that only the process list shows has no port, so that its address is a guess
 * which is asked before it is believed. Source: spec/discovery §9.
 */
import type { Address, InstanceId, NamedSource, Observation } from '@topiary/domain';
import { instanceIdOf, sourceAddressOf } from '@topiary/domain';
import type { DiscoveryFilters } from '../settings.ts';

export interface Neighbour {
  readonly address: Address;
  readonly certain: boolean;
}

export function neighboursOf(self: Address, observation: Observation, filters: DiscoveryFilters): readonly Neighbour[] {
  const sources = sourcesOf(self, observation.channels, filters);
  const replicas = (observation.connectedReplicas ?? []).map(({ host, port }) => ({ host, port }));
  const members = (observation.group?.members ?? []).map(({ address }) => address).filter(isRealAddress);
  const found: Neighbour[] = [
    ...sources.map(certainly),
    ...replicas
      .flatMap(({ host, port }) => (port === null ? [] : [{ host, port }]))
      .filter(isRealAddress)
      .filter(isAllowed(filters.ignoresAsReplica))
      .map(certainly),
    ...members.map(certainly),
    ...replicas
      .flatMap(({ host, port }) => (port === null ? [guess(host, self)] : []))
      .filter(({ address }) => isAllowed(filters.ignoresAsReplica)(address)),
  ];
  const ownId = instanceIdOf(self);
  return found.filter(({ address }) => {
    const id = instanceIdOf(address);
    return id !== ownId && !filters.ignores(id);
  });
}

/** Also of what is only remembered of a server. */
export function sourcesOf(
  self: Address,
  named: readonly Pick<NamedSource, 'source'>[],
  filters: DiscoveryFilters,
): readonly Address[] {
  return named
    .flatMap(({ source }) => sourceAddressOf(self, source) ?? [])
    .filter(isAllowed(filters.ignoresAsMaster))
    .filter(isAllowed(filters.ignores));
}

/** A guess proves true when the server there says that it replicates from the one that led to it. */
export function replicatesFrom(candidate: Observation, source: Observation, sourceId: InstanceId): boolean {
  return candidate.channels.some(
    (channel) =>
      instanceIdOf(channel.source) === sourceId ||
      (channel.sourceUuid !== null && channel.sourceUuid === source.identity.serverUuid) ||
      (channel.sourceServerId !== null && channel.sourceServerId === source.identity.serverId),
  );
}

function certainly(address: Address): Neighbour {
  return { address, certain: true };
}

function guess(host: string, self: Address): Neighbour {
  return { address: { host: host.toLowerCase(), port: self.port }, certain: false };
}

function isAllowed(ignores: (id: InstanceId) => boolean): (address: Address) => boolean {
  return (address) => !ignores(instanceIdOf(address));
}

/** orchestrator detaches a replica by a host that begins with `//`, and clears one as `_`. */
function isRealAddress({ host, port }: Address): boolean {
  return host !== '' && host !== '_' && !host.startsWith('//') && port > 0;
}
