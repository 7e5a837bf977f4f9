/**
 * What the page of the fleet costs with 2,000 clusters: to open it, per key that is typed into its search, and per turn of
 * the wheel over its rows. Script, style and layout are time on the processor, from Chromium's own trace, so that a busy
 * machine does not count. When the first cluster is seen is the clock's time, and no goal here: `apps/server/bench/fakes-scale.ts`
 * measures it with a server and servers behind it.
 *
 *   node apps/web/bench/fleet-bench.ts
 *
 * Needs the built page (`npm run setup`). Prints a table; ends with 1 when a key or a turn has a task of more than 50 ms.
 */
import type { Browser, Page } from '@playwright/test';
import { openBrowser, serveFixture } from './fixture.ts';
import { load, measure, typing, VIEW, zoom } from './gestures.ts';
import type { Cost } from './gestures.ts';
import { plainTableOf } from './report.ts';

const PORT = 4201;
const CLUSTERS = 2_000;
const SETTLE_MS = 3_000;
const URL = `http://127.0.0.1:${PORT}/`;
/** A word that many names have, one that few have, and a term of the query language. */
const TEXTS = ['orders', 'pay-0137', 'problem:dead'] as const;

async function costsOf(browser: Browser): Promise<Readonly<Record<string, Cost>>> {
  const fresh = await browser.newPage({ viewport: VIEW });
  const costs: Record<string, Cost> = { 'open by its address': await measure(browser, fresh, load(URL)) };
  await fresh.close();
  for (const text of TEXTS) {
    const page = await open(browser);
    costs[`type "${text}"`] = await measure(browser, page, typing(page.locator('input[type="search"]').first(), text));
    await page.close();
  }
  const page = await open(browser);
  costs['scroll'] = await measure(browser, page, zoom(1));
  await page.close();
  return costs;
}

async function open(browser: Browser): Promise<Page> {
  const page = await browser.newPage({ viewport: VIEW });
  await page.goto(URL);
  await page.waitForTimeout(SETTLE_MS);
  return page;
}

await using stack = new AsyncDisposableStack();
await serveFixture(stack, PORT, { FIXTURE_STILL: '1', FIXTURE_CLUSTERS: String(CLUSTERS) });
const costs = await costsOf(await openBrowser(stack));
process.stdout.write(plainTableOf(`${CLUSTERS} clusters`, costs));
const isSlow = ([name, { longTasks }]: readonly [string, Cost]): boolean => !name.startsWith('open') && longTasks > 0;
process.exitCode = Object.entries(costs).some(isSlow) ? 1 : 0;
