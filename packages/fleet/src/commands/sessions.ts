/** KILL and SHUTDOWN. */
import { atLeast, familyOf } from '@topiary/domain';
import { failed, OK } from '../model/outcome.ts';
import type { Server } from '../model/server.ts';
import type { Session } from '../model/session.ts';
import { endSession } from '../model/end-session.ts';
import { hasAnyPrivilege } from '../model/account.ts';
import { markSynced } from '../binlog/binary-log.ts';
import { crash } from '../faults/crash.ts';
import { sendToReplica } from '../replication/connection.ts';
import { endDump } from '../replication/dump.ts';
import { reviewSemiSync } from '../replication/semi-sync.ts';
import type { CommandContext, Handler } from './context.ts';

const INTERRUPTED = failed(1317, 'Query execution was interrupted');

export const killCommand: Handler<'kill'> = (context, { connectionId, queryOnly = false }, answer) => {
  const { server, session } = context;
  const target = server.sessions.get(connectionId);
  if (target === undefined) {
    if (queryOnly || !killDump(context, connectionId)) answer(failed(1094, `Unknown thread id: ${connectionId}`));
    else answer(OK);
    return;
  }
  const isOther = target.account.user !== session.account.user;
  if (isOther && !(mayKillOthers(session.account) && reachesPrivileged(server, session, target)))
    return answer(failed(1095, `You are not owner of thread ${connectionId}`));
  if (queryOnly) for (const pending of Array.from(target.pending)) pending.interrupt(INTERRUPTED);
  if (target !== session) answer(OK);
  if (!queryOnly) endSession(server, target, 'killed');
  else if (target === session) answer(INTERRUPTED);
};

function mayKillOthers(account: Parameters<typeof hasAnyPrivilege>[0]): boolean {
  return hasAnyPrivilege(account, ['SUPER', 'CONNECTION_ADMIN', 'CONNECTION ADMIN']);
}

/** On MySQL whoever has SYSTEM_USER is reached only by others that have it. */
function reachesPrivileged({ product }: Server, ...[own, target]: readonly [Session, Session]): boolean {
  if (familyOf(product) === 'mariadb' || !atLeast(product.version, 8, 0, 16)) return true;
  const [mine, theirs] = [own, target].map(({ account }) => hasAnyPrivilege(account, ['SYSTEM_USER']));
  return mine === true || theirs !== true;
}

/** A dump thread: its replica loses the connection and comes back. */
function killDump({ world, server }: CommandContext, connectionId: number): boolean {
  const dump = server.dumps.find((each) => each.connectionId === connectionId);
  if (dump === undefined) return false;
  endDump(dump);
  reviewSemiSync(server, 'replica-gone');
  sendToReplica(world, dump.connection, () => world.reactions.receiverLost(world, dump.connection, 'closed'));
  return true;
}

/** An orderly end: everything is on disk. */
export const shutdownCommand: Handler<'shutdown'> = ({ world, server }, _, answer) => {
  answer(OK);
  shutDown(world, server);
};

function shutDown(world: CommandContext['world'], server: Server): void {
  if (server.binlog !== null) markSynced(server.binlog, world.nowMs);
  crash(world, server, { losesUnsynced: false });
}
