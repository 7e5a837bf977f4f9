/**
 * The port between the wire and what stands behind it. The wire knows packets, passwords' proofs and sockets; who greets
 * with which version, which accounts there are and what statements answer is the answerer's.
 */
import type { Cell, Column } from '@topiary/fleet';
import type { ServerError } from './protocol/replies.ts';

export interface ListenAddress {
  /** An address of 127.0.0.0/8. */
  readonly host: string;
  readonly port: number;
}

/** What a new connection to a server that runs meets. */
export type Greeting =
  | {
      readonly kind: 'server';
      /** As `SELECT @@version` gives it. */
      readonly version: string;
      readonly mariadb: boolean;
      readonly connectionId: number;
      readonly tls: boolean;
      /** The method that the server proposes; accounts may have another. */
      readonly plugin: AuthPlugin;
    }
  /** Too many connections, or a host that is blocked. */
  | { readonly kind: 'error'; readonly error: ServerError }
  /** Something that is no MySQL server, and its first words. */
  | { readonly kind: 'stranger'; readonly words: string };

export type AuthPlugin = 'mysql_native_password' | 'caching_sha2_password';

export interface Login {
  readonly user: string;
  /** The client's address without its port. */
  readonly clientHost: string;
}

export interface LoginAccount {
  readonly plugin: AuthPlugin;
  /** In clear: fakes invent their passwords themselves. */
  readonly password: string;
  /** caching_sha2_password: the server has seen this password since it started or last forgot, so that a short proof will do. */
  readonly cached: boolean;
}

export type Opened<Session> =
  | { readonly kind: 'open'; readonly session: Session }
  | { readonly kind: 'refused'; readonly error: ServerError };

export interface OpenRequest extends Login {
  readonly database: string | null;
  /** As the client was greeted. */
  readonly connectionId: number;
  /** The server, or somebody at it, ended this connection. */
  readonly onLost: () => void;
}

/** Clients turn the text of a cell into a number by its column's field type. */
export type ResultColumn = Omit<Column, 'type'>;

/** An array of columns that is kept from answer to answer is encoded once. */
export type WireResult =
  | {
      readonly kind: 'rows';
      readonly columns: readonly ResultColumn[];
      readonly rows: readonly (readonly Cell[])[];
      readonly warnings?: number;
    }
  | { readonly kind: 'ok'; readonly affectedRows: number; readonly warnings: number }
  | ({ readonly kind: 'error' } & ServerError);

export interface QueryRequest {
  readonly sql: string;
  /** The client asked for leave to send several statements at once. */
  readonly severalStatements: boolean;
}

/** Called for each statement's result in order, at once or later; nothing follows an error. */
export type ResultSink = (result: WireResult, more: boolean) => void;

export type Cancel = () => void;

export interface Answerer<Session> {
  greet(address: ListenAddress): Greeting;
  /** `null`: no such account; the client learns no more than that it was denied. */
  account(address: ListenAddress, login: Login): LoginAccount | null;
  /** A long proof was given and was right. */
  rememberPassword(address: ListenAddress, login: Login): void;
  open(address: ListenAddress, request: OpenRequest): Opened<Session>;
  /** One packet of statements. The cancel is called when the client has gone before the last result. */
  query(session: Session, request: QueryRequest, sink: ResultSink): Cancel;
  /** COM_RESET_CONNECTION: as after a new login. */
  reset(session: Session): void;
  /** The client has gone. */
  close(session: Session): void;
}
