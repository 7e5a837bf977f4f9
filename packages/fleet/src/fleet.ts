import { assert } from '@topiary/domain';
import type { Address, InstanceId, LogEvent, Observation, TopologySnapshot } from '@topiary/domain';
import { readLogEvents } from './binlog/log-events.ts';
import { fillFromSnapshot } from './build/from-snapshot.ts';
import type { SnapshotOptions } from './build/from-snapshot.ts';
import type { Command } from './commands/command.ts';
import { perform } from './commands/perform.ts';
import { crash } from './faults/crash.ts';
import type { CrashOptions } from './faults/crash.ts';
import { fillDisk, freeDisk } from './faults/disk.ts';
import { freeze, thaw } from './faults/freeze.ts';
import { restart } from './faults/restart.ts';
import { setLink } from './faults/set-link.ts';
import type { AcknowledgedWrite } from './model/acknowledged-write.ts';
import type { FleetLogRequest } from './model/log-request.ts';
import { endSession } from './model/end-session.ts';
import type { HeldTransaction } from './model/held-transaction.ts';
import type { Link } from './model/link.ts';
import { newServer } from './model/new-server.ts';
import { sqlNodesBeside } from './model/ndb.ts';
import { openSession, takeConnectionId } from './model/open-session.ts';
import type { OpenSessionRequest, SessionRefusal } from './model/open-session.ts';
import type { Outcome } from './model/outcome.ts';
import type { ServerSpec, SettingValue } from './model/server-spec.ts';
import type { ServerState } from './model/server-state.ts';
import type { MutableSession, SessionLoss } from './model/server.ts';
import type { Session } from './model/session.ts';
import { stateOf } from './model/state-of.ts';
import { listedNames, readVariable } from './model/variables/read-variable.ts';
import { newWorld, serverAt, serverOf } from './model/world.ts';
import type { FleetOptions, World } from './model/world.ts';
import { observe } from './observe/observe.ts';
import { reviewGroup } from './replication/group.ts';
import { REACTIONS } from './replication/reactions.ts';
import { heardAtMs } from './replication/silence.ts';

export type Cancel = () => void;

/**
 * Servers that replicate, as a pure value machine: mutable and deterministic. The same calls in the same order give the
 * same state. Time passes by `advance` alone, and only then do replicas receive and apply.
 */
export class Fleet {
  readonly #world: World;

  constructor(options: FleetOptions = {}) {
    this.#world = newWorld(options, REACTIONS);
  }

