/** Acts on the server itself. Source: spec/refactoring §5.4. */
import { familyOf } from '../../replication/product.ts';
import { fail, pass, warn } from '../checks.ts';
import { message } from '../message.ts';
import type { Check } from '../plan.ts';
import { writabilityOf } from '../server-step-faces.ts';
import type { Writability } from '../server-steps.ts';
import { refused, stepBase } from './control-context.ts';
import type { ControlContext, Drafted } from './control-context.ts';

export function setWritability(context: ControlContext, { to: asked }: { readonly to: Writability }): Drafted {
  const { instance, observed, policy } = context;
  const isMysql = familyOf(observed.product) === 'mysql';
  const forAll = asked === 'read-only' && policy.readOnlyForAll && isMysql;
  const to = forAll ? 'super-read-only' : asked;
  const was = writabilityOf(observed);
  if (was === to) return refused(fail(instance.id, message(`already-${to}`, { instance: instance.id })));
  if (to === 'super-read-only' && !isMysql)
    return refused(fail(instance.id, message('no-super-read-only', { instance: instance.id })));
  const step = { ...stepBase(context, policy.deadlines.changeServerMs), kind: 'set-writability', to, was } as const;
  const notes = forAll ? [message('read-only-for-all', { instance: instance.id })] : [];
  return { checks: writersOf(context, to), notes, lanes: [[step]] };
}

/** A replica that takes writes gets transactions that its master lacks; a tree without a writer takes none at all. */
function writersOf({ instance, observed }: ControlContext, to: Writability): readonly Check[] {
  const isReplica = observed.channels.length > 0;
  if (to === 'writable' && isReplica)
    return [warn(instance.id, message('replica-becomes-writable', { instance: instance.id }))];
  if (to !== 'writable' && !isReplica)
    return [warn(instance.id, message('master-becomes-read-only', { instance: instance.id }))];
  return [pass(instance.id, message('role-fits-writability', { instance: instance.id }))];
}

export function flushBinaryLogs(context: ControlContext): Drafted {
  const { instance, observed, policy } = context;
  if (!observed.settings.logBin)
    return refused(fail(instance.id, message('target-has-no-binlog', { target: instance.id })));
  return {
    checks: [pass(instance.id, message('writes-binary-log', { instance: instance.id }))],
    lanes: [[{ ...stepBase(context, policy.deadlines.changeServerMs), kind: 'flush-binary-logs' }]],
  };
}
