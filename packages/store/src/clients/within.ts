import type { Clock } from '@topiary/engine';
import { StoreError } from '../store-error.ts';

export interface Patience {
  readonly clock: Pick<Clock, 'schedule'>;
  readonly milliseconds: number;
  /** For the sentence. */
  readonly operation: string;
}

/** Rejects with `store-timeout` when the work takes longer; the work itself goes on. */
export async function within<Result>(
  { clock, milliseconds, operation }: Patience,
  work: Promise<Result>,
): Promise<Result> {
  let cancel = (): void => undefined;
  const late = new Promise<never>((_resolve, reject) => {
    cancel = clock.schedule(milliseconds, () => reject(new StoreError('store-timeout', { operation, milliseconds })));
  });
  return Promise.race([work, late]).finally(() => cancel());
}
