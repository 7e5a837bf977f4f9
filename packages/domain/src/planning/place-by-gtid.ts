import { familyOf } from '../replication/product.ts';
import type { Observation, ReplicationChannel } from '../topology/observation.ts';

/**
 * Whether the place by file that a channel tells is that of what it has applied. On MariaDB a receiver that connects by GTID sets it
 * back to the beginning of the file that its source reads from, where it stays until the applier has finished with something
 * that came since: a lagging or delayed replica would apply the file again from there.
 */
export function knowsItsPlace({ product }: Pick<Observation, 'product'>, channel: ReplicationChannel): boolean {
  const { executedPosition: executed, readPosition: read, positioning } = channel;
  if (executed === null || executed.file === '') return false;
  if (familyOf(product) !== 'mariadb' || positioning === 'file') return true;
  return read !== null && read.file === executed.file && read.position === executed.position;
}
