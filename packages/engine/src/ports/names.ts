/** The port to the name service. Answers are values: nothing that a resolver or a network does is thrown. */
import type { Address } from '@topiary/domain';

/** `HostnameResolveMethod`: where a name leads by CNAME, or its address (IPv4 before IPv6). */
export type LookUpMethod = 'cname' | 'ip';

export interface NameResolver {
  /** Resolves by `deadlineMs` at the latest. A name that has no CNAME leads to itself. */
  resolve(host: string, method: LookUpMethod, options: { readonly deadlineMs: number }): Promise<NameAnswer>;
  /** Whether a TCP connection can be made there; it is closed at once. */
  connect(address: Address, options: { readonly deadlineMs: number }): Promise<ConnectAnswer>;
}

export type NameAnswer =
  | { readonly kind: 'resolved'; readonly name: string }
  /** The system's or the resolver's own code: `ENOTFOUND`, `ETIMEOUT`. */
  | { readonly kind: 'failed'; readonly code: string };

export type ConnectAnswer = { readonly kind: 'connected' } | { readonly kind: 'failed'; readonly code: string };

/** Where nobody asks a name service. */
export const NO_NAMES: NameResolver = {
  resolve: () => Promise.resolve({ kind: 'failed', code: 'NO_RESOLVER' }),
  connect: () => Promise.resolve({ kind: 'failed', code: 'NO_RESOLVER' }),
};
