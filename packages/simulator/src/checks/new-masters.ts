/**
 * Replicas that took the place of their master. They follow nobody from then on; and what a master that was gone had written and
 * nobody had received is with it alone when it returns, which no plan can know.
 */
import type { InstanceId } from '@topiary/domain';
import { stepsInOrder } from '@topiary/domain';
import type { Ledger, PlanRecord, SentStep } from './ledger.ts';

/** Whether a plan took a channel away. */
export function hasLeft(ledger: Ledger, id: InstanceId, channel: string): boolean {
  return ledger.sent.some(({ step }) => isLeaving(step) && step.instance === id && step.channel === channel);
}

/** Whether one of these was put in the place of a master that was said to be gone. */
export function hasNewMaster(ledger: Ledger, part: readonly InstanceId[]): boolean {
  return [...ledger.plans.values()].some((record) => {
    const { intent } = record.plan;
    if (intent.kind === 'replace-master')
      return part.includes(intent.master) && (isOfDead(record) || wasStartedSince(ledger, intent.master, record));
    const isMade = intent.kind === 'reshape' && intent.shape.kind === 'make-master';
    return isMade && record.sent.some(({ step }) => isLeaving(step) && part.includes(step.instance));
  });
}

/** What was written until the old master was closed is with everybody; else nobody waited for it. */
function isOfDead({ plan, sent, entries }: PlanRecord): boolean {
  const isTakeover = stepsInOrder(plan).some((step) => step.kind === 'set-writability' && step.closes === true);
  // One that did not come to its end may leave some below the old master, and the new one with writes of its own.
  const isDone = entries.some((entry) => entry.kind === 'plan-finished' && entry.outcome === 'done');
  return sent.length > 0 && !(isTakeover && isDone);
}

/** It was closed until then, and takes writes again as its own file says, be it for a moment, and below the new one. */
function wasStartedSince(ledger: Ledger, master: InstanceId, { startedAtMs }: PlanRecord): boolean {
  return ledger.wasDisturbed(master, ['crash'], startedAtMs);
}

type Leaving = Extract<SentStep['step'], { kind: 'leave-source' | 'reset-replication' }>;

function isLeaving(step: SentStep['step']): step is Leaving {
  return step.kind === 'leave-source' || step.kind === 'reset-replication';
}
