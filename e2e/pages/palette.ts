import type { Locator, Page } from '@playwright/test';

/** Ctrl-K: everything by its name. */
export class Palette {
  readonly box: Locator;
  readonly list: Locator;

  constructor(page: Page) {
    const dialog = page.getByRole('dialog', { name: 'Go to, or do' });
    this.box = dialog.getByRole('combobox');
    this.list = dialog.getByRole('listbox');
  }

  /** By the beginning of its words. */
  option(text: string): Locator {
    return this.list.getByRole('option').filter({ hasText: text }).first();
  }
}
