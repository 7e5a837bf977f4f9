import type { Locator, Page } from '@playwright/test';

/** The list of servers in the discover dialog, or among the first steps. */
export class ImportList {
  readonly page: Page;
  readonly box: Locator;
  readonly lookButton: Locator;
  readonly addButton: Locator;
  readonly table: Locator;
  /** How many lines came to what. */
  readonly counts: Locator;

  constructor(page: Page) {
    this.page = page;
    this.box = page.getByRole('textbox', { name: 'List of servers' });
    this.lookButton = page.getByRole('button', { name: 'Look at the list' });
    this.addButton = page.getByRole('button', { name: /^Add \d+ servers?$/ });
    this.table = page.getByRole('table', { name: 'What the list would bring' });
    this.counts = page.getByRole('status').filter({ hasText: /^(?:Looked at|Done)/ });
  }

  async open(): Promise<void> {
    await this.page.getByRole('tab', { name: 'A list' }).click();
  }

  row(line: number): Locator {
    return this.table
      .getByRole('row')
      .filter({ has: this.page.getByRole('cell', { name: String(line), exact: true }) });
  }

  async look(text: string): Promise<void> {
    await this.box.fill(text);
    await this.lookButton.click();
    await this.table.waitFor();
  }
}
