/** What people say about which addresses lead to one server. It goes before what was proved, both ways. */
import type { InstanceId } from '../topology/address.ts';
import type { Registration, RegistryChange } from './registration.ts';

export type Declaration = Extract<Registration, { readonly kind: 'same-server' | 'different-servers' }>;

export interface DeclaredIdentities {
  /** Another address → the id that its server is kept under. */
  readonly same: ReadonlyMap<InstanceId, InstanceId>;
  /** By `pairOf`. */
  readonly different: ReadonlySet<string>;
}

export const NOTHING_DECLARED: DeclaredIdentities = { same: new Map(), different: new Set() };

/** One text for two ids, whichever is named first. */
export function pairOf(left: InstanceId, right: InstanceId): string {
  return left < right ? `${left} ${right}` : `${right} ${left}`;
}

export function isDeclaration(one: Registration): one is Declaration {
  return one.kind === 'same-server' || one.kind === 'different-servers';
}

export function declaresIdentity({ put, remove }: RegistryChange): boolean {
  return put.some(isDeclaration) || remove.some(({ kind }) => kind === 'same-server' || kind === 'different-servers');
}

export function declaredIn(registrations: Iterable<Registration>): DeclaredIdentities {
  const same = new Map<InstanceId, InstanceId>();
  const different = new Set<string>();
  for (const one of registrations) {
    if (one.kind === 'same-server') same.set(one.instance, one.kept);
    else if (one.kind === 'different-servers') different.add(pairOf(one.instance, one.other));
  }
  return { same, different };
}
