import { atLeast, familyOf, type Product } from '@topiary/domain';
import { DEFAULT_PASSWORD } from './server-spec.ts';
import type { Account } from './account.ts';

/** Who may do what on a server that was given no accounts: everything, replication, and what Topiary asks for. */
export function defaultAccounts(product: Product): readonly Account[] {
  const account = (user: string, privileges: readonly string[], schemas: readonly string[] = []): Account => ({
    user,
    host: '%',
    password: DEFAULT_PASSWORD,
    plugin: defaultPlugin(product),
    grants: [{ privileges, on: '*.*' }, ...schemas.map((on) => ({ privileges: ['SELECT'], on }))],
  });
  return [
    account('root', ['ALL PRIVILEGES']),
    account('repl', ['REPLICATION SLAVE']),
    account('topiary', topiaryPrivileges(product), familyOf(product) === 'mysql' ? ['performance_schema.*'] : []),
  ];
}

export function defaultPlugin(product: Product): string {
  return familyOf(product) === 'mysql' && atLeast(product.version, 8)
    ? 'caching_sha2_password'
    : 'mysql_native_password';
}

/** Source: spec/dialects §11. */
function topiaryPrivileges(product: Product): readonly string[] {
  const common = ['PROCESS', 'RELOAD', 'REPLICATION CLIENT', 'REPLICATION SLAVE'];
  if (familyOf(product) === 'mariadb') {
    return atLeast(product.version, 10, 5)
      ? [
          'PROCESS',
          'RELOAD',
          'REPLICATION SLAVE',
          'SLAVE MONITOR',
          'BINLOG MONITOR',
          'REPLICATION SLAVE ADMIN',
          'REPLICATION MASTER ADMIN',
          'BINLOG ADMIN',
          'BINLOG REPLAY',
          'READ_ONLY ADMIN',
          'CONNECTION ADMIN',
        ]
      : [...common, 'SUPER'];
  }
  return atLeast(product.version, 8)
    ? [
        ...common,
        'REPLICATION_SLAVE_ADMIN',
        'SYSTEM_VARIABLES_ADMIN',
        'BINLOG_ADMIN',
        'CONNECTION_ADMIN',
        'REPLICATION_APPLIER',
        'GROUP_REPLICATION_ADMIN',
      ]
    : [...common, 'SUPER'];
}
