import { semiSyncClients } from '../replication/semi-sync.ts';
import type { ServerState } from './server-state.ts';
import type { Server } from './server.ts';

/** The read-only view: the server itself, with what is not kept in that shape worked out. */
export function stateOf(server: Server): ServerState {
  const { active, acknowledged, unacknowledged, timesOff, commits } = server.semi;
  return {
    ...server,
    semiSync: {
      active,
      clients: semiSyncClients(server),
      acknowledged,
      unacknowledged,
      timesOff,
      waiting: commits.length,
    },
  };
}
