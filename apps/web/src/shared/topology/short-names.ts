/**
 * Names as short as the cluster allows: what the configuration cuts out of them, the domain that all hosts share, and the
 * port when all have the default one; of servers that share one host only the port. Other addresses stay whole, and no two
 * servers ever get the same name.
 */
import type { InstanceId, NodeView } from '@topiary/contract';
import { shownName } from './shown-name.ts';

/** What MySQL and MariaDB listen on when nobody says otherwise. */
const DEFAULT_PORT = 3306;

type Named = Pick<NodeView, 'id' | 'host' | 'port'>;

export function shortNames(nodes: readonly Named[], cut: string): ReadonlyMap<InstanceId, string> {
  const names = nodes.map((node) => cutFrom(node, cut));
  const suffix = commonDomain(names.map(({ host }) => host));
  const withPort = nodes.some((node) => node.port !== DEFAULT_PORT);
  const oneHost = isOneHost(names);
  const short = names.map((name) => (oneHost ? `:${name.port}` : shortName(name, suffix, withPort)));
  const times = Map.groupBy(short, (name) => name);
  return new Map(nodes.map(({ id }, at) => [id, only(times.get(short[at] ?? '')) ?? id]));
}

/** What a name ends with is what an ellipsis takes first, and here it would be all that differs. */
function isOneHost(names: readonly Cut[]): boolean {
  const [first, ...others] = names;
  return others.length > 0 && names.every(({ host, port }) => host === first?.host && port !== null);
}

function only<Item>(items: readonly Item[] | undefined): Item | undefined {
  return items?.length === 1 ? items[0] : undefined;
}

interface Cut {
  readonly host: string;
  /** `null`: it was cut out. */
  readonly port: number | null;
}

/** The text may reach into the port, and then the port is gone whatever the others have. */
function cutFrom({ host, port }: Named, cut: string): Cut {
  const end = `:${port}`;
  const rest = shownName(`${host}${end}`, cut);
  const hasPort = rest.endsWith(end) && rest !== end;
  return { host: hasPort ? rest.slice(0, -end.length) : rest, port: hasPort ? port : null };
}

function shortName({ host, port }: Cut, suffix: string, withPort: boolean): string {
  const name = host.slice(0, host.length - suffix.length);
  return withPort && port !== null ? `${name.includes(':') ? `[${name}]` : name}:${port}` : name;
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

/** Whether a server is known by where it is only, which tells people nothing. */
export function isAddress(host: string): boolean {
  return host.includes(':') || /^[\d.]+$/.test(host);
}
