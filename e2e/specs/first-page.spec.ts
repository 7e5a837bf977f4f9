/** What the first page costs on the wire, before it shows what people came for. */
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';

/** For everything: the page itself, its script, its styles, its texts. */
const LIMIT_BYTES = 450_000;

for (const [locale, hasLateTexts] of [
  ['en-GB', false],
  ['zh-CN', true],
] as const) {
  test(`the page of the fleet is drawn after at most ${LIMIT_BYTES / 1_000} kB, ${locale}`, async ({
    world,
    browser,
  }) => {
    const { url } = await world.gateway('wei');
    await using context = await browser.newContext({ baseURL: url, locale });
    const page = await context.newPage();
    await page.goto('/');
    await page.getByRole('link', { name: world.shop.address('m'), exact: true }).waitFor();
    const loaded = await loadedBefore(page);
    const bytes = loaded.reduce((sum, one) => sum + one.bytes, 0);
    test.info().annotations.push({ type: 'measured', description: `${locale} ${bytes} bytes` });
    expect(bytes, JSON.stringify(loaded)).toBeLessThan(LIMIT_BYTES);
    expect(loaded.some(({ name }) => name.includes('zh-CN'))).toBe(hasLateTexts);
    // Nothing was forgotten: each of the three is among them.
    for (const part of ['/', '.js', '.css'])
      expect(
        loaded.some(({ name }) => name.endsWith(part)),
        part,
      ).toBe(true);
  });
}

interface Loaded {
  readonly name: string;
  /** As it came over the wire, without headers. */
  readonly bytes: number;
}

/** The page itself, and all it asked for until React drew it first. */
async function loadedBefore(page: Page): Promise<readonly Loaded[]> {
  return page.evaluate(() => {
    const drawnAt = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity;
    const entries = [
      ...performance.getEntriesByType('navigation'),
      ...performance.getEntriesByType('resource'),
    ] as PerformanceResourceTiming[];
    return entries
      .filter(({ startTime }) => startTime < drawnAt)
      .map(({ name, encodedBodySize }) => ({ name, bytes: encodedBodySize }));
  });
}
