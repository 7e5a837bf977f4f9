/**
 * Names that lead nowhere from here, while one server tells them as its own: of a network that Topiary is not in, or of
 * a name service that it does not ask. Replicas that read from such a name read from that server, as far as they say
 * themselves. Nothing is believed that could be asked, that two servers tell, or that a replica contradicts.
 */
import type { InstanceId, NamingRules, ServerRecord } from '@topiary/domain';
import { instanceIdOf, sourceAddressOf, toldNameOf } from '@topiary/domain';

export interface ToldQuestion {
  readonly records: ReadonlyMap<InstanceId, ServerRecord>;
  readonly aliases: ReadonlyMap<InstanceId, InstanceId>;
  readonly naming: NamingRules;
  /** What is believed so far. */
  readonly known: readonly (readonly [InstanceId, InstanceId])[];
  readonly isDifferent: (alias: InstanceId, kept: InstanceId) => boolean;
}

export function toldAliases(question: ToldQuestion): ReadonlyMap<InstanceId, InstanceId> {
  const { records, aliases, isDifferent } = question;
  const silent = new Set(question.known.map(([alias]) => alias));
  for (const { id, observation, failure } of records.values())
    if (observation === null && failure !== null && !aliases.has(id)) silent.add(id);
  if (silent.size === 0) return new Map();
  const tellers = tellersOf(silent, question);
  const believed = [...tellers].flatMap(([name, ids]) => {
    const [only] = ids;
    if (only === undefined || ids.length > 1 || isDifferent(name, only)) return [];
    return isContradicted(name, only, records) ? [] : [[name, only] as const];
  });
  return new Map(believed);
}

function tellersOf(
  names: ReadonlySet<InstanceId>,
  { records, aliases, naming }: ToldQuestion,
): ReadonlyMap<InstanceId, readonly InstanceId[]> {
  const tellers = new Map<InstanceId, InstanceId[]>();
  for (const { id, observation } of records.values()) {
    if (observation === null || aliases.has(id)) continue;
    const told = toldNameOf(id, observation, naming);
    if (told.kind === 'name' && names.has(told.name)) tellers.set(told.name, [...(tellers.get(told.name) ?? []), id]);
  }
  return tellers;
}

/** A replica that reads from that name says the UUID of what it found there. */
function isContradicted(name: InstanceId, teller: InstanceId, records: ReadonlyMap<InstanceId, ServerRecord>): boolean {
  const uuid = records.get(teller)?.observation?.identity.serverUuid ?? null;
  for (const { address, observation } of records.values()) {
    for (const { source, sourceUuid } of observation?.channels ?? []) {
      if (sourceUuid === null || uuid === null || sourceUuid === uuid) continue;
      const named = sourceAddressOf(address, source);
      if (named !== null && instanceIdOf(named) === name) return true;
    }
  }
  return false;
}
