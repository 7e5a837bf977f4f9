/**
 * Binlog servers keep their master's log as it is, under its names and at its positions, and hand it on. They run no SQL:
 * they have no tables, no applier that could fail, no mode of their own, and what they receive is in their log at once.
 */
import type { ServerState } from './server-state.ts';

export function isBinlogServer({ product }: Pick<ServerState, 'product'>): boolean {
  return product.flavor === 'maxscale';
}