  /** What a live snapshot knows, as a fleet to try things on. Servers that were never observed are left out. */
  static fromSnapshot(snapshot: TopologySnapshot, options: FleetOptions & SnapshotOptions = {}): Fleet {
    const fleet = new Fleet({ startMs: snapshot.asOf, ...options });
    fillFromSnapshot(fleet.#world, snapshot, options);
    return fleet;
  }

  get nowMs(): number {
    return this.#world.nowMs;
  }

  /** In order of addition. */
  get ids(): readonly InstanceId[] {
    return [...this.#world.servers.keys()];
  }

  /** A running, empty server. Its address must be free. */
  add(spec: ServerSpec): InstanceId {
    const server = newServer(this.#world, spec);
    assert(!this.#world.servers.has(server.id), 'an address has one server', server.id);
    this.#world.servers.set(server.id, server);
    this.#world.powerChanges.add(server.id);
    return server.id;
  }

  /** It dies and is gone for good. */
  remove(id: InstanceId): void {
    this.crash(id, { losesUnsynced: false });
    this.#world.servers.delete(id);
    this.#world.powerChanges.add(id);
  }

  /** Throws for an unknown id; `has` asks. */
  server(id: InstanceId): ServerState {
    return stateOf(serverOf(this.#world, id));
  }

  has(id: InstanceId): boolean {
    return this.#world.servers.has(id);
  }

  /** The SQL nodes of its NDB cluster that answer, itself among them. */
  sqlNodesBeside(id: InstanceId): readonly ServerState[] {
    const world = this.#world;
    return sqlNodesBeside(serverOf(world, id), [...world.servers.values()]).map((server) => stateOf(server));
  }

  at(address: Address): InstanceId | null {
    return serverAt(this.#world, address)?.id ?? null;
  }

  /** Runs everything that is due up to then, in order. Never goes back. */
  advance(toMs: number): void {
    const world = this.#world;
    assert(toMs >= world.nowMs, 'time never goes back', { from: world.nowMs, to: toMs });
    for (;;) {
      const due = world.agenda.takeDue(toMs);
      if (due === null) break;
      world.nowMs = Math.max(world.nowMs, due.atMs);
      due.run();
    }
    world.nowMs = toMs;
  }

  /** When `advance` has something to do next; `null`: nothing ever, unless somebody acts. */
  nextEventMs(): number | null {
    return this.#world.agenda.nextMs();
  }

  /** For a client that is greeted with its connection's id before it logs in. */
  takeConnectionId(id: InstanceId): number {
    return takeConnectionId(serverOf(this.#world, id));
  }

  /** The server must be up or frozen. Passwords are the wire's business. */
  openSession(id: InstanceId, request: OpenSessionRequest): Session | SessionRefusal {
    return openSession(this.#world, serverOf(this.#world, id), request);
  }

  closeSession(session: Session): void {
    if (session.alive) endSession(serverOf(this.#world, session.server), this.#own(session), null);
  }

  /** Told once, when the session ends by anything but `closeSession`. */
  onSessionLost(session: Session, lost: (loss: SessionLoss) => void): void {
    this.#own(session).lost = lost;
  }

  /**
   * Calls `done` at once, or during a later `advance` when the command waits (for transactions, an acknowledgement, a lock,
   * room on the disk) or the server is frozen; never after `Cancel`, and never when the session ended first.
   */
  perform(session: Session, command: Command, done: (outcome: Outcome) => void): Cancel {
    return perform(this.#world, this.#own(session), command, done);
  }

  /** A variable by any name that the server knows; `undefined`: 1193. With a session, its own value where it has one. */
  variable(id: InstanceId, name: string, session?: Session): SettingValue | null | undefined {
    return readVariable(serverOf(this.#world, id), name, session === undefined ? null : this.#own(session));
  }

  /** Every name that `SHOW GLOBAL VARIABLES` lists here, sorted. */
  variableNames(id: InstanceId): readonly string[] {
    return listedNames(serverOf(this.#world, id));
  }

  /** What a probe with all privileges finds now. Throws unless the server is up. */
  observe(id: InstanceId): Observation {
    return observe(this.#world, serverOf(this.#world, id));
  }

  /** When a channel that reads heard of its source last; `null`: it does not read. */
  heardAtMs(id: InstanceId, channel: string): number | null {
    const connection = serverOf(this.#world, id).channels.get(channel)?.connection ?? null;
    return connection?.open === true ? heardAtMs(this.#world, connection) : null;
  }

  /** What a client is shown of a log; `null`: there is no such file, or no event begins there. */
  logEvents(id: InstanceId, request: FleetLogRequest): readonly LogEvent[] | null {
    const server = serverOf(this.#world, id);
    const serverId = Number(readVariable(server, 'server_id', null) ?? 0);
    const versionText = String(readVariable(server, 'version', null) ?? '');
    return readLogEvents({ server: stateOf(server), serverId, versionText }, request);
  }

  state(id: InstanceId): ServerState['power'] {
    return serverOf(this.#world, id).power;
  }

  /**
   * Servers that were added, died, started, froze, thawed or were removed since the last call, for whoever shows the world
   * which of them run: in a large fleet only these need a look.
   */
  takePowerChanges(): ReadonlySet<InstanceId> {
    const taken = this.#world.powerChanges;
    this.#world.powerChanges = new Set();
    return taken;
  }

  crash(id: InstanceId, options: CrashOptions): void {
    const server = serverOf(this.#world, id);
    crash(this.#world, server, options);
    reviewGroup(this.#world, server);
  }

  restart(id: InstanceId): void {
    restart(this.#world, serverOf(this.#world, id));
  }

  /** SIGSTOP: connections stay open, new ones are accepted by the kernel and never greeted. */
  freeze(id: InstanceId): void {
    const server = serverOf(this.#world, id);
    freeze(this.#world, server);
    reviewGroup(this.#world, server);
  }

  thaw(id: InstanceId): void {
    const server = serverOf(this.#world, id);
    thaw(this.#world, server);
    reviewGroup(this.#world, server);
  }

  fillDisk(id: InstanceId): void {
    fillDisk(serverOf(this.#world, id));
  }

  freeDisk(id: InstanceId): void {
    freeDisk(this.#world, serverOf(this.#world, id));
  }

  /** One direction. What is not said stays as it is. */
  setLink(from: InstanceId, to: InstanceId, link: Partial<Link>): void {
    setLink(this.#world, { from, to }, link);
    reviewGroup(this.#world, serverOf(this.#world, from));
  }

  setSpeed(id: InstanceId, speed: { readonly applyMsPerTransaction: number }): void {
    serverOf(this.#world, id).applyMsPerTransaction = speed.applyMsPerTransaction;
  }

  /** For checkers: what the server's tables really hold, GTIDs or none. In order of stream. */
  transactionsOf(id: InstanceId): readonly HeldTransaction[] {
    return serverOf(this.#world, id).held.toList();
  }

  /** For checkers: the named rows that the server's tables hold, `schema.table/key`, sorted. */
  rowsOf(id: InstanceId): readonly string[] {
    return [...serverOf(this.#world, id).rows.keys()].toSorted();
  }

  /** For checkers: writes that clients were told had succeeded, the oldest first. */
  get acknowledged(): readonly AcknowledgedWrite[] {
    return this.#world.acknowledged;
  }

  /** Sessions are given out read-only; their server has them as they are. */
  #own(session: Session): MutableSession {
    const own = serverOf(this.#world, session.server).sessions.get(session.id);
    assert(own === session, 'a session of this fleet that is still open', session.id);
    return own;
  }
}
