const HOSTS_PER_NET = 250;
const NETS = 256;

export const MAX_LOOPBACK_HOSTS = HOSTS_PER_NET * NETS;

/**
 * Addresses of loopback, one per server of a large fleet that shares one port: 127.20.0.1, 127.20.0.2, … Linux answers for
 * all of 127.0.0.0/8; other systems have 127.0.0.1 alone.
 *
 * @throws RangeError from `MAX_LOOPBACK_HOSTS` on.
 */
export function loopbackHost(index: number): string {
  if (!Number.isInteger(index) || index < 0 || index >= MAX_LOOPBACK_HOSTS)
    throw new RangeError(`there is no loopback host ${index}: they are numbered from 0 to ${MAX_LOOPBACK_HOSTS - 1}`);
  return `127.20.${Math.floor(index / HOSTS_PER_NET)}.${1 + (index % HOSTS_PER_NET)}`;
}
