/**
 * A receiver's connection to its source: two ends that learn of each other's end by messages, if the links let them
 * through, and else by silence.
 */
import type { AgendaEntry } from '../model/agenda.ts';
import { passes, travelMs } from '../model/link.ts';
import type { Server } from '../model/server.ts';
import type { World } from '../model/world.ts';
import type { Channel } from './channel.ts';
import type { Dump } from './dump.ts';
import type { LogMessage } from './log-message.ts';

export interface Connection {
  readonly channel: Channel;
  readonly replica: Server;
  readonly source: Server;
  /** The replica's end. */
  open: boolean;
  /** The source's end, once the log was asked for. */
  dump: Dump | null;
  /** When the receiver last heard of its source, heartbeats apart. */
  heardAtMs: number;
  /** Messages keep their order. */
  arrivesAtMs: { toReplica: number; toSource: number };
  /** The receiver gives up when it hears nothing until then. */
  silence: AgendaEntry | null;
  /** The replica's machine went off: its source is not told. */
  vanished: boolean;
  /** What arrived while the replica's disk was full. */
  readonly held: LogMessage[];
}

export function newConnection(channel: Channel, source: Server, nowMs: number): Connection {
  return {
    channel,
    replica: channel.replica,
    source,
    open: true,
    dump: null,
    heardAtMs: nowMs,
    arrivesAtMs: { toReplica: 0, toSource: 0 },
    silence: null,
    vanished: false,
    held: [],
  };
}

/** False: the link does not let it through, and `run` never runs. */
export function sendToSource(world: World, connection: Connection, run: () => void, extraMs = 0): boolean {
  const { replica, source, arrivesAtMs } = connection;
  if (!passes(world, replica, source)) return false;
  const at = Math.max(world.nowMs + travelMs(world, replica, source) + extraMs, arrivesAtMs.toSource);
  arrivesAtMs.toSource = at;
  world.agenda.schedule(at, source, run);
  return true;
}

export function sendToReplica(world: World, connection: Connection, run: () => void, extraMs = 0): boolean {
  const { replica, source, arrivesAtMs } = connection;
  if (!passes(world, source, replica)) return false;
  const at = Math.max(world.nowMs + travelMs(world, source, replica) + extraMs, arrivesAtMs.toReplica);
  arrivesAtMs.toReplica = at;
  world.agenda.schedule(at, replica, () => {
    // The end of the process does not undo what its kernel has delivered; a closed end does.
    if (connection.open) run();
  });
  return true;
}
