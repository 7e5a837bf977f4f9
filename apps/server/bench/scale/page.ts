/**
 * How long the page of the fleet takes until it shows its first cluster, each time in a browser that has seen nothing yet;
 * and, by turns with it, what the browser and the machine take for themselves while they are as busy: the page of another
 * Topiary, which watches nothing, and a page of one line. In life the browser has a machine of its own; here it comes after
 * the others for the processor, so that its start, which would take a core of the two, is not taken from Topiary.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import type { Browser } from '@playwright/test';
import { ensureChromium } from '@topiary/sandbox';
import type { TopiaryStarter } from '../../test/topiary-process.ts';
import { median, pause } from './numbers.ts';

const VISITS = 5;
/** Until then Topiary has caught up with what it missed while the browser began. */
const BETWEEN_VISITS_MS = 2_000;
const SHOWN_WITHIN_MS = 30_000;
/** As `nice` takes it. */
const BROWSER_NICENESS = 10;
const FIRST_CLUSTER = 'a[href*="/clusters/"]';
const HEADING = 'h1';
const BARE_PAGE = '<!doctype html><title>bare</title><h1>bare</h1>';

/** Medians, in milliseconds. */
export interface PageTimes {
  readonly fleet: number;
  readonly emptyTopiary: number;
  readonly barePage: number;
}

/** `null`: there is no browser, or the page is not built. */
export async function pageTimes(url: string, starter: TopiaryStarter): Promise<PageTimes | null> {
  if (!(await isBuilt(url))) return null;
  const empty = await starter.start({ seeds: [], account: { user: 'nobody', password: '' } });
  const bare = await serveBarePage();
  const directory = await mkdtemp(join(tmpdir(), 'topiary-bench-'));
  const browser = await chromium.launch({ executablePath: await nicerChromium(directory) });
  try {
    const times = { fleet: [] as number[], emptyTopiary: [] as number[], barePage: [] as number[] };
    for (let visit = 0; visit < VISITS; visit += 1) {
      times.barePage.push(await visitMs(browser, bare.url, HEADING));
      times.emptyTopiary.push(await visitMs(browser, empty.url, HEADING));
      times.fleet.push(await visitMs(browser, url, FIRST_CLUSTER));
    }
    return {
      fleet: median(times.fleet),
      emptyTopiary: median(times.emptyTopiary),
      barePage: median(times.barePage),
    };
  } finally {
    await browser.close();
    await rm(directory, { recursive: true, force: true });
    bare.server.close();
    await empty.terminate();
  }
}

async function nicerChromium(directory: string): Promise<string> {
  const path = join(directory, 'chromium');
  const script = `#!/bin/sh\nexec nice -n ${BROWSER_NICENESS} '${await ensureChromium()}' "$@"\n`;
  await writeFile(path, script, { mode: 0o755 });
  return path;
}

async function isBuilt(url: string): Promise<boolean> {
  const answer = await fetch(url, { headers: { accept: 'text/html' } });
  await answer.arrayBuffer();
  return answer.ok;
}

async function visitMs(browser: Browser, url: string, shown: string): Promise<number> {
  await pause(BETWEEN_VISITS_MS);
  const page = await browser.newPage();
  await page.addInitScript(noteWhenShown, shown);
  await page.goto(url, { waitUntil: 'commit' });
  const shownMs = await page.waitForFunction(() => window.shownMs, null, { timeout: SHOWN_WITHIN_MS });
  const tookMs = Number(await shownMs.jsonValue());
  await page.close();
  return tookMs;
}

declare global {
  interface Window {
    /** Since the address was opened: the first frame after the element was there. */
    shownMs: number | undefined;
  }
}

/** In the page: whoever asks from outside is answered late, when the page has something else to do. */
function noteWhenShown(selector: string): void {
  const observer = new MutationObserver(() => {
    if (document.querySelector(selector) === null) return;
    observer.disconnect();
    requestAnimationFrame(() => {
      window.shownMs = performance.now();
    });
  });
  observer.observe(document, { subtree: true, childList: true });
}

async function serveBarePage(): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end(BARE_PAGE);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, server };
}
