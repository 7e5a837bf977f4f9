/**
 * Names as short as the cluster allows: the domain that all hosts share is left out, and so is the port when all have
 * the default one. Addresses stay whole, and no two servers ever get the same name.
 */
import type { InstanceId, NodeView } from '@topiary/contract';

/** What MySQL and MariaDB listen on when nobody says otherwise. */
const DEFAULT_PORT = 3306;

type Named = Pick<NodeView, 'id' | 'host' | 'port'>;

export function shortNames(nodes: readonly Named[]): ReadonlyMap<InstanceId, string> {
  const suffix = commonDomain(nodes.map((node) => node.host));
  const withPort = nodes.some((node) => node.port !== DEFAULT_PORT);
  return new Map(nodes.map((node) => [node.id, shortName(node, suffix, withPort)]));
}

function shortName({ host, port }: Named, suffix: string, withPort: boolean): string {
  const name = host.slice(0, host.length - suffix.length);
  return withPort ? `${name.includes(':') ? `[${name}]` : name}:${port}` : name;
}

/** With its leading dot; '' when there is none, or when an address is among the hosts. At least one label is left. */
function commonDomain(hosts: readonly string[]): string {
  const [first = '', ...others] = hosts;
  if (others.length === 0 || hosts.some(isAddress)) return '';
  const labels = first.split('.');
  for (let kept = 1; kept < labels.length; kept += 1) {
    const suffix = `.${labels.slice(kept).join('.')}`;
    if (others.every((host) => host.endsWith(suffix))) return suffix;
  }
  return '';
}

function isAddress(host: string): boolean {
  return host.includes(':') || /^[\d.]+$/.test(host);
}
