/** Several sets or positions as one; `null` where one of the texts cannot be read. */
import { MariadbGtidPosition } from './mariadb-gtid-position.ts';
import { MysqlGtidSet } from './mysql-gtid-set.ts';

export function unionOfSets(texts: readonly string[]): MysqlGtidSet | null {
  let all = MysqlGtidSet.empty();
  for (const text of texts) {
    const parsed = MysqlGtidSet.parse(text);
    if (!parsed.ok) return null;
    all = all.union(parsed.set);
  }
  return all;
}

/** Of each domain the furthest. */
export function unionOfPositions(texts: readonly string[]): MariadbGtidPosition | null {
  let all = MariadbGtidPosition.empty();
  for (const text of texts) {
    const parsed = MariadbGtidPosition.parse(text);
    if (!parsed.ok) return null;
    all = all.union(parsed.position);
  }
  return all;
}
