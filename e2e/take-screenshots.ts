/**
 * Takes the picture that the README shows: the demo's real servers, a replica about to be moved, the plan with its SQL.
 *
 *   node e2e/take-screenshots.ts [folder, else docs/images]
 */
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { createClient } from '@topiary/contract';
import { ensureChromium } from '@topiary/sandbox';
import { eventually } from './fixtures/eventually.ts';
import { freePort } from './fixtures/topiary-process.ts';
import { App } from './pages/app.ts';

const VIEW = { width: 1400, height: 850 };
const START_LIMIT_MS = 120_000;
const SERVERS = 10;
const ROOT = fileURLToPath(new URL('..', import.meta.url));

const folder = process.argv[2] ?? join(ROOT, 'docs/images');
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const demo = spawn(join(ROOT, 'node_modules/.bin/topiary'), ['demo', '--port', String(port), '--no-open'], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
try {
  await mkdir(folder, { recursive: true });
  await takePicture(join(folder, 'canvas.png'), await largestCluster());
} finally {
  demo.kill('SIGINT');
}

/** The master of the cluster that has the most to show, once all servers are known and well. */
async function largestCluster(): Promise<string> {
  const client = createClient({ baseUrl: url, fetch });
  return eventually(async () => {
    const { clusters } = await client.call('fleet', {});
    const known = clusters.reduce((sum, { instances }) => sum + instances, 0);
    if (known < SERVERS || clusters.some(({ critical, warning }) => critical + warning > 0)) {
      throw new Error(`The demo shows ${known} of ${SERVERS} servers.`);
    }
    const [largest] = clusters.toSorted((a, b) => b.instances - a.instances);
    return largest?.masters[0] ?? '';
  }, START_LIMIT_MS);
}

async function takePicture(file: string, master: string): Promise<void> {
  const browser = await chromium.launch({
    executablePath: await ensureChromium(),
    args: ['--disable-dev-shm-usage', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
  const page = await browser.newPage({ viewport: VIEW, baseURL: url, colorScheme: 'light' });
  const app = new App(page);
  await app.openCluster(master);
  const [replica, target] = await Promise.all([addressAt(app, 3), addressAt(app, 2, 'Replica')]);
  await app.cluster.drag(replica, target);
  await app.plan.confirmButton.waitFor();
  await page.getByRole('button', { name: 'Show everything (0)' }).click();
  await page.mouse.move(VIEW.width / 2, VIEW.height - 5);
  // Until nothing moves any more: the view to its new place, a button's colour to its resting one.
  await page.waitForTimeout(1_500);
  await page.screenshot({ path: file });
  await browser.close();
}

/** The first server of that level of the tree, and of that role. */
async function addressAt(app: App, level: number, role = ''): Promise<string> {
  const name = new RegExp(`^\\S+, ${role}`);
  const label = await app.page.getByRole('treeitem', { level, name }).first().getAttribute('aria-label');
  return label?.split(',')[0] ?? '';
}
