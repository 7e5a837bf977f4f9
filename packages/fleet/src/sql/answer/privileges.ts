/** What reading needs, and the words of the refusal. Source: spec/dialects §11; lists as printed by [97] and [M10]. */
import { hasAnyPrivilege, hasPrivilege, type Account } from '../../model/account.ts';
import { privilegeNeeded } from '../errors.ts';
import type { Generation } from '../generation.ts';
import type { ServerError } from '../results.ts';

export type Reading = 'replica-status' | 'binlog-status' | 'replicas' | 'binlog-events' | 'relay-events';

interface Need {
  /** Any of them will do. */
  readonly any: readonly string[];
  readonly printed: string;
}

const CLIENT: Need = { any: ['SUPER', 'REPLICATION CLIENT'], printed: 'SUPER, REPLICATION CLIENT' };
const REPLICA: Need = { any: ['REPLICATION SLAVE'], printed: 'REPLICATION SLAVE' };

const MYSQL: Readonly<Record<Reading, Need>> = {
  'replica-status': CLIENT,
  'binlog-status': CLIENT,
  replicas: REPLICA,
  'binlog-events': REPLICA,
  'relay-events': REPLICA,
};

/** From 10.5; BINLOG MONITOR is the new name of REPLICATION CLIENT. */
const MARIADB: Readonly<Record<Reading, Need>> = {
  'replica-status': { any: ['SUPER', 'SLAVE MONITOR', 'REPLICA MONITOR'], printed: 'SUPER, SLAVE MONITOR' },
  'binlog-status': { any: ['SUPER', 'BINLOG MONITOR', 'REPLICATION CLIENT'], printed: 'SUPER, BINLOG MONITOR' },
  replicas: { any: ['REPLICATION MASTER ADMIN'], printed: 'REPLICATION MASTER ADMIN' },
  'binlog-events': { any: ['BINLOG MONITOR', 'REPLICATION CLIENT'], printed: 'BINLOG MONITOR' },
  'relay-events': { any: ['SLAVE MONITOR', 'REPLICA MONITOR'], printed: 'SLAVE MONITOR' },
};

/** `null`: the account may. */
export function refusal(account: Account, reading: Reading, { family, has }: Generation): ServerError | null {
  // The binlog router has one account, which may do all that it knows.
  if (family === 'maxscale') return null;
  const need = family === 'mariadb' && has.fineGrainedPrivileges ? MARIADB[reading] : MYSQL[reading];
  if (!has.bareSuper) return hasAnyPrivilege(account, need.any) ? null : privilegeNeeded(need.printed);
  const any = need.any.filter((privilege) => privilege !== 'SUPER');
  return hasAnyPrivilege(account, any) ? null : privilegeNeeded(need.printed.replace('SUPER, ', ''));
}

export function processRefusal(account: Account): ServerError | null {
  return hasPrivilege(account, 'PROCESS') ? null : privilegeNeeded('PROCESS');
}

/** `privileges`: any of them; empty: none is needed. */
export function acceptedRefusal(
  account: Account,
  privileges: readonly string[],
  { family }: Generation,
): ServerError | null {
  if (privileges.length === 0 || hasAnyPrivilege(account, privileges)) return null;
  return privilegeNeeded(family === 'mysql' ? privileges.join(' or ') : (privileges[0] ?? ''));
}

/** A grant on the table, its schema, or everything. */
export function maySelect(account: Account, schema: string, table: string): boolean {
  return hasPrivilege(account, 'SELECT', `${schema}.${table}`);
}
