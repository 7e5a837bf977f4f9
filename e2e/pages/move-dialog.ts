import type { Locator, Page } from '@playwright/test';
import { escaped } from './words.ts';

/** The same move without a mouse: a list of targets to search and to choose from. */
export class MoveDialog {
  readonly dialog: Locator;
  readonly search: Locator;
  readonly options: Locator;

  constructor(page: Page) {
    this.dialog = page.getByRole('dialog', { name: /^Move / });
    this.search = this.dialog.getByRole('combobox', { name: 'Replicate from' });
    this.options = this.dialog.getByRole('option');
  }

  option(address: string): Locator {
    return this.dialog.getByRole('option', { name: new RegExp(`^${escaped(address)} `) });
  }
}
