/** Whether a replica could read from a server, wherever the two stand now: what people ask before they move anything. */
import type { InstanceId } from '../topology/address.ts';
import { isFail } from './assemble.ts';
import type { PlanQuestion } from './assemble.ts';
import { fail } from './checks.ts';
import { GTID_RULES } from './gtid-rules.ts';
import { resolveMove } from './move-context.ts';
import { judgeMove } from './move-rules.ts';
import type { Check } from './plan.ts';
import { withLogsRead } from './reads.ts';

export interface CanReplicate {
  /** By what the two servers are: versions, logs, formats, filters, identities, delays. */
  readonly allowed: boolean;
  /** The same, and with GTIDs that fit. */
  readonly allowedByGtid: boolean;
  /** Every rule that was tried. */
  readonly checks: readonly Check[];
}

/** The first channel speaks for a replica of several masters. Where it reads from now does not count against it. */
export function canReplicateFrom(
  question: Omit<PlanQuestion, 'intent' | 'id'>,
  { replica, target }: { readonly replica: InstanceId; readonly target: InstanceId },
): CanReplicate {
  const { policy, user = null, reads } = question;
  const snapshot = withLogsRead(question.snapshot, reads ?? {});
  const channel = snapshot.instances.get(replica)?.observation?.channels[0]?.name ?? null;
  const resolved = resolveMove({ snapshot, policy, user, replica, channel, target, restates: true });
  if (!resolved.ok) return { allowed: false, allowedByGtid: false, checks: [fail(replica, resolved.reason)] };
  const { context } = resolved;
  const byGtid = new Set(GTID_RULES.map((rule) => rule(context)?.message.code));
  const checks = judgeMove(context);
  const failed = checks.filter(isFail);
  return {
    allowed: failed.every(({ message }) => byGtid.has(message.code)),
    allowedByGtid: failed.length === 0,
    checks,
  };
}
