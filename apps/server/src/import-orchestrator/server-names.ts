/** Addresses as orchestrator writes them. */
import { instanceIdOf, parseAddress } from '@topiary/domain';
import type { InstanceId } from '@topiary/domain';

/** `null`: no address that could be asked; orchestrator marks replicas that it detached with "//". */
export function idOf(host: string, port: number | null): InstanceId | null {
  if (host === '' || port === null || port === 0) return null;
  const bare = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  const parsed = parseAddress(`${bare}:${port}`);
  return parsed.ok ? instanceIdOf(parsed.address) : null;
}

/** A list of `host:port` with commas; what is no address is left out. */
export function idsIn(text: string): readonly InstanceId[] {
  return text.split(',').flatMap((part) => {
    const parsed = parseAddress(part);
    return parsed.ok ? [instanceIdOf(parsed.address)] : [];
  });
}

export function shownServer({ hostname, port }: { readonly hostname: string; readonly port: number | null }): string {
  return `${hostname}:${port ?? '?'}`;
}
