import type { Address, InstanceId, Observation, TopologySnapshot } from '@topiary/domain';
import type { Command } from './commands/command.ts';
import type { Outcome } from './model/outcome.ts';
import type { ServerSpec, SettingValue } from './model/server-spec.ts';
import type { ServerState } from './model/server-state.ts';
import type { Session } from './model/session.ts';
import type { Transaction } from './model/transaction.ts';

export interface FleetOptions {
  /** Where time begins; every instant of the fleet is on this scale. */
  readonly startMs?: number;
  /** Between any two servers, one way, until `setLink` says otherwise. */
  readonly linkDelayMs?: number;
  /** Transactions that one server's binary log keeps; the oldest files go when it is passed. */
  readonly maxLoggedTransactions?: number;
}

/** One direction between two servers. */
export interface Link {
  readonly up: boolean;
  readonly delayMs: number;
  /** Every n-th message is lost once and comes again `RETRANSMISSION_MS` later; 0: none. */
  readonly lossEvery?: number;
}

export interface OpenSessionRequest {
  readonly user: string;
  /** Where the client comes from; `localhost` when not given. */
  readonly clientHost?: string;
}

/** 1040 too many connections, 1045 no such account, 3032 offline mode. Passwords are the wire's business. */
export type SessionRefusal = Extract<Outcome, { kind: 'error' }>;

export type Cancel = () => void;

/** Why a session ended without being closed by its client. */
export type SessionLoss = 'server-died' | 'killed' | 'offline-mode';

/** A transaction as a checker sees it on one server. */
export interface HeldTransaction {
  readonly stream: string;
  /** Inclusive runs of numbers, ascending. */
  readonly runs: readonly (readonly [number, number])[];
}

/** A write whose client was told that it succeeded. */
export interface AcknowledgedWrite {
  readonly server: InstanceId;
  readonly transaction: Transaction;
  readonly atMs: number;
  /** Whether a replica had acknowledged it as well. */
  readonly semiSync: boolean;
}

/**
 * Servers that replicate, as a pure value machine: mutable and deterministic. The same calls in the same order give the
 * same state. Time passes by `advance` alone, and only then do replicas receive and apply.
 */
export class Fleet {
  constructor(options: FleetOptions = {}) {
    void options;
  }

  /** What a live snapshot knows, as a fleet to try things on. Servers that were never observed are left out. */
  static fromSnapshot(snapshot: TopologySnapshot, options: FleetOptions = {}): Fleet {
    void snapshot;
    return new Fleet(options);
  }

  get nowMs(): number {
    return pending();
  }

  /** In order of addition. */
  get ids(): readonly InstanceId[] {
    return pending();
  }

  /** A running, empty server. Its address must be free. */
  add(spec: ServerSpec): InstanceId {
    return pending(spec);
  }

  remove(id: InstanceId): void {
    pending(id);
  }

  /** Throws for an unknown id; `has` asks. */
  server(id: InstanceId): ServerState {
    return pending(id);
  }

  has(id: InstanceId): boolean {
    return pending(id);
  }

  at(address: Address): InstanceId | null {
    return pending(address);
  }

  /** Runs everything that is due up to then, in order. Never goes back. */
  advance(toMs: number): void {
    pending(toMs);
  }

  /** When `advance` has something to do next; `null`: nothing ever, unless somebody acts. */
  nextEventMs(): number | null {
    return pending();
  }

  openSession(id: InstanceId, request: OpenSessionRequest): Session | SessionRefusal {
    return pending(id, request);
  }

  closeSession(session: Session): void {
    pending(session);
  }

  /** Told once, when the session ends by anything but `closeSession`. */
  onSessionLost(session: Session, lost: (loss: SessionLoss) => void): void {
    pending(session, lost);
  }

  /**
   * Calls `done` at once, or during a later `advance` when the command waits (for transactions, an acknowledgement, a lock,
   * room on the disk) or the server is frozen; never after `Cancel`, and never when the session ended first.
   */
  perform(session: Session, command: Command, done: (outcome: Outcome) => void): Cancel {
    return pending(session, command, done);
  }

  /** A variable by any name that the server knows; `undefined`: 1193. With a session, its own value where it has one. */
  variable(id: InstanceId, name: string, session?: Session): SettingValue | null | undefined {
    return pending(id, name, session);
  }

  /** Every name that `SHOW GLOBAL VARIABLES` lists here, sorted. */
  variableNames(id: InstanceId): readonly string[] {
    return pending(id);
  }

  /** What a probe with all privileges finds now. Throws unless the server is up. */
  observe(id: InstanceId): Observation {
    return pending(id);
  }

  state(id: InstanceId): ServerState['power'] {
    return pending(id);
  }

  /** `losesUnsynced`: the machine dies with it, so that what no fsync reached is gone; else the process alone. */
  crash(id: InstanceId, options: { readonly losesUnsynced: boolean }): void {
    pending(id, options);
  }

  restart(id: InstanceId): void {
    pending(id);
  }

  /** SIGSTOP: connections stay open, new ones are accepted by the kernel and never greeted. */
  freeze(id: InstanceId): void {
    pending(id);
  }

  thaw(id: InstanceId): void {
    pending(id);
  }

  fillDisk(id: InstanceId): void {
    pending(id);
  }

  freeDisk(id: InstanceId): void {
    pending(id);
  }

  setLink(from: InstanceId, to: InstanceId, link: Partial<Link>): void {
    pending(from, to, link);
  }

  setSpeed(id: InstanceId, speed: { readonly applyMsPerTransaction: number }): void {
    pending(id, speed);
  }

  /** For checkers: what the server's tables really hold, GTIDs or none. In order of stream. */
  transactionsOf(id: InstanceId): readonly HeldTransaction[] {
    return pending(id);
  }

  /** For checkers: writes that clients were told had succeeded, the oldest first. */
  get acknowledged(): readonly AcknowledgedWrite[] {
    return pending();
  }
}

function pending(...given: readonly unknown[]): never {
  throw new Error(`not there yet (${given.length})`);
}
