/** How long the page of the fleet takes until it shows its first cluster, in a fresh browser. */
import { chromium } from '@playwright/test';
import { ensureChromium } from '@topiary/sandbox';
import { median } from './numbers.ts';

const VISITS = 5;
const SHOWN_WITHIN_MS = 30_000;

/** In milliseconds; `null`: there is no browser, or the page is not built. */
export async function firstPaintMs(url: string): Promise<number | null> {
  const answer = await fetch(url, { headers: { accept: 'text/html' } });
  await answer.arrayBuffer();
  if (!answer.ok) return null;
  const browser = await chromium.launch({ executablePath: await ensureChromium() });
  try {
    const times: number[] = [];
    for (let visit = 0; visit < VISITS; visit += 1) {
      const page = await browser.newPage();
      const startedMs = performance.now();
      await page.goto(url, { waitUntil: 'commit' });
      await page.locator('a[href*="/clusters/"]').first().waitFor({ timeout: SHOWN_WITHIN_MS });
      times.push(performance.now() - startedMs);
      await page.close();
    }
    return median(times);
  } finally {
    await browser.close();
  }
}
