/** A master is replaced: by a person who chooses who takes its place, and by Topiary when it dies. */
import { startSandbox } from '@topiary/sandbox';
import type { Sandbox } from '@topiary/sandbox';
import type { Page } from '@playwright/test';
import { barriers } from '../fixtures/barriers.ts';
import { IS_SOAK } from '../fixtures/soak.ts';
import { TopiaryProcess } from '../fixtures/topiary-process.ts';
import { expect, test } from '../fixtures/test.ts';
import { DONE } from '../pages/plan-panel.ts';

const POLL_INTERVAL_MS = 500;
const RECOVERY_LISTS = ['recoveries', 'detections', 'takeovers', 'held', 'switches', 'hooks'];
const PHONE = { width: 390, height: 844 };

test.describe.serial('a tree of its own', () => {
  let sandbox: Sandbox;
  let topiary: TopiaryProcess;
  const at = (name: string): string => sandbox.server(name).address;
  const writable = async (name: string): Promise<boolean> => {
    const [row] = await sandbox.server(name).query('SELECT @@read_only AS closed');
    return Number(row?.['closed']) === 0;
  };

  test.beforeAll(async () => {
    sandbox = await startSandbox({
      name: 'e2e-recovery',
      clusters: [{ name: 'till', tree: 'm > (a, b, c); c[updates=off, var.skip_log_bin=1]; flavor mariadb' }],
    });
    topiary = await TopiaryProcess.start({
      account: sandbox.credentials.topology,
      seeds: [at('m')],
      config: {
        TopiaryPollIntervalMilliseconds: POLL_INTERVAL_MS,
        RecoverMasterClusterFilters: ['*'],
      },
    });
  });
  test.afterAll(async () => {
    await topiary[Symbol.asyncDispose]();
    await sandbox.stop();
  });

  test('a replica dropped on its master takes over from it, when a person says so and has read the plan', async ({
    visitAt,
  }) => {
    const app = await visitAt(topiary.url);
    await app.openCluster(at('m'));
    await app.cluster.drag(at('b'), at('m'));
    await app.cluster.choice.getByRole('menuitem', { name: /^Take over…/ }).click();
    const dialog = app.page.getByRole('dialog', { name: `Replace ${at('m')}` });
    await expect(dialog.getByRole('radio', { name: 'Takeover: it lives' })).toBeChecked();
    await expect(dialog.getByRole('radio', { name: 'Failover: it is dead' })).toBeDisabled();
    await expect(dialog.getByRole('radio', { name: `${at('b')} possible` })).toBeChecked();
    await expect(dialog.getByRole('radio', { name: `${at('c')} cannot` })).toBeDisabled();
    await expect(dialog).toContainText(`${at('c')} does not log what it applies`);
    expect(await barriers(app.page)).toEqual([]);
    await dialog.getByRole('radio', { name: `${at('b')} possible` }).press('ArrowUp');
    await expect(dialog.getByRole('radio', { name: `${at('a')} best` })).toBeChecked();
    await dialog.getByRole('button', { name: 'Show the plan' }).press('Enter');

    await expect(app.plan.title).toHaveText(`${at('a')} takes over from ${at('m')}`);
    await expect(app.plan.steps.first()).toContainText('SET GLOBAL read_only = 1');
    expect(await writable('m')).toBe(true);
    await app.plan.confirmButton.click();
    await expect(app.plan.status).toHaveText(DONE);
    await expect(app.plan.region).toContainText(`Done: ${at('a')} is the master.`);
    expect([await writable('m'), await writable('a')]).toEqual([false, true]);
    await expect(app.cluster.trailer(at('a'))).toHaveText('3');
  });

  test('a master that dies is replaced, and whoever comes sees when, by whom and why, and acknowledges it', async ({
    visitAt,
  }) => {
    const app = await visitAt(topiary.url);
    const { page } = app;
    await page.goto('/');
    await app.fleet.link(at('a')).waitFor();
    await sandbox.server('a').kill();
    const now = page.getByRole('region', { name: 'Recoveries now' });
    const line = now.locator('div', { hasText: `${at('a')} failed (DeadMaster)` });
    await line.getByRole('link', { name: 'Look at it and acknowledge' }).click();

    await expect(page.getByRole('heading', { name: `DeadMaster on ${at('a')}` })).toBeVisible();
    const phases = page.getByRole('table', { name: 'Where the time went' });
    await expect(phases.getByRole('row', { name: /^All repointed/ })).toBeVisible();
    const after = page.getByRole('region', { name: 'After', exact: true });
    await expect(after.getByRole('listitem').filter({ hasText: 'took over' })).toHaveCount(1);
    await expect(page.getByRole('list', { name: 'Step by step' })).toContainText('is the best of the replicas');
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('textbox', { name: 'Comment' }).fill('power supply');
    await page.getByRole('textbox', { name: 'Comment' }).press('Enter');
    await expect(page.getByRole('region', { name: 'Acknowledge' })).toContainText('anonymous: power supply');

    await page.getByRole('link', { name: 'All recoveries' }).click();
    await expect(page.getByRole('row', { name: new RegExp(`^${at('a')}`) })).toContainText('power supply');
    await page.goto('/problems');
    await expect(page.getByRole('list', { name: 'Problems' })).toContainText(
      `${at('a')}, which was replaced as master: Topiary cannot reach this server`,
    );
    expect(await barriers(page)).toEqual([]);
    expect(await widthOnPhone(page, '/recoveries')).toBe(PHONE.width);
    await page.goto('/problems');
    await page.getByRole('list', { name: 'Problems' }).getByRole('listitem').first().waitFor();
    expect(await barriers(page), 'problems on a phone').toEqual([]);
    if (IS_SOAK) await everyList(page);
  });
});

/** Of the page of recoveries, with something in them. */
async function everyList(page: Page): Promise<void> {
  for (const list of RECOVERY_LISTS) {
    await page.goto(`/recoveries?list=${list}`);
    await page.getByRole('tabpanel').waitFor();
    await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0);
    expect.soft(await barriers(page), list).toEqual([]);
  }
}

async function widthOnPhone(page: Page, path: string): Promise<number> {
  await page.setViewportSize(PHONE);
  await page.goto(path);
  await page.getByRole('table').first().waitFor();
  return page.evaluate(() => document.documentElement.scrollWidth);
}
