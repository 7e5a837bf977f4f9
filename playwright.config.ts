import { defineConfig } from '@playwright/test';
import { findChromium } from '@topiary/sandbox';

const JOURNEY_LIMIT_MS = 120_000;
const ASSERTION_LIMIT_MS = 20_000;

/** Chromium refuses its sandbox to root, and the small shared memory of containers makes it crash. */
const FLAGS = ['--disable-dev-shm-usage', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];

const executablePath = await findChromium();
if (executablePath === null) {
  throw new Error('There is no Chromium: run `npm run setup`, or name one in TOPIARY_CHROMIUM.');
}

/** User journeys on real servers. One worker: they share one sandbox and the machine's few cores. */
export default defineConfig({
  testDir: 'e2e/specs',
  outputDir: 'test-results',
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: JOURNEY_LIMIT_MS,
  expect: { timeout: ASSERTION_LIMIT_MS },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    headless: true,
    viewport: { width: 1440, height: 900 },
    // A trace takes a sixth of the time of a journey: `--trace on` makes one.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath, args: FLAGS },
  },
});
