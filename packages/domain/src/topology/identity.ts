/**
 * Who is who. A server that answers at two addresses tells the same identity at both, but so does a copied data directory,
 * and two MariaDB servers on one host share a `server_uid`. So equal identities are only a reason to ask: the engine
 * proves sameness with a lock (`Servers.proveSame`), and what is proved becomes an alias.
 */
import type { InstanceId } from './address.ts';
import { compareText } from './edges.ts';
import type { Aliases } from './edges.ts';
import type { Observation } from './observation.ts';
import type { ServerRecord } from './server-record.ts';

export interface SamenessQuestion {
  /** The id that both are kept under if they are one server. */
  readonly keep: InstanceId;
  readonly alias: InstanceId;
  readonly because: 'same-server-uuid' | 'same-server-uid-and-id';
}

/** Copies of one data directory that are told apart pair by pair; more than this many are asked about against the first only. */
export const MAX_PAIRED_COPIES = 16;

/** No UUID begins like this. */
const UID_PREFIX = 'uid ';

/** Servers with equal keys may be one server; `null`: the server tells nothing that would make two of them suspicious. */
export function identityKeyOf(observation: Observation | null): string | null {
  if (observation === null) return null;
  const { serverUuid, serverUid, serverId } = observation.identity;
  if (serverUuid !== null && serverUuid !== '') return serverUuid.toLowerCase();
  return serverUid !== null && serverUid !== '' ? `${UID_PREFIX}${serverUid} ${serverId}` : null;
}

/** Ids by identity, only of servers that were observed and are no aliases; `isWanted` leaves out other identities. */
export function identitiesOf(
  records: Iterable<ServerRecord>,
  aliases: Aliases,
  isWanted: (key: string) => boolean = () => true,
): ReadonlyMap<string, readonly InstanceId[]> {
  const ids = new Map<string, InstanceId[]>();
  for (const { id, observation } of records) {
    const key = identityKeyOf(observation);
    if (key === null || !isWanted(key) || aliases.has(id)) continue;
    const same = ids.get(key);
    if (same === undefined) ids.set(key, [id]);
    else same.push(id);
  }
  return ids;
}

/**
 * Which pairs of addresses want a proof; `records` in the order in which they were made. The caller leaves out those it
 * asked about before: a pair that was proved different asks again only when one of its servers restarts. In order of the
 * kept id.
 */
export function samenessQuestions(
  records: ReadonlyMap<InstanceId, ServerRecord>,
  aliases: Aliases,
): readonly SamenessQuestion[] {
  const questions: SamenessQuestion[] = [];
  for (const [key, ids] of identitiesOf(records.values(), aliases)) {
    if (ids.length < 2) continue;
    const because = key.startsWith(UID_PREFIX) ? 'same-server-uid-and-id' : 'same-server-uuid';
    // Records come in the order in which they were made: the id that is known longer is kept, since people wrote it down.
    ids.slice(0, ids.length > MAX_PAIRED_COPIES ? 1 : ids.length).forEach((keep, index) => {
      for (const alias of ids.slice(index + 1)) questions.push({ keep, alias, because });
    });
  }
  return questions.toSorted(
    (left, right) => compareText(left.keep, right.keep) || compareText(left.alias, right.alias),
  );
}

/** Adds a proved alias; the result is flat again: no id that an alias leads to is an alias itself. */
export function withAlias(aliases: Aliases, alias: InstanceId, kept: InstanceId): Aliases {
  const end = aliases.get(kept) ?? kept;
  if (end === alias) return aliases;
  const merged = new Map([...aliases].map(([from, to]) => [from, to === alias ? end : to] as const));
  return merged.set(alias, end);
}

/** A server at this address turned out to be another one (a new UUID, a proof that failed): it stands for itself again. */
export function withoutAlias(aliases: Aliases, alias: InstanceId): Aliases {
  const left = new Map(aliases);
  return left.delete(alias) ? left : aliases;
}
