/** What a server calls itself, for servers that are known by a number or by somebody else's name for them. */
import type { Instance } from '@topiary/domain';

/** Every server of a machine that is reached there calls itself by the machine's name. */
const ANY_MACHINE: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);

/** `@@hostname`; `null` when it is not known, or when the address says it already, with or without a domain. */
export function ownNameOf({ observation, address }: Pick<Instance, 'observation' | 'address'>): string | null {
  const own = observation?.identity.hostname ?? '';
  const host = address.host.toLowerCase();
  if (own === '' || ANY_MACHINE.has(host)) return null;
  const name = own.toLowerCase();
  const isSaid = name === host || name.startsWith(`${host}.`) || host.startsWith(`${name}.`);
  return isSaid ? null : own;
}
