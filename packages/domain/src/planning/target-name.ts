/**
 * Under which name a replica is told of its new source: the virtual name that was registered for it, once it is proved to
 * lead to that very server (then it is one of its aliases), else the address under which the server is kept.
 */
import type { Address } from '../topology/address.ts';
import { instanceIdOf } from '../topology/address.ts';
import { fail, pass, warn } from './checks.ts';
import { message } from './message.ts';
import type { MoveContext } from './move-context.ts';
import type { Check } from './plan.ts';

export function sourceNameOf({ target }: Pick<MoveContext, 'target'>): Address {
  const { virtualName } = target.registered;
  return virtualName === null ? target.address : { host: virtualName.host, port: target.address.port };
}

export function nameLeadsToTarget(context: MoveContext): Check | null {
  const { snapshot, policy, replica, target, targetObserved } = context;
  if (target.registered.virtualName === null) return null;
  const name = instanceIdOf(sourceNameOf(context));
  const params = { replica: replica.id, target: target.id, name };
  if (snapshot.aliases.get(name) === target.id) return pass(replica.id, message('virtual-name-used', params));
  if (targetObserved.product.flavor === 'maxscale' && policy.binlogServerNamesUnchecked)
    return warn(replica.id, message('virtual-name-unchecked', params));
  return fail(replica.id, message('virtual-name-unproved', params));
}
