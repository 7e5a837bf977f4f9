/** Whose a process is, by the names and commands that servers of either family give their own threads. */
import type { ProcessRole, ServerProcess } from '@topiary/domain';

/** Commands of threads that carry or apply a log, on either family. */
const REPLICATION_COMMANDS: ReadonlySet<string> = new Set([
  'binlog dump',
  'binlog dump gtid',
  'register slave',
  'slave_io',
  'slave_sql',
  'slave_worker',
  'group replication',
]);
/** Under this name replication threads of MySQL, and of MariaDB also purge threads, appear. */
const SYSTEM_USER = 'system user';
const SERVER_USERS: ReadonlySet<string> = new Set(['event_scheduler', '']);

export function roleOfProcess({ user, command }: Pick<ServerProcess, 'user' | 'command'>, isOwn: boolean): ProcessRole {
  if (isOwn) return 'topiary';
  const said = command.toLowerCase();
  if (REPLICATION_COMMANDS.has(said)) return 'replication';
  // MariaDB's threads in the background have the same name, and this command.
  if (user === SYSTEM_USER) return said === 'daemon' ? 'server' : 'replication';
  return said === 'daemon' || SERVER_USERS.has(user) ? 'server' : 'client';
}
