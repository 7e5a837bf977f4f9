/** Whether what an applier fails on is what the plan shows. */
import { message } from '../message.ts';
import type { Message } from '../message.ts';
import type { FindFailingTransactionStep } from './replication-steps.ts';

export interface FailingTransaction {
  /** `ANONYMOUS` where it has none. */
  readonly gtid: string;
  readonly errorNumber: number;
}

/**
 * ER_REPLICA_WORKER_STOPPED_PREVIOUS_THD_ERROR: a worker that keeps the order of commits stood because of one before it. Its
 * transaction is sound, and is the one that the server names where it stopped last. Source: MySQL 9.7.
 */
export const STOPPED_FOR_ANOTHER = 3030;

export type Found =
  | { readonly kind: 'found'; readonly gtid: string }
  | { readonly kind: 'unlike-plan'; readonly reason: Message };

/** With several workers more than one may have failed; where the plan names the transaction, that one is looked for. */
export function foundFailing(step: FindFailingTransactionStep, stopped: readonly FailingTransaction[]): Found {
  const failing = stopped.filter(({ errorNumber }) => errorNumber !== STOPPED_FOR_ANOTHER);
  const found = step.gtid === null ? onlyOne(step, failing) : failing.find(({ gtid }) => isSame(gtid, step.gtid));
  if (found !== undefined) return { kind: 'found', gtid: found.gtid };
  const reason = message('fails-on-another', {
    instance: step.instance,
    found: failing.map(({ gtid }) => gtid).join(', ') || '-',
    errorNumber: failing[0]?.errorNumber ?? 0,
  });
  return { kind: 'unlike-plan', reason };
}

function onlyOne(
  { errorNumber }: FindFailingTransactionStep,
  failing: readonly FailingTransaction[],
): FailingTransaction | undefined {
  const [first, ...others] = failing;
  if (first === undefined || others.length > 0) return undefined;
  const isMeant = errorNumber === STOPPED_FOR_ANOTHER || first.errorNumber === errorNumber;
  return isMeant && first.gtid.includes(':') ? first : undefined;
}

function isSame(one: string, other: string | null): boolean {
  return one.toLowerCase() === other?.toLowerCase();
}
