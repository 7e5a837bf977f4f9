import type { Locator, Page } from '@playwright/test';

/** What is around every page. */
export class Shell {
  readonly page: Page;
  /** Whether what is shown is fresh: Live, Disconnected, … */
  readonly connection: Locator;
  readonly auditLink: Locator;
  readonly hostsLink: Locator;
  readonly fleetLink: Locator;

  constructor(page: Page) {
    this.page = page;
    this.connection = page.getByRole('status', { name: /^(Connection|连接)/ });
    const pages = page.getByRole('navigation');
    this.auditLink = pages.getByRole('link', { name: /^(Audit|审计)/ });
    this.hostsLink = pages.getByRole('link', { name: /^(Hosts|主机)/ });
    this.fleetLink = pages.getByRole('link').first();
  }

  async chooseLanguage(name: 'English' | '简体中文'): Promise<void> {
    await this.page
      .getByRole('banner')
      .getByRole('button', { name: /^(Language|语言)$/ })
      .click();
    await this.page.getByRole('menuitem', { name }).click();
  }

  async chooseScheme(name: string): Promise<void> {
    await this.page
      .getByRole('banner')
      .getByRole('button', { name: /^(Appearance|外观)$/ })
      .click();
    await this.page.getByRole('menuitem', { name, exact: true }).click();
  }
}
