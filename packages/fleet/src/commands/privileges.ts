/** Which privileges a command asks for. Source: spec/dialects §11. */
import { atLeast, familyOf, type Product } from '@topiary/domain';
import { hasAnyPrivilege } from '../model/account.ts';
import { failed } from '../model/outcome.ts';
import type { Failed } from '../model/outcome.ts';
import type { Account } from '../model/account.ts';
import type { Command, CommandKind } from './command.ts';

/** One of them is enough. By generation: MySQL before 8.0, MySQL, MariaDB before 10.5, MariaDB. */
interface Needs {
  readonly old: readonly string[];
  readonly mysql: readonly string[];
  readonly mariadb: readonly string[];
}

const REPLICA_ADMIN: Needs = {
  old: ['SUPER'],
  mysql: ['SUPER', 'REPLICATION_SLAVE_ADMIN'],
  mariadb: ['REPLICATION SLAVE ADMIN', 'SUPER'],
};
const VARIABLES_ADMIN: Needs = {
  old: ['SUPER'],
  mysql: ['SUPER', 'SYSTEM_VARIABLES_ADMIN'],
  mariadb: ['SUPER', 'REPLICATION MASTER ADMIN', 'REPLICATION SLAVE ADMIN'],
};
const READ_ONLY_ADMIN: Needs = { ...VARIABLES_ADMIN, mariadb: ['READ_ONLY ADMIN'] };
const RELOAD: Needs = { old: ['RELOAD'], mysql: ['RELOAD'], mariadb: ['RELOAD'] };
const GROUP_ADMIN: Needs = { old: ['SUPER'], mysql: ['GROUP_REPLICATION_ADMIN', 'SUPER'], mariadb: ['SUPER'] };
const USERS: Needs = { old: ['CREATE USER'], mysql: ['CREATE USER'], mariadb: ['CREATE USER'] };
const PLUGINS: Needs = { old: ['INSERT'], mysql: ['INSERT'], mariadb: ['INSERT'] };

const NEEDS: Readonly<Partial<Record<CommandKind, Needs>>> = {
  'start-threads': REPLICA_ADMIN,
  'stop-threads': REPLICA_ADMIN,
  'change-source': REPLICA_ADMIN,
  'change-filter': REPLICA_ADMIN,
  'reset-replica': { ...REPLICA_ADMIN, mysql: ['RELOAD', 'REPLICATION_SLAVE_ADMIN', 'SUPER'], old: ['RELOAD'] },
  'reset-binary-logs': RELOAD,
  'flush-logs': RELOAD,
  'purge-logs': { old: ['SUPER'], mysql: ['BINLOG_ADMIN', 'SUPER'], mariadb: ['BINLOG ADMIN', 'SUPER'] },
  'inject-empty': {
    old: ['SUPER'],
    mysql: ['REPLICATION_APPLIER', 'SYSTEM_VARIABLES_ADMIN', 'SUPER'],
    mariadb: ['BINLOG REPLAY', 'SUPER'],
  },
  'install-plugin': PLUGINS,
  'uninstall-plugin': { old: ['DELETE'], mysql: ['DELETE'], mariadb: ['DELETE'] },
  'create-user': USERS,
  'drop-user': USERS,
  'group-start': GROUP_ADMIN,
  'group-stop': GROUP_ADMIN,
  'group-set-primary': GROUP_ADMIN,
  'lock-log': {
    old: ['REPLICATION CLIENT', 'SUPER'],
    mysql: ['REPLICATION CLIENT', 'SUPER'],
    mariadb: ['BINLOG MONITOR', 'REPLICATION CLIENT', 'SUPER'],
  },
  shutdown: { old: ['SHUTDOWN'], mysql: ['SHUTDOWN'], mariadb: ['SHUTDOWN'] },
};

/** Which variables are read-only switches, and which every session may set for itself. */
const READ_ONLY_NAMES: ReadonlySet<string> = new Set(['read_only', 'super_read_only']);

/** `null`: allowed. */
export function refusal(account: Account, product: Product, command: Command): Failed | null {
  const needs = command.kind === 'set-variable' ? variableNeeds(command) : NEEDS[command.kind];
  if (needs === undefined) return null;
  const wanted = needsOf(needs, product);
  if (hasAnyPrivilege(account, wanted)) return null;
  return failed(
    1227,
    `Access denied; you need (at least one of) the ${wanted.join(', ')} privilege(s) for this operation`,
  );
}

function variableNeeds({ scope, name }: Extract<Command, { readonly kind: 'set-variable' }>): Needs | undefined {
  if (scope === 'session')
    return ['gtid_next', 'sql_log_bin', 'server_id', 'gtid_domain_id', 'gtid_seq_no'].includes(name.toLowerCase())
      ? {
          old: ['SUPER'],
          mysql: ['SUPER', 'SYSTEM_VARIABLES_ADMIN', 'SESSION_VARIABLES_ADMIN', 'REPLICATION_APPLIER'],
          mariadb: ['BINLOG REPLAY', 'BINLOG ADMIN', 'SUPER'],
        }
      : undefined;
  return READ_ONLY_NAMES.has(name.toLowerCase()) ? READ_ONLY_ADMIN : VARIABLES_ADMIN;
}

function needsOf(needs: Needs, product: Product): readonly string[] {
  if (familyOf(product) === 'mariadb') return atLeast(product.version, 10, 5) ? needs.mariadb : needs.old;
  return atLeast(product.version, 8) ? needs.mysql : needs.old;
}

/** Who writes in spite of `read_only`. From MariaDB 10.11 on SUPER alone is not enough. */
export function writesThroughReadOnly(account: Account, product: Product): boolean {
  if (familyOf(product) === 'mariadb') {
    const needed = atLeast(product.version, 10, 11) ? ['READ_ONLY ADMIN'] : ['READ_ONLY ADMIN', 'SUPER'];
    return hasAnyPrivilege(account, needed);
  }
  return hasAnyPrivilege(account, ['SUPER', 'CONNECTION_ADMIN']);
}

export function staysInOfflineMode(account: Account): boolean {
  return hasAnyPrivilege(account, ['SUPER', 'CONNECTION_ADMIN']);
}
