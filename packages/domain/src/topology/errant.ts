/**
 * Transactions on a replica that came from nowhere upstream. The arithmetic is `errantAgainst`; this file gathers what is
 * upstream and keeps the arithmetic from being done for every probe of every server: nearly always all that changed is
 * what flows down from the masters, and that can be seen on the texts alone.
 */
import { errantAgainst, formatGtidDifference, isNoDifference } from '../replication/gtid-facts.ts';
import { UUID_LENGTH } from '../replication/mysql-gtid-text.ts';
import type { InstanceId } from './address.ts';
import type { Observation } from './observation.ts';
import type { Edge } from './snapshot.ts';

export interface Replication {
  readonly observationOf: (id: InstanceId) => Observation | null;
  readonly edgesOf: (id: InstanceId) => readonly Edge[];
}

/** '' when there is none, or when it cannot be told. MySQL only. */
export function errantOn(id: InstanceId, replication: Replication): string {
  const replica = replication.observationOf(id);
  if (replica?.gtid.kind !== 'mysql' || replica.gtid.executed === '' || replication.edgesOf(id).length === 0) return '';
  const ancestors = ancestorsIn(id, replication);
  const servers = ancestors.flatMap((ancestor) => replication.observationOf(ancestor) ?? []);
  if (everythingCame(replica, servers)) return '';
  const fact = errantAgainst({
    replica,
    upstream: {
      servers,
      uuids: sourceUuidsOf(replica),
      complete:
        servers.length === ancestors.length && [id, ...ancestors].every((each) => namesAllSources(each, replication)),
    },
    sampled: 'upstream-first',
  });
  return fact.kind === 'compared' && !isNoDifference(fact.errant) ? formatGtidDifference(fact.errant) : '';
}

/** Whether a change of one server's observation may make or unmake errant transactions on the servers below it. */
export function changesErrantBelow(id: InstanceId, before: Observation | null, replication: Replication): boolean {
  const after = replication.observationOf(id);
  if (before === null || after === null) return before !== after;
  if (before.gtid.kind !== 'mysql' || after.gtid.kind !== 'mysql') return before.gtid.kind !== after.gtid.kind;
  const texts = gtidTextsOf(before);
  const newTexts = gtidTextsOf(after);
  if (texts.length === newTexts.length && texts.every((text, index) => text === newTexts[index])) return false;
  const upstream = ancestorsIn(id, replication).flatMap((ancestor) => replication.observationOf(ancestor) ?? []);
  const flowing = flowingUuids([after, ...upstream]);
  const old = chunksOf(texts);
  const now = chunksOf(newTexts);
  return [...new Set([...old.keys(), ...now.keys()])].some(
    (uuid) => !flowing.has(uuid) && old.get(uuid) !== now.get(uuid),
  );
}

/** Everybody that a server replicates from, directly or not; itself among them when it stands in a circle. */
function ancestorsIn(id: InstanceId, { edgesOf }: Replication): readonly InstanceId[] {
  const found = new Set<InstanceId>();
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { source } of edgesOf(next)) {
      if (found.has(source)) continue;
      found.add(source);
      open.push(source);
    }
  }
  return [...found];
}

/** What does not flow down from a master stands in the same words on one of the upstream servers: nothing can be errant. */
function everythingCame(replica: Observation, upstream: readonly Observation[]): boolean {
  const flowing = flowingUuids(upstream);
  for (const uuid of sourceUuidsOf(replica)) flowing.add(uuid.toLowerCase());
  const rest = executedOf(replica)
    .flatMap((executed) => executed.split(','))
    .filter((chunk) => !flowing.has(chunk.slice(0, UUID_LENGTH).toLowerCase()));
  return rest.every((chunk) =>
    upstream.some((server) => executedOf(server).some((text) => `,${text},`.includes(`,${chunk},`))),
  );
}

/** Under which UUIDs new transactions surely come down from these servers. */
function flowingUuids(upstream: readonly Observation[]): Set<string> {
  const uuids = new Set<string>();
  for (const server of upstream) {
    const { serverUuid } = server.identity;
    if (serverUuid !== null) uuids.add(serverUuid.toLowerCase());
    if (server.group !== null) uuids.add(server.group.groupName.toLowerCase());
    for (const uuid of sourceUuidsOf(server)) uuids.add(uuid.toLowerCase());
  }
  return uuids;
}

/** A source that a channel names but that is no server of ours (a detached one) is missing from what is upstream. */
function namesAllSources(id: InstanceId, { observationOf, edgesOf }: Replication): boolean {
  const named = (observationOf(id)?.channels ?? []).filter(({ source }) => source.host !== '');
  return named.length === edgesOf(id).length;
}

function sourceUuidsOf({ channels }: Observation): readonly string[] {
  return channels.flatMap(({ sourceUuid }) => sourceUuid ?? []);
}

function executedOf({ gtid }: Observation): readonly string[] {
  return gtid.kind === 'mysql' ? [gtid.executed] : [];
}

function gtidTextsOf(observation: Observation): readonly string[] {
  return [...executedOf(observation), ...observation.channels.map(({ retrieved }) => retrieved)];
}

/** What each text says of each UUID, in the server's own words. */
function chunksOf(texts: readonly string[]): ReadonlyMap<string, string> {
  const chunks = new Map<string, string>();
  texts.forEach((text, index) => {
    for (const part of text.split(',')) {
      const uuid = part.slice(0, UUID_LENGTH).toLowerCase();
      chunks.set(uuid, `${chunks.get(uuid) ?? ''}|${index}:${part.slice(UUID_LENGTH)}`);
    }
  });
  return chunks;
}
