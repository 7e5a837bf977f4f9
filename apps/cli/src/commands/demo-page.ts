/** What both demos do about the page. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { CommandFailure } from '../exit.ts';

export const HOST = '127.0.0.1';

/** Said before servers are started, which takes a while. */
export async function requireFreePort(port: number): Promise<void> {
  const server = createServer();
  try {
    server.listen({ port, host: HOST });
    await once(server, 'listening');
  } catch {
    throw new CommandFailure([
      `Something else already listens on ${HOST}:${port}: stop it, or choose another with --port.`,
    ]);
  }
  server.close();
  await once(server, 'close');
}

/** Only where somebody sits in front of a screen. A machine without `xdg-open` keeps the address that was printed. */
export function openInBrowser(url: string): void {
  const hasScreen = process.env['DISPLAY'] !== undefined || process.env['WAYLAND_DISPLAY'] !== undefined;
  if (!process.stdout.isTTY || !hasScreen) return;
  const opener = spawn('xdg-open', [url], { detached: true, stdio: 'ignore' });
  opener.on('error', () => undefined);
  opener.unref();
}
