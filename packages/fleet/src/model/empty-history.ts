import { familyOf, MariadbBinlogState, MariadbGtidPosition, MysqlGtidSet, type Product } from '@topiary/domain';
import type { MutableGtidHistory } from './server.ts';

export function emptyHistory(product: Product): MutableGtidHistory {
  if (familyOf(product) === 'mariadb')
    return {
      kind: 'mariadb',
      slavePosition: MariadbGtidPosition.empty(),
      binlogState: MariadbBinlogState.empty(),
      counters: new Map(),
    };
  const none = MysqlGtidSet.empty();
  return { kind: 'mysql', executed: none, purged: none, owned: none, waiting: none };
}
