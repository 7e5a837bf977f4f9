import { assert } from '../shared/assert.ts';
import type { Brand } from '../shared/brand.ts';

/** Where a server answers. Identity for people and for the API is `host:port` (see `InstanceId`). */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** `host:port`, with IPv6 hosts in brackets. The key under which everything about an instance is kept. */
export type InstanceId = Brand<string, 'InstanceId'>;

export const DEFAULT_PORT = 3306;
const MAX_PORT = 65_535;
const MAX_HOST_LENGTH = 253;

export type AddressProblem =
  | 'empty-host'
  | 'host-too-long'
  | 'host-has-forbidden-characters'
  | 'not-an-ipv6-address'
  | 'port-not-a-number'
  | 'port-out-of-range';

export type ParsedAddress =
  | { readonly ok: true; readonly address: Address }
  | { readonly ok: false; readonly problem: AddressProblem };

export function instanceIdOf(address: Address): InstanceId {
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `${host}:${address.port}` as InstanceId;
}

/**
 * Reads `host`, `host:port`, `[v6]`, `[v6]:port` or a bare v6 address. Names are lower-cased, since DNS ignores case
 * and a server that is reported once as `DB-1` and once as `db-1` is one server.
 */
export function parseAddress(text: string, defaultPort: number = DEFAULT_PORT): ParsedAddress {
  const trimmed = text.trim();
  const bracketed = /^\[([^\]]+)\](?::(.*))?$/.exec(trimmed);
  if (bracketed) return fromParts(bracketed[1] ?? '', bracketed[2], defaultPort);
  const colons = trimmed.split(':').length - 1;
  // More than one colon is an IPv6 address without a port, or a mistake; a port after one needs brackets.
  if (colons > 1) return fromParts(trimmed, undefined, defaultPort);
  const [host = '', port] = trimmed.split(':');
  return fromParts(host, port, defaultPort);
}

/** Takes an id apart as `instanceIdOf` put it together, whatever the host: servers name hosts that people could not type. */
export function addressOf(id: InstanceId): Address {
  const colon = id.lastIndexOf(':');
  const port = Number(id.slice(colon + 1));
  assert(colon > 0 && Number.isInteger(port), 'an instance id is host:port', id);
  const host = id.slice(0, colon);
  return { host: host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host, port };
}

function fromParts(host: string, port: string | undefined, defaultPort: number): ParsedAddress {
  if (host === '') return { ok: false, problem: 'empty-host' };
  if (host.length > MAX_HOST_LENGTH) return { ok: false, problem: 'host-too-long' };
  if (!/^[A-Za-z0-9_.:%-]+$/.test(host)) return { ok: false, problem: 'host-has-forbidden-characters' };
  if (host.includes(':') && !isIpv6(host)) return { ok: false, problem: 'not-an-ipv6-address' };
  if (port === undefined) return { ok: true, address: { host: host.toLowerCase(), port: defaultPort } };
  if (!/^\d{1,5}$/.test(port)) return { ok: false, problem: 'port-not-a-number' };
  const number = Number(port);
  if (number < 1 || number > MAX_PORT) return { ok: false, problem: 'port-out-of-range' };
  return { ok: true, address: { host: host.toLowerCase(), port: number } };
}

const IPV6_GROUPS = 8;
const GROUP = /^[0-9a-f]{1,4}$/i;
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;

/** As RFC 4291 writes one, with an optional zone (`%eth0`): eight groups, or fewer with one `::` for the zeros. */
function isIpv6(host: string): boolean {
  const [text = '', zone, ...more] = host.split('%');
  if (zone === '' || more.length > 0) return false;
  const [head = '', tail, ...others] = text.split('::');
  if (others.length > 0) return false;
  const groups = [...groupsIn(head), ...(tail === undefined ? [] : groupsIn(tail))];
  const last = groups.at(-1);
  const endsInIpv4 = last !== undefined && IPV4.test(last);
  const hexadecimal = endsInIpv4 ? groups.slice(0, -1) : groups;
  const count = hexadecimal.length + (endsInIpv4 ? 2 : 0);
  if (!hexadecimal.every((group) => GROUP.test(group))) return false;
  return tail === undefined ? count === IPV6_GROUPS : count < IPV6_GROUPS;
}

function groupsIn(text: string): readonly string[] {
  return text === '' ? [] : text.split(':');
}
