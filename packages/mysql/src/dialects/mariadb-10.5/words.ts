/**
 * MariaDB from 10.5 on: 10.6 to 10.11, 11.x and 12.x. Privileges were split in 10.5.2; the one to see the replica status
 * came back apart from the one to change it in 10.5.9; from 11.0.1 on SUPER includes none of them. Source: spec/dialects
 * §11, §14, MariaDB documentation "GRANT"; SUPER as tried on 10.11 and 11.8.
 */
import type { Generation } from '../generation.ts';
import { mariadbPrivileges, type MariadbWords } from '../mariadb/words.ts';

const SPLIT = {
  replicaStatus: 'REPLICATION SLAVE ADMIN',
  binlogPosition: 'BINLOG MONITOR',
  connectedReplicas: 'REPLICATION MASTER ADMIN',
  admin: 'REPLICATION SLAVE ADMIN',
  readOnly: 'READ ONLY ADMIN',
  superIncludesAll: true,
} as const;

const MONITORED = { ...SPLIT, replicaStatus: 'SLAVE MONITOR' } as const;

export const mariadb105: readonly Generation<MariadbWords>[] = [
  { since: [10, 5, 2], value: { name: 'mariadb-10.5', privileges: mariadbPrivileges(SPLIT) } },
  {
    since: [10, 5, 9],
    value: { name: 'mariadb-10.5.9', privileges: mariadbPrivileges(MONITORED) },
  },
  {
    since: [11, 0, 1],
    value: { name: 'mariadb-11.0', privileges: mariadbPrivileges({ ...MONITORED, superIncludesAll: false }) },
  },
];
