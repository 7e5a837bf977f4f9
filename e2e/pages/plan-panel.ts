import type { Locator, Page } from '@playwright/test';

/** The status of a plan that did all it was to do. */
export const DONE = /^\s*Done\s*in \d/;

/** A plan beside the drawing, or on a page of its own: preview, progress, result. */
export class PlanPanel {
  readonly page: Page;
  readonly region: Locator;
  readonly title: Locator;
  /** Where it stands, in few words: Preview, Running, Done in …, Failed … */
  readonly status: Locator;
  readonly steps: Locator;
  readonly confirmButton: Locator;
  readonly undoButton: Locator;
  readonly cancelButton: Locator;
  readonly closeButton: Locator;
  readonly planAgainButton: Locator;
  /** Why an action was refused. */
  readonly alert: Locator;

  constructor(page: Page) {
    this.page = page;
    this.region = page.getByRole('region', { name: 'Plan', exact: true });
    this.title = this.region.getByRole('heading', { level: 2 });
    this.status = this.region.getByRole('paragraph').first();
    this.steps = this.region.getByRole('list', { name: 'Steps' }).getByRole('article');
    this.confirmButton = this.region.getByRole('button', { name: 'Confirm and run' });
    this.undoButton = this.region.getByRole('button', { name: 'Undo…' });
    this.cancelButton = this.region.getByRole('button', { name: 'Cancel' });
    this.closeButton = this.region.getByRole('button', { name: 'Close', exact: true });
    this.planAgainButton = this.region.getByRole('button', { name: 'Plan again' });
    this.alert = this.region.getByRole('alert');
  }

  tab(name: 'Steps' | 'SQL' | 'Checks' | 'CLI and API'): Locator {
    return this.region.getByRole('tab', { name });
  }

  /** Every statement that is shown, in the order of the steps, without the semicolon that ends it. */
  async statements(): Promise<readonly string[]> {
    const blocks = await this.steps
      .getByLabel(/^SQL of step /)
      .getByRole('code')
      .allInnerTexts();
    return blocks.flatMap((block) => block.split('\n')).map((line) => line.replace(/;$/, ''));
  }
}
