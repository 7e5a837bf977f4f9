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
import type { ClusterView } from '@topiary/contract';
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

/** The cluster that has the most to show, once all servers are known and well. */
async function largestCluster(): Promise<ClusterView> {
  const client = createClient({ baseUrl: url, fetch });
  return eventually(async () => {
    const { clusters } = await client.call('fleet', {});
    const known = clusters.reduce((sum, { instances }) => sum + instances, 0);
    if (known < SERVERS || clusters.some(({ critical, warning }) => critical + warning > 0)) {
      throw new Error(`The demo shows ${known} of ${SERVERS} servers.`);
    }
    const [largest] = clusters.toSorted((a, b) => b.instances - a.instances);
    if (largest === undefined) throw new Error('The demo shows no cluster.');
    const view = await client.call('cluster', { params: { cluster: largest.id } });
    if (view.nodes.some(({ health }) => health !== 'ok')) throw new Error('Not every server of the demo was probed.');
    return view;
  }, START_LIMIT_MS);
}

async function takePicture(file: string, cluster: ClusterView): Promise<void> {
  const browser = await chromium.launch({
    executablePath: await ensureChromium(),
    args: ['--disable-dev-shm-usage', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
  const page = await browser.newPage({ viewport: VIEW, baseURL: url, colorScheme: 'light' });
  const app = new App(page);
  await app.openCluster(cluster.name, masterOf(cluster));
  await app.cluster.drag(serverAt(cluster, 2), serverAt(cluster, 1));
  await app.plan.confirmButton.waitFor();
  await page.getByRole('button', { name: 'Show everything (0)' }).click();
  await page.mouse.move(VIEW.width / 2, VIEW.height - 5);
  // Until nothing moves any more: the view to its new place, a button's colour to its resting one.
  await page.waitForTimeout(1_500);
  await page.screenshot({ path: file });
  await browser.close();
}

function masterOf({ nodes }: ClusterView): string {
  const found = nodes.find(({ depth }) => depth === 0);
  if (found === undefined) throw new Error('The cluster has no master.');
  return found.id;
}

/** The first server without replicas that stands so many edges below the master. */
function serverAt({ nodes }: ClusterView, depth: number): string {
  const found = nodes.find((node) => node.depth === depth && node.replicas === 0);
  if (found === undefined) throw new Error(`The demo has no leaf at depth ${depth}.`);
  return found.id;
}
