/**
 * Replicas that took the place of a master that was gone (make-master). They follow nobody from then on; and what their master had
 * written and nobody had received is with it alone when it returns, which no plan can know.
 */
import type { InstanceId } from '@topiary/domain';
import type { Ledger, SentStep } from './ledger.ts';

/** Whether a plan took a channel away. */
export function hasLeft(ledger: Ledger, id: InstanceId, channel: string): boolean {
  return ledger.sent.some(({ step }) => isLeaving(step) && step.instance === id && step.channel === channel);
}

export function hasNewMaster(ledger: Ledger, part: readonly InstanceId[]): boolean {
  return ledger.sent.some(({ step, plan }) => {
    const intent = plan?.plan.intent;
    const isMade = intent?.kind === 'reshape' && intent.shape.kind === 'make-master';
    return isMade && isLeaving(step) && part.includes(step.instance);
  });
}

type Leaving = Extract<SentStep['step'], { kind: 'leave-source' | 'reset-replication' }>;

function isLeaving(step: SentStep['step']): step is Leaving {
  return step.kind === 'leave-source' || step.kind === 'reset-replication';
}
