/** The answerer that a fleet is: its versions, its accounts, its sessions, and its SQL face. */
import { matchAccount, type Account, type Fleet, type ServerState, type Session, type SqlFace } from '@topiary/fleet';
import type {
  Answerer,
  AuthPlugin,
  Cancel,
  Greeting,
  ListenAddress,
  Login,
  LoginAccount,
  Opened,
  OpenRequest,
  QueryRequest,
  ResultSink,
} from '../answerer.ts';
import { PasswordCache } from './password-cache.ts';
import { offersTls } from './server-files.ts';

const TOO_MANY_CONNECTIONS = { number: 1040, sqlState: '08004', text: 'Too many connections' };
const GOING_DOWN = { number: 1053, sqlState: '08S01', text: 'Server shutdown in progress' };
/** Of one more than the limit an administrator may make use. */
const RESERVED_CONNECTIONS = 1;

export interface FleetAnswererParts {
  readonly fleet: Fleet;
  readonly sql: SqlFace;
  /** Called before the fleet is asked or told anything. */
  readonly beforeFleet: () => void;
  /** Called after it was told something: it may have to act sooner now. */
  readonly afterFleet: () => void;
  /** What a server's sockets do may no longer be what its state says. */
  readonly onPowerInDoubt: (address: ListenAddress) => void;
  readonly connectionsTo: (address: ListenAddress) => number;
}

/** A client's connection; the session in it is another after a reset. */
export interface FleetSession {
  readonly address: ListenAddress;
  readonly request: OpenRequest;
  session: Session;
  lost: boolean;
}

export class FleetAnswerer implements Answerer<FleetSession> {
  readonly #parts: FleetAnswererParts;
  readonly #passwords = new PasswordCache();

  constructor(parts: FleetAnswererParts) {
    this.#parts = parts;
  }

  greet(address: ListenAddress): Greeting {
    this.#parts.beforeFleet();
    this.#parts.onPowerInDoubt(address);
    const server = this.#find(address);
    // The connection has been cut by now.
    if (server === null) return { kind: 'error', error: GOING_DOWN };
    if (this.#isFull(address, server)) return { kind: 'error', error: TOO_MANY_CONNECTIONS };
    return {
      kind: 'server',
      version: server.product.version.text,
      mariadb: server.product.flavor === 'mariadb' || server.product.flavor === 'maxscale',
      connectionId: this.#parts.fleet.takeConnectionId(server.id),
      tls: offersTls(this.#parts.fleet, server.id),
      plugin: this.#defaultPlugin(server),
    };
  }

  account(address: ListenAddress, login: Login): LoginAccount | null {
    const server = this.#find(address);
    const account = server === null ? null : matchAccount(server.accounts, login.user, login.clientHost);
    if (server === null || account === null) return null;
    return { plugin: pluginOf(account), password: account.password, cached: this.#passwords.has(server, account) };
  }

  rememberPassword(address: ListenAddress, login: Login): void {
    const server = this.#find(address);
    const account = server === null ? null : matchAccount(server.accounts, login.user, login.clientHost);
    if (server !== null && account !== null) this.#passwords.add(server, account);
  }

  open(address: ListenAddress, request: OpenRequest): Opened<FleetSession> {
    this.#parts.beforeFleet();
    this.#parts.onPowerInDoubt(address);
    const { fleet, sql } = this.#parts;
    const server = this.#find(address);
    if (server === null || server.power === 'down') return { kind: 'refused', error: GOING_DOWN };
    const opened = fleet.openSession(server.id, request);
    this.#parts.afterFleet();
    if ('kind' in opened) return { kind: 'refused', error: opened };
    sql.useSchema(opened, request.database);
    const connection: FleetSession = { address, request, session: opened, lost: false };
    this.#watch(connection);
    return { kind: 'open', session: connection };
  }

  query(connection: FleetSession, request: QueryRequest, sink: ResultSink): Cancel {
    const { sql } = this.#parts;
    this.#parts.beforeFleet();
    this.#parts.onPowerInDoubt(connection.address);
    if (connection.lost) return () => undefined;
    const cancel = sql.answer(connection.session, request, sink);
    this.#passwords.onStatements({ id: connection.session.server }, request.sql);
    this.#parts.afterFleet();
    return () => {
      if (!connection.lost) cancel();
    };
  }

  reset(connection: FleetSession): void {
    const { fleet } = this.#parts;
    this.#parts.beforeFleet();
    fleet.closeSession(connection.session);
    const opened = fleet.openSession(connection.session.server, connection.request);
    if ('kind' in opened) return connection.request.onLost();
    connection.session = opened;
    this.#watch(connection);
    this.#parts.afterFleet();
  }

  close(connection: FleetSession): void {
    const { fleet } = this.#parts;
    // The sessions of a server that died end with it; some of them may not have been told yet.
    if (connection.lost || fleet.state(connection.session.server) === 'down') return;
    this.#parts.beforeFleet();
    // Time has passed: the session may have been lost only now.
    if (!connection.lost) fleet.closeSession(connection.session);
    this.#parts.afterFleet();
  }

  #watch(connection: FleetSession): void {
    const { session } = connection;
    this.#parts.fleet.onSessionLost(session, (loss) => {
      if (connection.session !== session) return;
      connection.lost = true;
      if (loss === 'server-died') this.#parts.onPowerInDoubt(connection.address);
      connection.request.onLost();
    });
  }

  #isFull(address: ListenAddress, { id }: ServerState): boolean {
    const limit = Number(this.#parts.fleet.variable(id, 'max_connections') ?? Number.POSITIVE_INFINITY);
    // The connection that asks is counted already.
    return this.#parts.connectionsTo(address) > limit + RESERVED_CONNECTIONS;
  }

  #defaultPlugin({ id, product }: ServerState): AuthPlugin {
    // Gone from MySQL 8.4 on.
    const value = this.#parts.fleet.variable(id, 'default_authentication_plugin');
    if (value === 'mysql_native_password' || value === 'caching_sha2_password') return value;
    const native = product.flavor === 'mariadb' || product.flavor === 'maxscale' || product.version.major < 8;
    return native ? 'mysql_native_password' : 'caching_sha2_password';
  }

  /** `null`: it was removed. */
  #find(address: ListenAddress): ServerState | null {
    const { fleet } = this.#parts;
    const id = fleet.at(address);
    return id === null ? null : fleet.server(id);
  }
}

function pluginOf({ plugin }: Account): AuthPlugin {
  return plugin === 'caching_sha2_password' ? plugin : 'mysql_native_password';
}
