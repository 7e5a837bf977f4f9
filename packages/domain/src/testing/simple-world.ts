/**
 * A deliberately simple model of a fleet, against which `buildSnapshot` is tested: a few servers in a plain table, changed
 * by small edits. `simple-graph.ts` works out the facts of its graph in the slowest and plainest way.
 */
import type { InstanceId } from '../topology/address.ts';
import type { GroupMembership, Observation, ReplicationChannel } from '../topology/observation.ts';
import type { ServerRecord } from '../topology/server-record.ts';
import type { HealthClass } from '../topology/snapshot.ts';
import { channel, observation, uuidOf } from './observations.ts';
import { unprobedRecord, withHealth } from './records.ts';
import { id } from './topology-text.ts';

/** Servers that can exist, and names that can only be named. */
export const SERVER_NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g'] as const;
export const STRANGER_NAMES = ['x', 'y'] as const;
export const GROUP_NAMES = ['g1', 'g2'] as const;

export interface SimpleServer {
  readonly name: string;
  readonly sources: readonly string[];
  readonly health: HealthClass;
  readonly group: string | null;
  readonly isPrimary: boolean;
  readonly readOnly: boolean;
  readonly serverId: number;
  readonly uuidNumber: number;
  /** Data only: these two change without changing the structure. */
  readonly lagSeconds: number;
  readonly executed: string;
}

export type SimpleWorld = ReadonlyMap<string, SimpleServer>;

export type Edit =
  | { readonly kind: 'add'; readonly name: string }
  | { readonly kind: 'forget'; readonly name: string }
  | { readonly kind: 'sources'; readonly name: string; readonly sources: readonly string[] }
  | { readonly kind: 'health'; readonly name: string; readonly health: HealthClass }
  | { readonly kind: 'group'; readonly name: string; readonly group: string | null; readonly isPrimary: boolean }
  | { readonly kind: 'read-only'; readonly name: string; readonly readOnly: boolean }
  | { readonly kind: 'identity'; readonly name: string; readonly serverId: number; readonly uuidNumber: number }
  | { readonly kind: 'lag'; readonly name: string; readonly lagSeconds: number }
  | { readonly kind: 'executed'; readonly name: string; readonly writer: number; readonly count: number };

export function applyEdit(world: SimpleWorld, edit: Edit): SimpleWorld {
  const changed = new Map(world);
  if (edit.kind === 'forget') {
    changed.delete(edit.name);
    return changed;
  }
  const server = world.get(edit.name);
  if (edit.kind === 'add') return server === undefined ? changed.set(edit.name, newServer(edit.name)) : world;
  return server === undefined ? world : changed.set(edit.name, editedServer(server, edit));
}

/** Servers whose record looks different after an edit of one of them: the others of its group see it too. */
export function touchedBy(edit: Edit, before: SimpleWorld, after: SimpleWorld): readonly InstanceId[] {
  const groups = new Set([before.get(edit.name)?.group, after.get(edit.name)?.group]);
  const mates = [...after.values()].filter(({ group }) => group !== null && groups.has(group)).map(({ name }) => name);
  return [...new Set([edit.name, ...mates])].map(id);
}

export function worldRecords(world: SimpleWorld): ReadonlyMap<InstanceId, ServerRecord> {
  return new Map([...world.values()].map((server) => [id(server.name), recordOfServer(server, world)]));
}

export function isObserved(server: SimpleServer | undefined): boolean {
  return server !== undefined && server.health !== 'unprobed';
}

/** Whether `name` is a source of the server, as far as anybody can know, other than itself. */
export function seesSource(server: SimpleServer | undefined, name: string): boolean {
  return server !== undefined && isObserved(server) && server.name !== name && server.sources.includes(name);
}

function newServer(name: string): SimpleServer {
  const number = SERVER_NAMES.indexOf(name as (typeof SERVER_NAMES)[number]) + 1;
  return {
    name,
    sources: [],
    health: 'unprobed',
    group: null,
    isPrimary: false,
    readOnly: false,
    serverId: number,
    uuidNumber: number,
    lagSeconds: 0,
    executed: `${uuidOf(1)}:1-10`,
  };
}

function editedServer(server: SimpleServer, edit: Exclude<Edit, { readonly kind: 'add' | 'forget' }>): SimpleServer {
  switch (edit.kind) {
    case 'sources':
      return { ...server, sources: [...new Set(edit.sources)] };
    case 'health':
      return { ...server, health: edit.health };
    case 'group':
      return { ...server, group: edit.group, isPrimary: edit.isPrimary };
    case 'read-only':
      return { ...server, readOnly: edit.readOnly };
    case 'identity':
      return { ...server, serverId: edit.serverId, uuidNumber: edit.uuidNumber };
    case 'lag':
      return { ...server, lagSeconds: edit.lagSeconds };
    default:
      return { ...server, executed: `${uuidOf(edit.writer)}:1-${edit.count + 1}` };
  }
}

function recordOfServer(server: SimpleServer, world: SimpleWorld): ServerRecord {
  const found = { ...unprobedRecord(addressOfName(server.name)), observation: observationOfServer(server, world) };
  return withHealth(found, server.health);
}

function observationOfServer(server: SimpleServer, world: SimpleWorld): Observation {
  const made = observation({
    address: addressOfName(server.name),
    number: server.serverId,
    readOnly: server.readOnly,
    gtid: { kind: 'mysql', mode: 'ON', executed: server.executed, purged: '' },
    channels: server.sources.map((source) => channelTo(source, server)),
  });
  return {
    ...made,
    identity: { ...made.identity, serverUuid: uuidOf(server.uuidNumber) },
    group: groupOf(server, world),
  };
}

function channelTo(source: string, server: SimpleServer): ReplicationChannel {
  const made = channel({
    source: addressOfName(source),
    sourceNumber: 0,
    name: server.sources.length > 1 ? source : '',
  });
  return { ...made, sourceUuid: null, lagSeconds: server.lagSeconds };
}

function groupOf(server: SimpleServer, world: SimpleWorld): GroupMembership | null {
  if (server.group === null) return null;
  const mates = [...world.values()].filter((each) => each.group === server.group && isObserved(each));
  return {
    groupName: server.group,
    mode: mates.filter(({ isPrimary }) => isPrimary).length > 1 ? 'multi-primary' : 'single-primary',
    members: mates.map(({ name, uuidNumber, isPrimary }) => ({
      uuid: uuidOf(uuidNumber),
      address: addressOfName(name),
      state: 'ONLINE',
      role: isPrimary ? 'PRIMARY' : 'SECONDARY',
    })),
  };
}

function addressOfName(name: string) {
  return { host: name, port: 3306 };
}
