import type { InstanceId } from '@topiary/domain';
import type { Transaction } from './transaction.ts';

/** A write whose client was told that it succeeded. */
export interface AcknowledgedWrite {
  readonly server: InstanceId;
  readonly transaction: Transaction;
  readonly atMs: number;
  /** Whether as many replicas as were asked for had acknowledged it as well. */
  readonly semiSync: boolean;
}
