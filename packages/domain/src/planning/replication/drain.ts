/** The step that brings a channel to where its place is known: nothing more comes, and all that came is applied. */
import type { Policy } from '../../policy/policy.ts';
import type { StepBase } from '../plan.ts';
import type { DrainRelayLogStep, ThreadChoice } from './replication-steps.ts';

/** For all that was received to be applied. As long as it gets on, a long queue is no failure. */
export const DRAIN_DEADLINE_MS = 600_000;

/** `ran`: which threads did; the applier is started where it stood. */
export function drainStep(
  base: StepBase,
  { channel, ran, policy }: { readonly channel: string; readonly ran: ThreadChoice; readonly policy: Policy },
): DrainRelayLogStep {
  return {
    ...base,
    deadlineMs: DRAIN_DEADLINE_MS,
    kind: 'drain-relay-log',
    channel,
    startsApplier: !ran.applier,
    ran,
    staleMs: policy.reasonableLagSeconds * 1000,
  };
}
