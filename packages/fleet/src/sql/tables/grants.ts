/** SHOW GRANTS, as each family prints it. Order of privileges: the order of their columns in mysql.user [97][M10]. */
import type { Account, Grant } from '../../model/account.ts';
import type { Generation } from '../generation.ts';

/** Static privileges of MySQL; the dynamic ones (with underscores) follow on a line of their own, sorted. [97] */
const MYSQL_ORDER = [
  'SELECT',
  'INSERT',
  'UPDATE',
  'DELETE',
  'CREATE',
  'DROP',
  'RELOAD',
  'SHUTDOWN',
  'PROCESS',
  'FILE',
  'REFERENCES',
  'INDEX',
  'ALTER',
  'SHOW DATABASES',
  'SUPER',
  'CREATE TEMPORARY TABLES',
  'LOCK TABLES',
  'EXECUTE',
  'REPLICATION SLAVE',
  'REPLICATION CLIENT',
  'CREATE VIEW',
  'SHOW VIEW',
  'CREATE ROUTINE',
  'ALTER ROUTINE',
  'CREATE USER',
  'EVENT',
  'TRIGGER',
  'CREATE TABLESPACE',
  'CREATE ROLE',
  'DROP ROLE',
] as const;

/** What follows MySQL's static ones on MariaDB, which also calls REPLICATION CLIENT by its new name from 10.5 on. [M10] */
const MARIADB_ORDER = [
  ...MYSQL_ORDER.slice(0, 19),
  'BINLOG MONITOR',
  ...MYSQL_ORDER.slice(20, 28),
  'DELETE HISTORY',
  'SET USER',
  'FEDERATED ADMIN',
  'CONNECTION ADMIN',
  'READ_ONLY ADMIN',
  'REPLICATION SLAVE ADMIN',
  'REPLICATION MASTER ADMIN',
  'BINLOG ADMIN',
  'BINLOG REPLAY',
  'SLAVE MONITOR',
] as const;

/** All that ALL PRIVILEGES stands for among MySQL's dynamic ones [97]. */
const MYSQL_DYNAMIC = [
  'APPLICATION_PASSWORD_ADMIN',
  'BACKUP_ADMIN',
  'BINLOG_ADMIN',
  'CLONE_ADMIN',
  'CONNECTION_ADMIN',
  'ENCRYPTION_KEY_ADMIN',
  'GROUP_REPLICATION_ADMIN',
  'PERSIST_RO_VARIABLES_ADMIN',
  'REPLICATION_APPLIER',
  'REPLICATION_SLAVE_ADMIN',
  'RESOURCE_GROUP_ADMIN',
  'ROLE_ADMIN',
  'SERVICE_CONNECTION_ADMIN',
  'SESSION_VARIABLES_ADMIN',
  'SYSTEM_USER',
  'SYSTEM_VARIABLES_ADMIN',
  'XA_RECOVER_ADMIN',
] as const;

export function grantLines(account: Account, generation: Generation): readonly string[] {
  const levels = Map.groupBy(account.grants, (grant) => grant.on);
  const global = privilegesOf(levels.get('*.*') ?? []);
  const lines = globalLines(account, global, generation);
  const below = [...levels].filter(([on]) => on !== '*.*').map(([on, grants]) => lineFor(account, privilegesOf(grants), on));
  return [...lines, ...below];
}

function privilegesOf(grants: readonly Grant[]): ReadonlySet<string> {
  return new Set(grants.flatMap((grant) => grant.privileges));
}

function globalLines(account: Account, privileges: ReadonlySet<string>, generation: Generation): readonly string[] {
  const all = privileges.has('ALL PRIVILEGES');
  if (generation.family === 'mariadb') {
    const order = generation.has.fineGrainedPrivileges ? MARIADB_ORDER : MYSQL_ORDER;
    return [`${lineFor(account, all ? new Set(['ALL PRIVILEGES']) : renamed(privileges, generation), '*.*', order)}`];
  }
  if (!generation.has.fineGrainedPrivileges) return [lineFor(account, privileges, '*.*', all ? ['ALL PRIVILEGES'] : MYSQL_ORDER)];
  const fixed = new Set(all ? MYSQL_ORDER : [...privileges].filter((privilege) => !privilege.includes('_')));
  const dynamic = (all ? MYSQL_DYNAMIC : [...privileges].filter((privilege) => privilege.includes('_'))).toSorted();
  const option = privileges.has('GRANT OPTION') ? ['GRANT OPTION'] : [];
  const lines = [lineFor(account, new Set([...fixed, ...option]), '*.*', MYSQL_ORDER)];
  return dynamic.length === 0 ? lines : [...lines, `GRANT ${dynamic.join(',')} ON *.* TO ${accountText(account)}${optionText(privileges)}`];
}

function renamed(privileges: ReadonlySet<string>, { has }: Generation): ReadonlySet<string> {
  if (!has.fineGrainedPrivileges) return privileges;
  return new Set([...privileges].map((privilege) => (privilege === 'REPLICATION CLIENT' ? 'BINLOG MONITOR' : privilege)));
}

function lineFor(
  account: Account,
  privileges: ReadonlySet<string>,
  on: string,
  order: readonly string[] = MYSQL_ORDER,
): string {
  const rank = (privilege: string): number => {
    const index = order.indexOf(privilege);
    return index < 0 ? order.length : index;
  };
  const listed = [...privileges]
    .filter((privilege) => privilege !== 'GRANT OPTION' && privilege !== 'USAGE')
    .toSorted((one, other) => rank(one) - rank(other));
  const text = listed.length === 0 ? 'USAGE' : listed.join(', ');
  return `GRANT ${text} ON ${levelText(on)} TO ${accountText(account)}${optionText(privileges)}`;
}

const optionText = (privileges: ReadonlySet<string>): string =>
  privileges.has('GRANT OPTION') ? ' WITH GRANT OPTION' : '';

function levelText(on: string): string {
  if (on === '*.*') return on;
  return on
    .split('.')
    .map((part) => (part === '*' ? '*' : `\`${part}\``))
    .join('.');
}

function accountText({ user, host }: Account): string {
  return `\`${user}\`@\`${host}\``;
}
