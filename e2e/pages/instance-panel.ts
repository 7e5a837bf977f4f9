import type { Locator, Page } from '@playwright/test';

/** Every fact of one server. */
export class InstancePanel {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  of(address: string): Locator {
    return this.page.getByRole('region', { name: `Details of ${address}`, exact: true });
  }

  tab(address: string, name: string | RegExp): Locator {
    return this.of(address).getByRole('tab', { name });
  }
}
