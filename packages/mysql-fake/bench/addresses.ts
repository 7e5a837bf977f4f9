const HOSTS_PER_NET = 250;

/** Addresses of loopback, one per server: 127.20.0.1, 127.20.0.2, … */
export function hostOf(index: number): string {
  return `127.20.${Math.floor(index / HOSTS_PER_NET)}.${1 + (index % HOSTS_PER_NET)}`;
}
