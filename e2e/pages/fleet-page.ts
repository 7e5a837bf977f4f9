import type { Locator, Page } from '@playwright/test';

export class FleetPage {
  readonly page: Page;
  readonly table: Locator;
  readonly search: Locator;
  readonly addressBox: Locator;
  /** The answer to a discovery: what was found, or why nothing was. */
  readonly found: Locator;
  readonly failure: Locator;

  constructor(page: Page) {
    this.page = page;
    this.table = page.getByRole('table');
    this.search = page.getByRole('combobox', { name: 'Search clusters' });
    this.addressBox = page.getByRole('textbox', { name: 'Address of a MySQL or MariaDB server' });
    this.found = page.getByRole('status').filter({ hasText: /was found|was known already/ });
    this.failure = page.getByRole('alert');
  }

  link(cluster: string): Locator {
    return this.table.getByRole('link', { name: cluster, exact: true });
  }

  row(cluster: string): Locator {
    return this.table.getByRole('row').filter({ has: this.page.getByRole('link', { name: cluster, exact: true }) });
  }

  async openDiscovery(): Promise<void> {
    await this.page.getByRole('main').getByRole('button', { name: 'Discover' }).click();
    await this.page.getByRole('dialog', { name: 'Discover' }).waitFor();
  }

  async discover(address: string): Promise<void> {
    await this.addressBox.fill(address);
    await this.page.getByRole('button', { name: 'Discover', exact: true }).last().click();
  }
}
