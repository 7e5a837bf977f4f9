/** What a source names: addresses, each once, and how many entries held none. */
import { instanceIdOf, MAX_SHOWN_LINE_LENGTH, MAX_SOURCE_SERVERS, parseAddress } from '@topiary/domain';
import type { Address, InstanceId } from '@topiary/domain';
import { SourceFailure } from './source-failure.ts';

/** One entry as a source wrote it. `port` is `null` where it says none, or where `host` holds it. */
export interface NamedEntry {
  readonly host: string;
  readonly port: number | null;
}

export interface NamedServers {
  readonly addresses: ReadonlyMap<InstanceId, Address>;
  readonly unusable: readonly string[];
}

export function namedServers(entries: readonly NamedEntry[], defaultPort: number): NamedServers {
  if (entries.length > MAX_SOURCE_SERVERS)
    throw new SourceFailure('source-too-many', { count: entries.length, limit: MAX_SOURCE_SERVERS });
  const addresses = new Map<InstanceId, Address>();
  const unusable: string[] = [];
  for (const { host, port } of entries) {
    const text = port === null ? host : `${host.includes(':') ? `[${host}]` : host}:${port}`;
    const parsed = parseAddress(text, defaultPort);
    if (parsed.ok) addresses.set(instanceIdOf(parsed.address), parsed.address);
    else unusable.push(text.slice(0, MAX_SHOWN_LINE_LENGTH));
  }
  return { addresses, unusable };
}
