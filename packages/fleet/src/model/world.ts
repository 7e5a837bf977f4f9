/** What the parts of the fleet share: time, the agenda, the servers and the links between them. */
import { assert, instanceIdOf } from '@topiary/domain';
import type { Address, InstanceId } from '@topiary/domain';
import { Agenda } from './agenda.ts';
import type { AgendaEntry } from './agenda.ts';
import type { Group } from '../replication/group.ts';
import type { AcknowledgedWrite } from './acknowledged-write.ts';
import type { LinkState } from './link.ts';
import type { Reactions } from './reactions.ts';
import type { Server } from './server.ts';
import type { Generation } from './variables/generation.ts';

export interface FleetOptions {
  /** Where time begins; every instant of the fleet is on this scale. */
  readonly startMs?: number;
  /** Between any two servers, one way, until `setLink` says otherwise. */
  readonly linkDelayMs?: number;
  /** Transactions that one server's binary log keeps; the oldest files go when it is passed. */
  readonly maxLoggedTransactions?: number;
  /** Applied transactions that one channel's relay logs still show; the oldest are forgotten. */
  readonly maxRetainedRelay?: number;
  /** Writes that `acknowledged` remembers; the oldest are forgotten. */
  readonly maxAcknowledged?: number;
}

export interface World {
  nowMs: number;
  readonly options: Required<FleetOptions>;
  readonly agenda: Agenda;
  readonly reactions: Reactions;
  /** In order of addition. */
  readonly servers: Map<InstanceId, Server>;
  /** By where they come from, then by where they lead: only those that differ from the default. */
  readonly links: Map<InstanceId, Map<InstanceId, LinkState>>;
  readonly acknowledged: AcknowledgedWrite[];
  readonly groups: Map<string, Group>;
  /** By version and comment. */
  readonly generations: Map<string, Generation>;
  connectionCount: number;
  /** Servers that were added, died, started, froze or thawed since somebody looked; those that are gone too. */
  powerChanges: Set<InstanceId>;
}

const DEFAULT_OPTIONS: Required<FleetOptions> = {
  startMs: 0,
  linkDelayMs: 0.2,
  maxLoggedTransactions: 50_000,
  maxRetainedRelay: 32,
  maxAcknowledged: 1_000_000,
};

export function newWorld(options: FleetOptions, reactions: Reactions): World {
  const all = { ...DEFAULT_OPTIONS, ...options };
  return {
    nowMs: all.startMs,
    options: all,
    agenda: new Agenda(),
    reactions,
    servers: new Map(),
    links: new Map(),
    acknowledged: [],
    groups: new Map(),
    generations: new Map(),
    connectionCount: 0,
    powerChanges: new Set(),
  };
}

/** Runs `run` on behalf of a server, unless it dies first; while it is frozen it waits. */
export function after(world: World, server: Server, delayMs: number, run: () => void): AgendaEntry {
  return world.agenda.schedule(world.nowMs + delayMs, server, run);
}

export function serverOf(world: World, id: InstanceId): Server {
  const server = world.servers.get(id);
  assert(server !== undefined, 'a server of this fleet', id);
  return server;
}

export function serverAt(world: World, address: Address): Server | null {
  return world.servers.get(instanceIdOf(address)) ?? null;
}
