/**
 * What the canvas costs with 500 servers, per step of the pointer, beside an empty React Flow page of as many nodes.
 * Time on the processor, from Chromium's own trace, so that a busy machine does not count.
 *
 *   node apps/web/bench/canvas-bench.ts [path of chromium]
 *
 * Needs the built page (`vite build`). Prints one JSON object.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import { build, preview } from 'vite';
import { readTrace, TRACE_CATEGORIES } from './trace.ts';

const FIXTURE_PORT = 4199;
const BARE_PORT = 4198;
const MOVES = 60;
const BETWEEN_MOVES_MS = 16;
const SETTLE_MS = 3_000;
const LONG_TASK_MS = 50;
const VIEW = { width: 1440, height: 860 };
const CHROMIUM_ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'];

interface Cost {
  /** Milliseconds on the processor per step of the pointer. */
  readonly perMove: { readonly script: number; readonly style: number; readonly layout: number; readonly all: number };
  /** Tasks with more than 50 ms of script, style and layout, and the most that any had. */
  readonly longTasks: number;
  readonly longestTask: number;
}

type Gesture = (page: Page) => Promise<void>;

async function measure(browser: Browser, page: Page, gesture: Gesture): Promise<Cost> {
  await browser.startTracing(page, { categories: TRACE_CATEGORIES });
  await gesture(page);
  const { script, style, layout, tasks } = readTrace((await browser.stopTracing()).toString());
  const per = (value: number): number => Math.round((value / MOVES) * 100) / 100;
  return {
    perMove: { script: per(script), style: per(style), layout: per(layout), all: per(script + style + layout) },
    longTasks: tasks.filter((task) => task > LONG_TASK_MS).length,
    longestTask: Math.round(tasks[0] ?? 0),
  };
}

function sweep(from: { readonly x: number; readonly y: number }, end: (page: Page) => Promise<void>): Gesture {
  return async (page) => {
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    for (let step = 1; step <= MOVES; step += 1) {
      await page.mouse.move(from.x + step * 3, from.y - step * 2);
      await page.waitForTimeout(BETWEEN_MOVES_MS);
    }
    await end(page);
  };
}

const release = (page: Page): Promise<void> => page.mouse.up();

async function cancel(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.mouse.up();
}

async function open(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: VIEW });
  await page.goto(url);
  await page.waitForTimeout(SETTLE_MS);
  return page;
}

/** Wheel steps towards the middle of the view: small cards become large ones. */
async function zoom(page: Page, towards: number): Promise<void> {
  await page.mouse.move(VIEW.width / 2, VIEW.height / 2);
  for (let step = 0; step < MOVES / 4; step += 1) {
    await page.mouse.wheel(0, towards * 60);
    await page.waitForTimeout(BETWEEN_MOVES_MS * 4);
  }
}

async function measureCanvas(browser: Browser): Promise<Readonly<Record<string, Cost>>> {
  const page = await open(browser, `http://127.0.0.1:${FIXTURE_PORT}/clusters/huge`);
  const card = await page.locator('[data-instance="huge-257:3306"]').boundingBox();
  if (card === null) throw new Error('The card to drag is not on the page.');
  const costs = {
    pan: await measure(browser, page, sweep({ x: 600, y: VIEW.height - 8 }, release)),
    drag: await measure(browser, page, sweep({ x: card.x + 8, y: card.y + 6 }, cancel)),
    'zoom in': await measure(browser, page, (at) => zoom(at, -1)),
    'pan among near cards': await measure(browser, page, sweep({ x: 2, y: 700 }, release)),
    'zoom out': await measure(browser, page, (at) => zoom(at, 1)),
  };
  await page.close();
  return costs;
}

async function measureBare(browser: Browser): Promise<Readonly<Record<string, Cost>>> {
  const page = await open(browser, `http://127.0.0.1:${BARE_PORT}/bare-flow.html`);
  const costs = {
    pan: await measure(browser, page, sweep({ x: 600, y: VIEW.height - 8 }, release)),
    drag: await measure(browser, page, sweep(await middleOf(page, '[data-id="262"]'), release)),
    'zoom in': await measure(browser, page, (at) => zoom(at, -1)),
    'zoom out': await measure(browser, page, (at) => zoom(at, 1)),
  };
  await page.close();
  return costs;
}

async function middleOf(page: Page, selector: string): Promise<{ readonly x: number; readonly y: number }> {
  const box = await page.locator(selector).boundingBox();
  if (box === null) throw new Error(`${selector} is not on the page.`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function main(executablePath: string): Promise<void> {
  const outDir = await mkdtemp(join(tmpdir(), 'topiary-bare-flow-'));
  const root = import.meta.dirname;
  const shared = { root, configFile: false, logLevel: 'warn' } as const;
  await build({
    ...shared,
    build: { outDir, emptyOutDir: true, rolldownOptions: { input: join(root, 'bare-flow.html') } },
  });
  const bare = await preview({ ...shared, build: { outDir }, preview: { port: BARE_PORT, host: '127.0.0.1' } });
  const fixture = spawn(process.execPath, [join(root, '../dev/fixture-server.ts'), String(FIXTURE_PORT)], {
    env: { ...process.env, FIXTURE_STILL: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS });
  try {
    await new Promise((resolve) => fixture.stdout.once('data', resolve));
    const result = { 'empty React Flow page': await measureBare(browser), canvas: await measureCanvas(browser) };
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  } finally {
    await browser.close();
    fixture.kill();
    await bare.close();
    await rm(outDir, { recursive: true });
  }
}

await main(process.argv[2] ?? '/usr/bin/chromium');
