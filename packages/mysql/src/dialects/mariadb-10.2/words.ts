/** MariaDB 10.2 to 10.4. Source: spec/dialects §11, MariaDB documentation "GRANT". */
import type { Generation } from '../generation.ts';
import { mariadbPrivileges, type MariadbWords } from '../mariadb/words.ts';

const MARIADB_102: MariadbWords = {
  name: 'mariadb-10.2',
  privileges: mariadbPrivileges({
    replicaStatus: 'REPLICATION CLIENT',
    binlogPosition: 'REPLICATION CLIENT',
    connectedReplicas: 'REPLICATION SLAVE',
    admin: 'SUPER',
    readOnly: 'SUPER',
    superIncludesAll: true,
  }),
};

export const mariadb102: readonly Generation<MariadbWords>[] = [{ since: [10, 2, 0], value: MARIADB_102 }];
