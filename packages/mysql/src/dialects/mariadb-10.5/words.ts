/**
 * MariaDB from 10.5 on: 10.6 to 10.11, 11.x and 12.x. Privileges were split in 10.5.2; the one to see the replica status
 * came back apart from the one to change it in 10.5.9. Source: spec/dialects §11, §14, MariaDB documentation "GRANT".
 */
import type { Generation } from '../generation.ts';
import { mariadbPrivileges, type MariadbWords } from '../mariadb/words.ts';

const SPLIT = {
  replicaStatus: 'REPLICATION SLAVE ADMIN',
  binlogPosition: 'BINLOG MONITOR',
  connectedReplicas: 'REPLICATION MASTER ADMIN',
  admin: 'REPLICATION SLAVE ADMIN',
} as const;

export const mariadb105: readonly Generation<MariadbWords>[] = [
  { since: [10, 5, 2], value: { name: 'mariadb-10.5', privileges: mariadbPrivileges(SPLIT) } },
  {
    since: [10, 5, 9],
    value: { name: 'mariadb-10.5.9', privileges: mariadbPrivileges({ ...SPLIT, replicaStatus: 'SLAVE MONITOR' }) },
  },
];
