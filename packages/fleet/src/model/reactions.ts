/**
 * What one server's doing sets off on another: the places where the parts of replication call each other in a ring. The
 * fleet puts them together once, so that each part imports only what is below it.
 */
import type { Connection } from '../replication/connection.ts';
import type { Dump } from '../replication/dump.ts';
import type { LogMessage } from '../replication/log-message.ts';
import type { Server } from './server.ts';
import type { Transaction } from './transaction.ts';
import type { World } from './world.ts';

export interface Reactions {
  /** A receiver knocks at its source. */
  readonly greet: (world: World, connection: Connection) => void;
  /** A receiver has closed its end. */
  readonly hangUp: (world: World, connection: Connection) => void;
  /** Events of the log arrive at a replica. */
  readonly receiveLog: (world: World, connection: Connection, message: LogMessage) => void;
  /** A receiver's connection is gone. */
  readonly receiverLost: (world: World, connection: Connection, why: 'closed' | 'silent') => void;
  /** A log has grown. */
  readonly wakeDumps: (world: World, source: Server) => void;
  /** A log of the same name is not the one that was being sent. */
  readonly logWasReset: (world: World, dump: Dump) => void;
  /** A source comes to a transaction that it cannot send. */
  readonly refuseDump: (world: World, dump: Dump, reason: string) => void;
  /** The other members of its group get what a server has committed. */
  readonly spreadToGroup: (world: World, server: Server, transaction: Transaction) => void;
  /** A replica has room again. */
  readonly pump: (world: World, dump: Dump) => void;
}
