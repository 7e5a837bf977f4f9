/**
 * What the canvas costs with 500 servers, per step of the pointer, beside an empty React Flow page of as many nodes.
 * Script, style and layout are time on the processor, from Chromium's own trace, so that a busy machine does not count;
 * frames are as they came, so only their ratio says something on a busy machine.
 *
 *   node apps/web/bench/canvas-bench.ts
 *
 * Needs the built page (`npm run setup`). Prints a table, and the same as JSON with `--json`. Ends with 1 when the goal
 * is missed.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { build, preview } from 'vite';
import { openBrowser, serveFixture } from './fixture.ts';
import { cancel, click, load, measure, release, rest, sweep, VIEW, zoom } from './gestures.ts';
import type { Cost, Point } from './gestures.ts';
import { isGoalMet, tableOf } from './report.ts';

const BARE_PORT = 4198;
const STILL_PORT = 4199;
const LIVE_PORT = 4200;
const SETTLE_MS = 3_000;
const LIVE_SECONDS = 6;
const ROOT = import.meta.dirname;

type Costs = Readonly<Record<string, Cost>>;

async function measureCanvas(browser: Browser): Promise<Costs> {
  const opening = await measureOpening(browser);
  const page = await open(browser, `http://127.0.0.1:${STILL_PORT}/clusters/huge`);
  const costs = {
    ...opening,
    pan: await measure(browser, page, sweep({ x: 600, y: VIEW.height - 8 }, release)),
    drag: await measure(browser, page, sweep(await cornerOfCard(page), cancel)),
    'zoom in': await measure(browser, page, zoom(-1)),
    'pan among near cards': await measure(browser, page, sweep({ x: 2, y: 700 }, release)),
    'zoom out': await measure(browser, page, zoom(1)),
  };
  await page.close();
  return { ...costs, ...(await measureLive(browser)) };
}

/** By its address, in a new tab, which starts the page too; and from the list of clusters, as most people come to it. */
async function measureOpening(browser: Browser): Promise<Costs> {
  const fresh = await browser.newPage({ viewport: VIEW });
  const byAddress = await measure(browser, fresh, load(`http://127.0.0.1:${STILL_PORT}/clusters/huge`));
  await fresh.close();
  const page = await open(browser, `http://127.0.0.1:${STILL_PORT}/`);
  const fromList = await measure(browser, page, click(page.locator('a[href$="/clusters/huge"]').first()));
  await page.close();
  return { 'open by its address': byAddress, 'open from the list': fromList };
}

/** Every second the fixture changes the lag of a fifth of all servers and says so in one event; a real server says it in ten. */
async function measureLive(browser: Browser): Promise<Costs> {
  const page = await open(browser, `http://127.0.0.1:${LIVE_PORT}/clusters/huge`);
  const costs = { 'one event changes 100 servers': await measure(browser, page, rest(LIVE_SECONDS)) };
  await page.close();
  return costs;
}

async function measureBare(browser: Browser): Promise<Costs> {
  const page = await open(browser, `http://127.0.0.1:${BARE_PORT}/bare-flow.html`);
  const costs = {
    pan: await measure(browser, page, sweep({ x: 600, y: VIEW.height - 8 }, release)),
    drag: await measure(browser, page, sweep(await placeOf(page, '[data-id="262"]', { x: 8, y: 6 }), release)),
    'zoom in': await measure(browser, page, zoom(-1)),
    'zoom out': await measure(browser, page, zoom(1)),
  };
  await page.close();
  return costs;
}

async function open(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: VIEW });
  await page.goto(url);
  await page.waitForTimeout(SETTLE_MS);
  return page;
}

async function cornerOfCard(page: Page): Promise<Point> {
  return placeOf(page, '[data-instance="huge-257:3306"]', { x: 8, y: 6 });
}

async function placeOf(page: Page, selector: string, inside: Point): Promise<Point> {
  const box = await page.locator(selector).boundingBox();
  if (box === null) throw new Error(`${selector} is not on the page.`);
  return { x: box.x + Math.min(inside.x, box.width / 2), y: box.y + Math.min(inside.y, box.height / 2) };
}

async function serveBare(stack: AsyncDisposableStack): Promise<void> {
  const outDir = await mkdtemp(join(tmpdir(), 'topiary-bare-flow-'));
  stack.defer(() => rm(outDir, { recursive: true }));
  const shared = { root: ROOT, configFile: false, logLevel: 'error' } as const;
  const input = join(ROOT, 'bare-flow.html');
  await build({ ...shared, build: { outDir, emptyOutDir: true, rolldownOptions: { input } } });
  const server = await preview({ ...shared, build: { outDir }, preview: { port: BARE_PORT, host: '127.0.0.1' } });
  stack.defer(() => server.close());
}

await using stack = new AsyncDisposableStack();
await serveBare(stack);
await serveFixture(stack, STILL_PORT, { FIXTURE_STILL: '1' });
await serveFixture(stack, LIVE_PORT, {});
const browser = await openBrowser(stack);
const costs = { bare: await measureBare(browser), canvas: await measureCanvas(browser) };
process.stdout.write(process.argv.includes('--json') ? `${JSON.stringify(costs, null, 2)}\n` : tableOf(costs));
process.exitCode = isGoalMet(costs.canvas) ? 0 : 1;
