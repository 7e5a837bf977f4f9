/** A port on which no server of this machine listens, on any address: the fakes have one address each and share the port. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { StartFailure } from '../start/start-failure.ts';

/** MySQL's own first; all outside of the range from which the kernel takes ports of outgoing connections. */
const PORTS: readonly number[] = [3306, 13_306, 23_306, 23_307, 23_308, 23_309];

export async function freePort(): Promise<number> {
  for (const port of PORTS) if (await isFree(port)) return port;
  throw new StartFailure([
    `Something listens on each of the ports ${PORTS.join(', ')}: stop one of them; the fakes need a port of their own.`,
  ]);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen({ port, host: '0.0.0.0', exclusive: true });
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
