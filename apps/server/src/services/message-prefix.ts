/** What the messages of the old API begin with, where `PrependMessagesWithOrcIdentity` wants to know which node speaks. */
import { lookup, lookupService } from 'node:dns/promises';
import { hostname } from 'node:os';
import type { MessageIdentity } from '../config/http-settings.ts';

export interface OwnNames {
  readonly hostname: () => string;
  /** With its domain; rejects where nobody knows. */
  readonly fqdn: (hostname: string) => Promise<string>;
}

/** By the system, which knows the hosts file too; asked once. */
const SYSTEM: OwnNames = {
  hostname,
  fqdn: async (name) => {
    const { address } = await lookup(name);
    return (await lookupService(address, 0)).hostname;
  },
};

/** Nobody waits for the name service: until it has said more, the host name stands, as where it knows nothing. */
export function messagePrefix(identity: MessageIdentity, names: OwnNames = SYSTEM): () => string {
  if (identity.kind === 'none' || identity.kind === 'unknown') return () => '';
  if (identity.kind === 'custom') return () => prefixOf(identity.name);
  let name = names.hostname();
  const take = (found: string): void => void (found.includes('.') && (name = found));
  if (identity.kind === 'fqdn' && !name.includes('.')) names.fqdn(name).then(take, () => undefined);
  return () => prefixOf(name);
}

function prefixOf(name: string): string {
  return name === '' ? '' : `Orchestrator ${name} says: `;
}
