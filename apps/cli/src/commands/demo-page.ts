/** What both demos do about the page. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** Made once the servers run: Ctrl-C before that ends the process where it stands. */
export async function withDataDirectory(work: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'topiary-demo-'));
  try {
    await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Only where somebody sits in front of a screen. A machine without `xdg-open` keeps the address that was printed. */
export function openInBrowser(url: string): void {
  const hasScreen = process.env['DISPLAY'] !== undefined || process.env['WAYLAND_DISPLAY'] !== undefined;
  if (!process.stdout.isTTY || !hasScreen) return;
  const opener = spawn('xdg-open', [url], { detached: true, stdio: 'ignore' });
  opener.on('error', () => undefined);
  opener.unref();
}
