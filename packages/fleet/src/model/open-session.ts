import { assert } from '@topiary/domain';
import { staysInOfflineMode } from '../commands/privileges.ts';
import { matchAccount } from './account.ts';
import { failed } from './outcome.ts';
import type { Failed } from './outcome.ts';
import type { MutableSession, Server } from './server.ts';
import type { Session } from './session.ts';
import { isOn, numberSetting } from './settings.ts';
import type { World } from './world.ts';

export interface OpenSessionRequest {
  readonly user: string;
  /** Where the client comes from; `localhost` when not given. */
  readonly clientHost?: string;
  /** What `takeConnectionId` gave to this client before it logged in; the next one when not given. */
  readonly connectionId?: number;
}

/** 1040 too many connections, 1045 no such account, 3032 offline mode. */
export type SessionRefusal = Failed;

export function openSession(world: World, server: Server, request: OpenSessionRequest): Session | SessionRefusal {
  assert(server.power !== 'down', 'a server that is connected to runs', server.id);
  const { user, clientHost = 'localhost' } = request;
  const account = matchAccount(server.accounts, user, clientHost);
  if (account === null) return failed(1045, `Access denied for user '${user}'@'${clientHost}' (using password: YES)`);
  // One more is kept for an administrator.
  const limit = numberSetting(server, 'max_connections') + (staysInOfflineMode(account) ? 1 : 0);
  if (server.sessions.size + server.dumps.length >= limit) return failed(1040, 'Too many connections');
  if (isOn(server, 'offline_mode') && !staysInOfflineMode(account))
    return failed(3032, 'The server is currently in offline mode');
  const session: MutableSession = {
    id: request.connectionId ?? takeConnectionId(server),
    server: server.id,
    account,
    clientHost,
    openedAtMs: world.nowMs,
    variables: new Map(),
    locks: new Map(),
    transaction: null,
    alive: true,
    lost: null,
    pending: new Set(),
  };
  server.sessions.set(session.id, session);
  return session;
}

/** Servers count their clients' connections when they accept them. */
export function takeConnectionId(server: Server): number {
  server.nextConnectionId += 1;
  return server.nextConnectionId;
}
