/**
 * What the contract suite needs of the world it runs in: real servers, or fakes behind real sockets. Nothing here knows
 * how servers are started.
 */
import type { Address } from '@topiary/domain';

export interface ContractFleet {
  readonly family: 'mysql' | 'mariadb';
  /** Of MySQL servers that do not know the newest words. */
  readonly olderWords?: 'mysql-8.0' | 'mysql-5.7';
  /**
   * `m` is the master of `a`, `b` and `z`, `c` is under `a`; `x` and `y` are co-masters, and `z` has a second channel,
   * called `x`, from `x`. All follow GTIDs.
   */
  server(name: ServerName): ContractServer;
  /** Whether tables can be made and filled, and views of them. */
  readonly hasTables: boolean;
  readonly hanging: Hanging;
  /** May do all that the port does. */
  readonly account: ContractAccount;
  /** What installations that come from orchestrator have granted. */
  readonly modest: ContractAccount;
  /** May connect, and nothing else. */
  readonly bare: ContractAccount;
  stop(): Promise<void>;
}

/** For tests of what hangs: a server that shares its thread with the test may hold up what does not hang, too. */
export interface Hanging {
  /** How long a statement hangs that is to outlast the test of it. */
  readonly seconds: number;
  /** What does not hang is answered by then, on any machine. A few of them are less than the hanging. */
  readonly deadlineMs: number;
}

export type ServerName = 'm' | 'a' | 'b' | 'c' | 'x' | 'y' | 'z';

export interface ContractAccount {
  readonly user: string;
  readonly password: string;
}

export interface ContractServer {
  readonly address: Address;
  /** Runs one statement as an administrator and gives its rows. */
  sql(statement: string): Promise<readonly SqlRecord[]>;
  /** Runs statements that would be refused while read-only, and leaves no trace in the binary log. */
  administer(statements: readonly string[]): Promise<void>;
  /** Its connections stay open and nothing answers. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  kill(): Promise<void>;
  /** Resolves when it answers. */
  start(): Promise<void>;
}

export type SqlRecord = Readonly<Record<string, unknown>>;
