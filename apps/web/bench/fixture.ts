/** The page over made-up clusters, and a browser to look at it with; both end with the stack. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import type { Browser } from '@playwright/test';
import { ensureChromium } from '@topiary/sandbox';

export async function serveFixture(
  stack: AsyncDisposableStack,
  port: number,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const fixture = spawn(process.execPath, [join(import.meta.dirname, '../dev/fixture-server.ts'), String(port)], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  stack.defer(() => void fixture.kill());
  await once(fixture.stdout, 'data');
}

export async function openBrowser(stack: AsyncDisposableStack): Promise<Browser> {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await chromium.launch({
    executablePath: await ensureChromium(),
    args: ['--disable-dev-shm-usage', '--disable-gpu', '--disable-background-networking', ...asRoot],
  });
  stack.defer(() => browser.close());
  return browser;
}
