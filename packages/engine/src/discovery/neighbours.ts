/**
 * Which other servers one observation names. A source that a replica reads from and a replica that reported its address
 * are certain; a client of the binary log that only the process list shows has no port, so that its address is a guess
 * which is asked before it is believed. The SQL nodes of an NDB cluster are guesses too: the data nodes may know them by
 * addresses of a network of their own, and where they tell no port, the port is taken to be that of the server that tells
 * of them. Who of them may be known is decided elsewhere (`admission.ts`). Source:
 * spec/discovery §9.
 */
import type { Address, InstanceId, NamedSource, Observation } from '@topiary/domain';
import { instanceIdOf, sourceAddressOf } from '@topiary/domain';
import type { NamedAs } from './admission.ts';

export interface Neighbour {
  readonly address: Address;
  readonly certain: boolean;
  readonly as: NamedAs;
}

export function neighboursOf(self: Address, observation: Observation): readonly Neighbour[] {
  const certainly = (as: NamedAs) => (address: Address) => ({ address, certain: true, as });
  const replicas = (observation.connectedReplicas ?? []).map(({ host, port }) => ({ host, port }));
  const members = (observation.group?.members ?? []).map(({ address }) => address).filter(isRealAddress);
  const found: Neighbour[] = [
    ...sourcesOf(self, observation.channels).map(certainly('source')),
    ...replicas
      .flatMap(({ host, port }) => (port === null ? [] : [{ host, port }]))
      .filter(isRealAddress)
      .map(certainly('replica')),
    ...members.map(certainly('member')),
    ...replicas.flatMap(({ host, port }) => (port === null ? [guess({ host, port: self.port }, 'replica')] : [])),
    ...(observation.ndbSqlNodes ?? []).map(({ host, port }) => guess({ host, port: port ?? self.port }, 'member')),
  ];
  const ownId = instanceIdOf(self);
  return found.filter(({ address }) => instanceIdOf(address) !== ownId);
}

/** Also of what is only remembered of a server. */
export function sourcesOf(self: Address, named: readonly Pick<NamedSource, 'source'>[]): readonly Address[] {
  return named.flatMap(({ source }) => sourceAddressOf(self, source) ?? []);
}

/** The server that led to a guess. */
export interface Guessed {
  readonly by: InstanceId;
  readonly observation: Observation;
}

/**
 * A guess proves true when the server there says that it replicates from the one that led to it, or lists an SQL node that
 * the other lists too.
 */
export function provesGuess(candidate: Observation, as: NamedAs, { by, observation }: Guessed): boolean {
  if (as === 'member') return sharesSqlNode(candidate, observation);
  return replicatesFrom(candidate, observation, by);
}

function sharesSqlNode({ ndbSqlNodes: theirs }: Observation, { ndbSqlNodes: ours }: Observation): boolean {
  const nodes = new Set((ours ?? []).map(({ host, port }) => `${host}:${port}`));
  return (theirs ?? []).some(({ host, port }) => nodes.has(`${host}:${port}`));
}

function replicatesFrom(candidate: Observation, source: Observation, sourceId: InstanceId): boolean {
  return candidate.channels.some(
    (channel) =>
      instanceIdOf(channel.source) === sourceId ||
      (channel.sourceUuid !== null && channel.sourceUuid === source.identity.serverUuid) ||
      (channel.sourceServerId !== null && channel.sourceServerId === source.identity.serverId),
  );
}

function guess({ host, port }: Address, as: NamedAs): Neighbour {
  return { address: { host: host.toLowerCase(), port }, certain: false, as };
}

/** orchestrator detaches a replica by a host that begins with `//`, and clears one as `_`. */
function isRealAddress({ host, port }: Address): boolean {
  return host !== '' && host !== '_' && !host.startsWith('//') && port > 0;
}
