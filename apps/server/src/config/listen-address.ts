/** `:3000`, `host:port`, `[::]:3000`: where to listen, in Go's notation. */

export interface ListenAddress {
  /** `null`: every address of the machine. */
  readonly host: string | null;
  /** 0: any free port. */
  readonly port: number;
}

const MAX_PORT = 65_535;

/** `null`: not an address. */
export function parseListenAddress(text: string): ListenAddress | null {
  const found = /^(?:\[([^\]]*)\]|([^:[\]]*)):(\d{1,5})$/.exec(text.trim());
  if (found === null) return null;
  const port = Number(found[3]);
  if (port > MAX_PORT) return null;
  const host = found[1] ?? found[2] ?? '';
  return { host: host === '' ? null : host, port };
}

export function isLoopback(host: string | null): boolean {
  if (host === null) return false;
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** How a person on this machine reaches it. */
export function urlOf(listen: ListenAddress, prefix: string, scheme: 'http' | 'https' = 'http'): string {
  const everywhere = listen.host === null || listen.host === '::' || listen.host === '0.0.0.0';
  const host = everywhere ? '127.0.0.1' : (listen.host ?? '');
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${listen.port}${prefix}`;
}
