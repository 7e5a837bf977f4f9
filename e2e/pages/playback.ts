import type { Locator, Page } from '@playwright/test';

/** A cluster in the past: the drawing of a moment, the line of time below it, and the change in words. */
export class Playback {
  readonly page: Page;
  /** Says that this is the past, and which moment of it. */
  readonly banner: Locator;
  readonly line: Locator;
  readonly changes: Locator;
  readonly live: Locator;

  constructor(page: Page) {
    this.page = page;
    this.banner = page.getByRole('note', { name: 'The past' });
    this.line = page.getByRole('slider', { name: 'Time' });
    this.changes = page.getByRole('region', { name: 'What changed' });
    this.live = page.getByRole('button', { name: 'Back to the present' });
  }

  async open(): Promise<void> {
    await this.page.getByRole('button', { name: 'Playback', exact: true }).click();
    await this.banner.waitFor();
  }

  /** Steps by the keys of the page until that change is the one that is shown. */
  async stepTo(key: '[' | ']', change: string | RegExp, steps = 20): Promise<void> {
    const wanted = this.changes.getByRole('listitem').filter({ hasText: change });
    for (let step = 0; step < steps && (await wanted.count()) === 0; step += 1) {
      const before = await this.line.getAttribute('aria-valuetext');
      await this.page.keyboard.press(key);
      await this.page
        .waitForFunction(
          (text) => document.querySelector('[role="slider"]')?.getAttribute('aria-valuetext') !== text,
          before,
          { timeout: STEP_LIMIT_MS },
        )
        .catch(() => undefined);
    }
    await wanted.first().waitFor();
  }
}

const STEP_LIMIT_MS = 2_000;
