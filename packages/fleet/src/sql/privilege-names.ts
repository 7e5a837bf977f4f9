/** The names of privileges, in the order in which SHOW GRANTS prints them. Source: [97][M10], spec/dialects §11. */
import type { Generation } from './generation.ts';

/** Static privileges of MySQL; the dynamic ones (with underscores) follow on a line of their own, sorted. [97] */
export const MYSQL_ORDER = [
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
export const MARIADB_ORDER = [
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
export const MYSQL_DYNAMIC = [
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

const EVERYWHERE = ['ALL PRIVILEGES', 'USAGE', 'GRANT OPTION', 'PROXY'] as const;
/** Other spellings that MariaDB takes from 10.5 on. [M10] */
const MARIADB_ALIASES = [
  'REPLICATION REPLICA',
  'REPLICATION REPLICA ADMIN',
  'REPLICA MONITOR',
  'READ ONLY ADMIN',
] as const;

export function isPrivilege(name: string, { family, has }: Generation): boolean {
  if (includes(EVERYWHERE, name) || includes(MYSQL_ORDER, name)) return true;
  if (!has.fineGrainedPrivileges) return false;
  // MySQL's components bring dynamic privileges of their own: every single word may be one.
  if (family === 'mysql') return /^[A-Z_]+$/.test(name);
  return includes(MARIADB_ORDER, name) || includes(MARIADB_ALIASES, name);
}

/** MariaDB prints and checks one spelling of what GRANT takes in two. [M10] */
export function heldAs(privilege: string): string {
  return privilege === 'READ ONLY ADMIN' ? 'READ_ONLY ADMIN' : privilege;
}

function includes(list: readonly string[], name: string): boolean {
  return list.includes(name);
}
