import type { Locator, Page } from '@playwright/test';

export class AuditPage {
  readonly page: Page;
  readonly table: Locator;
  /** How many entries fit the filter. */
  readonly count: Locator;
  readonly filter: Locator;

  constructor(page: Page) {
    this.page = page;
    this.table = page.getByRole('table', { name: 'Audit' });
    this.count = page.getByRole('status').filter({ hasText: 'newest first' });
    this.filter = page.getByRole('search', { name: 'Filter the audit' });
  }

  /** The entries, newest first; an opened plan is a row of its own. */
  get entries(): Locator {
    return this.table.getByRole('row').filter({ has: this.page.getByRole('time') });
  }

  entryOf(plan: string): Locator {
    return this.entries.filter({ has: this.page.getByRole('link', { name: `Plan ${plan}`, exact: true }) });
  }

  showPlanButton(plan: string): Locator {
    return this.table.getByRole('button', { name: `Show plan ${plan}`, exact: true });
  }

  field(name: string): Locator {
    return this.filter.getByRole('textbox', { name, exact: true });
  }
}
