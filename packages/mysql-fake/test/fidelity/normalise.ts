/** What two worlds are compared by: facts by name, without what may differ between them (hosts, bytes, seconds). */
import type { BinlogCoordinates, Observation, ReplicationChannel } from '@topiary/domain';
import { SERVER_NAMES, type ServerName } from './sequence.ts';
import type { World } from './world.ts';

/** `server.fact` to text. */
export type Facts = ReadonlyMap<string, string>;

type Seen = Observation | { readonly failure: string };

export async function factsOf(world: World): Promise<Facts> {
  const seen = new Map<ServerName, Seen>();
  const rows = new Map<ServerName, readonly string[] | null>();
  await Promise.all(
    SERVER_NAMES.map(async (name) => {
      seen.set(name, await world.observe(name));
      rows.set(name, await world.rows(name));
    }),
  );
  const ends = endsOf(world, seen);
  const facts = new Map<string, string>();
  for (const name of SERVER_NAMES) {
    const observation = seen.get(name);
    const tell = (fact: string, value: unknown): void => {
      facts.set(`${name}.${fact}`, plain(value, world));
    };
    tell('rows', rows.get(name));
    if (observation === undefined || 'failure' in observation) tell('failure', observation?.failure);
    else tellObservation(observation, { tell, ends });
  }
  return facts;
}

type Tell = (fact: string, value: unknown) => void;
/** Where the logs end, by the port of their server. */
type Ends = ReadonlyMap<number, BinlogCoordinates>;

interface Telling {
  readonly tell: Tell;
  readonly ends: Ends;
}

function endsOf(world: World, seen: ReadonlyMap<ServerName, Seen>): Ends {
  const ends = new Map<number, BinlogCoordinates>();
  for (const [name, observation] of seen)
    if (!('failure' in observation) && observation.binlog !== null)
      ends.set(world.address(name).port, observation.binlog);
  return ends;
}

function tellObservation(observation: Observation, telling: Telling): void {
  const { tell } = telling;
  const { identity, settings, gtid, binlog, channels, connectedReplicas, semiSync, group, unreadable, product } =
    observation;
  tell('product', [product.flavor, product.version.text]);
  for (const [name, value] of Object.entries(identity)) tell(`identity.${name}`, value);
  for (const [name, value] of Object.entries(settings)) tell(`settings.${name}`, value);
  for (const [name, value] of Object.entries(gtid))
    tell(`gtid.${name}`, typeof value === 'string' ? listed(value) : value);
  for (const [name, value] of Object.entries(semiSync)) tell(`semiSync.${name}`, value);
  tell('binlog.file', binlog?.file);
  tell('group', group);
  tell('unreadable', unreadable.map(({ fact, errorNumber }) => `${fact} ${errorNumber}`).toSorted());
  tell(
    'connectedReplicas',
    connectedReplicas
      ?.map(({ host, port, serverId, serverUuid }) => [host, port, serverId, serverUuid].join(' '))
      .toSorted(),
  );
  tell(
    'channels',
    channels.map(({ name }) => name),
  );
  for (const channel of channels) tellChannel(channel, telling);
}

function tellChannel(channel: ReplicationChannel, { tell, ends }: Telling): void {
  const told: Tell = (fact, value) => tell(`channel(${channel.name}).${fact}`, value);
  const { source, settings, readPosition, executedPosition, receiverError, applierError, lagSeconds } = channel;
  told('source', `${source.host}:${source.port}`);
  for (const fact of [
    'sourceServerId',
    'sourceUuid',
    'user',
    'receiver',
    'applier',
    'delaySeconds',
    'positioning',
  ] as const)
    told(fact, channel[fact]);
  told('retrieved', listed(channel.retrieved));
  told('filters', channel.filters.toSorted());
  told('receiverError', receiverError?.number);
  told('applierError', applierError?.number);
  told('lag', lagSeconds === null ? 'unknown' : 'known');
  for (const [name, value] of Object.entries(settings)) told(`settings.${name}`, value);
  // Before a source has named its log, a place is still one of the source before it.
  const end = (readPosition?.file ?? '') === '' ? undefined : ends.get(source.port);
  told('read', placeOf(readPosition, end));
  told('executed', placeOf(executedPosition, end));
  told('executed against read', orderOf(executedPosition, readPosition));
}

/** In no order: MariaDB's is that of a hash table. */
function listed(gtids: string): string {
  return gtids.split(',').toSorted().join(',');
}

/** The file, and whether it is at the end of what its source has. The first bytes are said as they are. */
function placeOf(place: BinlogCoordinates | null, end: BinlogCoordinates | undefined): string {
  if (place === null) return 'none';
  const where = place.position <= 4 ? String(place.position) : end === undefined ? '?' : orderOf(place, end);
  return `${place.file} ${where}`;
}

function orderOf(left: BinlogCoordinates | null, right: BinlogCoordinates | null): string {
  if (left === null || right === null) return 'unknown';
  if (left.file !== right.file) return left.file < right.file ? 'earlier file' : 'later file';
  if (left.position === right.position) return 'equal';
  return left.position < right.position ? 'before' : 'after';
}

function plain(value: unknown, world: World): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value ?? null) ?? 'null');
  return text.replaceAll(world.address('m').host, 'HOST');
}
