import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { SandboxError } from '../shared/errors.ts';

/** Where servers of sandboxes start to listen, unless the caller says otherwise; the next free ports follow. */
export const DEFAULT_BASE_PORT = 24_000;
/** Where the demo's servers listen when nothing is in the way, so that addresses are the same at every start. */
export const DEMO_BASE_PORT = 23_306;
const HIGHEST_PORT = 65_535;

export interface PortWish {
  readonly count: number;
  readonly basePort: number;
  /** Ports of other sandboxes whose servers may be stopped just now. */
  readonly taken: ReadonlySet<number>;
}

/**
 * Free ports in ascending order from the base on, outside the range from which the kernel takes ports for outgoing
 * connections, where a port that is free now is not free later.
 */
export async function findFreePorts({ count, basePort, taken }: PortWish): Promise<readonly number[]> {
  const [ephemeralFrom, ephemeralTo] = await ephemeralRange();
  const ports: number[] = [];
  for (let port = basePort; port <= HIGHEST_PORT && ports.length < count; port++) {
    const isEphemeral = port >= ephemeralFrom && port <= ephemeralTo;
    if (!isEphemeral && !taken.has(port) && (await canListen(port))) ports.push(port);
  }
  if (ports.length < count)
    throw new SandboxError(
      'no-free-port',
      `Only ${ports.length} of ${count} ports are free from ${basePort} on: stop other sandboxes (“topiary sandbox list”) or choose a lower base.`,
      { data: { basePort, count } },
    );
  return ports;
}

async function ephemeralRange(): Promise<readonly [number, number]> {
  const text = await readFile('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').catch(() => '32768 60999');
  const [from = 32_768, to = 60_999] = text.trim().split(/\s+/).map(Number);
  return [from, to];
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
