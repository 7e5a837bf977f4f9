import { atLeast } from '@topiary/domain';
import { versionNumbers, type ServerBinaries } from '../binaries/server-binaries.ts';

/** What an account may do: privileges and the object they are for, as in `GRANT … ON …`. */
export interface Grant {
  readonly privileges: readonly string[];
  readonly on: string;
}

/**
 * The least that Topiary's own account needs to observe and to reshape a tree. Where a family splits `SUPER` into finer
 * privileges, the finer ones (spec/dialects §11).
 */
export function topologyGrants({ family, version }: Pick<ServerBinaries, 'family' | 'version'>): readonly Grant[] {
  const numbers = versionNumbers(version);
  if (family === 'mariadb') return [atLeast(numbers, 10, 5) ? MARIADB_ALL : SUPER_ALL];
  return [atLeast(numbers, 8) ? MYSQL_ALL : SUPER_ALL, ...MYSQL_TABLES];
}

/** What the accounts of the installations that come from orchestrator have (spec/production). Less than `topologyGrants`. */
export const MODEST_GRANTS: readonly Grant[] = [
  { privileges: ['SUPER', 'PROCESS', 'REPLICATION SLAVE', 'REPLICATION CLIENT', 'RELOAD'], on: '*.*' },
];

export const REPLICATION_GRANTS: readonly Grant[] = [{ privileges: ['REPLICATION SLAVE'], on: '*.*' }];

/** An ordinary client's: it may write anywhere, and `read_only` holds for it. */
export const APPLICATION_GRANTS: readonly Grant[] = [
  { privileges: ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'DROP', 'ALTER', 'INDEX'], on: '*.*' },
];

const SUPER_ALL: Grant = {
  privileges: ['SUPER', 'PROCESS', 'REPLICATION SLAVE', 'REPLICATION CLIENT', 'RELOAD'],
  on: '*.*',
};

const MYSQL_ALL: Grant = {
  privileges: [
    'PROCESS',
    'RELOAD',
    'REPLICATION SLAVE',
    'REPLICATION CLIENT',
    'REPLICATION_SLAVE_ADMIN',
    'REPLICATION_APPLIER',
    'SYSTEM_VARIABLES_ADMIN',
    'CONNECTION_ADMIN',
    'BINLOG_ADMIN',
    'GROUP_REPLICATION_ADMIN',
  ],
  on: '*.*',
};

const MYSQL_TABLES: readonly Grant[] = [
  { privileges: ['SELECT'], on: 'performance_schema.*' },
  { privileges: ['SELECT'], on: 'mysql.slave_master_info' },
];

const MARIADB_ALL: Grant = {
  privileges: [
    'PROCESS',
    'RELOAD',
    'REPLICATION SLAVE',
    'SLAVE MONITOR',
    'BINLOG MONITOR',
    'REPLICATION MASTER ADMIN',
    'REPLICATION SLAVE ADMIN',
    'READ_ONLY ADMIN',
    'BINLOG ADMIN',
    'BINLOG REPLAY',
    'CONNECTION ADMIN',
  ],
  on: '*.*',
};
