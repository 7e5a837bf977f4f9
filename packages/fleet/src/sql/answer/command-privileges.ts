/**
 * What acting needs, with the words in which each family refuses. Lists as printed by [97] and [M10]; 5.7 and MariaDB
 * before 10.5 know SUPER and RELOAD only [D]. The model refuses too, in plainer words.
 */
import { hasAnyPrivilege, hasPrivilege, type Account } from '../../model/account.ts';
import type { Command } from '../../commands/command.ts';
import { privilegeNeeded, tableDenied } from '../errors.ts';
import type { Generation } from '../generation.ts';
import type { ServerError } from '../results.ts';
import type { Running } from './running.ts';

/** Any of them will do; printed in this order. */
type Needs = readonly string[];

const SUPER: Needs = ['SUPER'];
const RELOAD: Needs = ['RELOAD'];

/** `null`: allowed, or for the model alone to refuse. */
export function commandRefusal(command: Command, running: Running): ServerError | null {
  const { session, dialect } = running;
  const { generation } = dialect;
  if (generation.family === 'maxscale') return null;
  const special = specialRefusal(command, running);
  if (special !== null) return special;
  const listed = needsOf(command, generation);
  const needs =
    generation.has.bareSuper && listed !== null && listed.length > 1
      ? listed.filter((name) => name !== 'SUPER')
      : listed;
  if (needs === null || hasAnyPrivilege(session.account, needs)) return null;
  return privilegeNeeded(printed(needs, generation));
}

/** MySQL 8 joins with `or`, and with commas before it; the others with commas. */
function printed(needs: Needs, { family, has }: Generation): string {
  if (family !== 'mysql' || !has.fineGrainedPrivileges || needs.length < 2) return needs.join(', ');
  return `${needs.slice(0, -1).join(', ')} or ${needs.at(-1) ?? ''}`;
}

function specialRefusal(command: Command, { session, dialect }: Running): ServerError | null {
  const { account, clientHost } = session;
  switch (command.kind) {
    case 'install-plugin':
    case 'uninstall-plugin': {
      const action = command.kind === 'install-plugin' ? 'INSERT' : 'DELETE';
      if (hasPrivilege(account, action, 'mysql.plugin')) return null;
      return tableDenied(dialect.generation, {
        action,
        user: account.user,
        host: clientHost,
        schema: 'mysql',
        table: 'plugin',
      });
    }
    case 'grant':
    case 'revoke':
      return mayGrant(account) ? null : accessDenied(account);
    default:
      return null;
  }
}

/** Accounts of fleets are made with ALL PRIVILEGES for administrators: those may grant, whatever else was said. */
function mayGrant(account: Account): boolean {
  return hasAnyPrivilege(account, ['GRANT OPTION', 'CREATE USER']);
}

function accessDenied({ user, host }: Account): ServerError {
  return {
    kind: 'error',
    number: 1045,
    sqlState: '28000',
    text: `Access denied for user '${user}'@'${host}' (using password: YES)`,
  };
}

function needsOf(command: Command, generation: Generation): Needs | null {
  switch (command.kind) {
    case 'start-threads':
    case 'stop-threads':
    case 'change-source':
    case 'change-filter':
      return replicaAdmin(generation);
    case 'reset-replica':
    case 'flush-logs':
      return RELOAD;
    case 'reset-binary-logs':
      return generation.family === 'mysql' && generation.versionNumber >= 90_000 ? ['RELOAD', 'FLUSH_TABLES'] : RELOAD;
    case 'purge-logs':
      return fine(generation, ['SUPER', 'BINLOG_ADMIN'], ['SUPER', 'BINLOG ADMIN']);
    case 'group-start':
    case 'group-stop':
    case 'group-set-primary':
      return fine(generation, ['SUPER', 'GROUP_REPLICATION_ADMIN'], SUPER);
    case 'create-user':
    case 'drop-user':
      return ['CREATE USER'];
    case 'shutdown':
      return ['SHUTDOWN'];
    case 'set-variable':
      return variableNeeds(command, generation);
    default:
      return null;
  }
}

function fine({ family, has }: Generation, mysql: Needs, mariadb: Needs): Needs {
  if (!has.fineGrainedPrivileges) return SUPER;
  return family === 'mariadb' ? mariadb : mysql;
}

function replicaAdmin(generation: Generation): Needs {
  return fine(generation, ['SUPER', 'REPLICATION_SLAVE_ADMIN'], ['SUPER', 'REPLICATION SLAVE ADMIN']);
}

type SetVariable = Extract<Command, { kind: 'set-variable' }>;

function variableNeeds({ scope, name }: SetVariable, generation: Generation): Needs | null {
  if (scope !== 'session') return fine(generation, ['SUPER', 'SYSTEM_VARIABLES_ADMIN'], mariadbGlobal(name));
  const session: Needs = ['SUPER', 'SYSTEM_VARIABLES_ADMIN', 'SESSION_VARIABLES_ADMIN'];
  switch (name) {
    case 'sql_log_bin':
      return fine(generation, session, ['SUPER', 'BINLOG ADMIN']);
    case 'gtid_next':
      return fine(generation, [...session, 'REPLICATION_APPLIER'], SUPER);
    case 'gtid_domain_id':
    case 'gtid_seq_no':
    case 'server_id':
      return fine(generation, session, ['SUPER', 'BINLOG REPLAY']);
    default:
      return null;
  }
}

const MARIADB_GLOBALS: readonly (readonly [RegExp, Needs])[] = [
  [/^read_only$/, ['READ_ONLY ADMIN']],
  [/^(max_connections|connect_timeout|.*_password_.*)$/, ['SUPER', 'CONNECTION ADMIN']],
  [/^(rpl_semi_sync_master_.*|gtid_binlog_state|server_id|gtid_domain_id)$/, ['SUPER', 'REPLICATION MASTER ADMIN']],
  [
    /^(rpl_semi_sync_slave_.*|gtid_slave_pos|gtid_ignore_duplicates|gtid_strict_mode|replicate_.*|slave_.*|relay_log_.*)$/,
    ['SUPER', 'REPLICATION SLAVE ADMIN'],
  ],
  [/^(binlog_.*|sync_binlog|expire_logs_days|max_binlog_size)$/, ['SUPER', 'BINLOG ADMIN']],
];

/** sql_slave_skip_counter asks for SUPER alone [M10]. */
function mariadbGlobal(name: string): Needs {
  return MARIADB_GLOBALS.find(([pattern]) => pattern.test(name))?.[1] ?? SUPER;
}
