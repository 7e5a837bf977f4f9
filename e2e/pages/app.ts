/** One tab with Topiary in it, as one person sees it. */
import type { Page } from '@playwright/test';
import { AuditPage } from './audit-page.ts';
import { ClusterPage } from './cluster-page.ts';
import { FleetPage } from './fleet-page.ts';
import { ImportList } from './import-list.ts';
import { InstancePanel } from './instance-panel.ts';
import { MoveDialog } from './move-dialog.ts';
import { Palette } from './palette.ts';
import { PlanPanel } from './plan-panel.ts';
import { Shell } from './shell.ts';

export class App {
  readonly page: Page;
  readonly shell: Shell;
  readonly fleet: FleetPage;
  readonly list: ImportList;
  readonly cluster: ClusterPage;
  readonly moveDialog: MoveDialog;
  readonly plan: PlanPanel;
  readonly instance: InstancePanel;
  readonly audit: AuditPage;
  readonly palette: Palette;

  constructor(page: Page) {
    this.page = page;
    this.shell = new Shell(page);
    this.fleet = new FleetPage(page);
    this.list = new ImportList(page);
    this.cluster = new ClusterPage(page);
    this.moveDialog = new MoveDialog(page);
    this.plan = new PlanPanel(page);
    this.instance = new InstancePanel(page);
    this.audit = new AuditPage(page);
    this.palette = new Palette(page);
  }

  /** From the front page to a cluster, as people go. A cluster that nobody named is called by its master's address. */
  async openCluster(name: string, master = name): Promise<void> {
    await this.page.goto('/');
    await this.fleet.link(name).click();
    await this.cluster.card(master).waitFor();
  }

  /** Of the page that is shown now. */
  parameter(name: string): string | null {
    return new URL(this.page.url()).searchParams.get(name);
  }
}
