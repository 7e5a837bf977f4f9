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
  readonly id: InstanceId;
  readonly address: Address;
  readonly certain: boolean;
  readonly as: NamedAs;
}

/** Those that are certain come first. Asked of every observation: it makes no lists on the way. */
export function neighboursOf(self: Address, observation: Observation): readonly Neighbour[] {
  const { channels, connectedReplicas, group, ndbSqlNodes } = observation;
  const ownId = instanceIdOf(self);
  const found: Neighbour[] = [];
  const add = (address: Address, as: NamedAs, certain: boolean): void => {
    const id = instanceIdOf(address);
    if (id !== ownId) found.push({ id, address, certain, as });
  };
  for (const address of sourcesOf(self, channels)) add(address, 'source', true);
  for (const { host, port } of connectedReplicas ?? [])
    if (port !== null && isRealAddress({ host, port })) add({ host, port }, 'replica', true);
  for (const { address } of group?.members ?? []) if (isRealAddress(address)) add(address, 'member', true);
  for (const { host, port } of connectedReplicas ?? [])
    if (port === null) add({ host: host.toLowerCase(), port: self.port }, 'replica', false);
  for (const { host, port } of ndbSqlNodes ?? [])
    add({ host: host.toLowerCase(), port: port ?? self.port }, 'member', false);
  return found;
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

/** orchestrator detaches a replica by a host that begins with `//`, and clears one as `_`. */
function isRealAddress({ host, port }: Address): boolean {
  return host !== '' && host !== '_' && !host.startsWith('//') && port > 0;
}
