/** What goes to the thread of a rehearsal and comes back: values only, no functions. */
import type { InstanceId, RecoveryRules } from '@topiary/domain';
import type { Rehearsal, RehearsalQuestion } from '@topiary/simulator';

export interface RehearsalRequest extends Omit<RehearsalQuestion, 'rules' | 'store'> {
  readonly rules: Omit<
    RecoveryRules,
    'masters' | 'intermediateMasters' | 'ignores' | 'chosen' | 'profiles' | 'restartsReceivers'
  >;
  /** Servers that `RecoveryIgnoreHostnameFilters` leaves alone, and the expression that says so. */
  readonly ignored: ReadonlyMap<InstanceId, string>;
}

export type RehearsalReply =
  | { readonly kind: 'done'; readonly rehearsal: Rehearsal }
  | { readonly kind: 'failed'; readonly detail: string };
