/** What a sequence needs of the world that it is played in: real servers, or the fleet behind sockets. */
import type { Observation } from '@topiary/domain';
import type { AccountName, ServerName } from './sequence.ts';

export interface World {
  readonly name: 'real' | 'fleet';
  /** One packet on the account's connection to that server, which stays open from step to step. Never rejects. */
  send(server: ServerName, account: AccountName, text: string): Promise<Answer>;
  /** What the driver finds; the kind of failure when it finds nothing. */
  observe(server: ServerName): Promise<Observation | { readonly failure: string }>;
  /** Rows that the server's tables hold; `null`: it does not answer. */
  rows(server: ServerName): Promise<readonly string[] | null>;
  /** Resolves when it answers. */
  restart(server: ServerName): Promise<void>;
  freeze(server: ServerName): Promise<void>;
  thaw(server: ServerName): Promise<void>;
  address(server: ServerName): { readonly host: string; readonly port: number };
  close(): Promise<void>;
}

/** One per statement of the packet, up to the first error. */
export type Answer = readonly StatementAnswer[];

export type StatementAnswer =
  | { readonly kind: 'ok'; readonly notes: readonly number[] }
  | { readonly kind: 'rows'; readonly columns: readonly string[]; readonly rows: readonly (readonly unknown[])[] }
  | { readonly kind: 'error'; readonly number: number }
  /** The connection broke, or nothing came in time. */
  | { readonly kind: 'lost'; readonly code: string };
