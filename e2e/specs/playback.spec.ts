/** What a cluster looked like: a move is stepped back through by keys, by the line of time and by an address; the last hour is a chart. */
import { startSandbox } from '@topiary/sandbox';
import type { Sandbox } from '@topiary/sandbox';
import { barriers } from '../fixtures/barriers.ts';
import { eventually } from '../fixtures/eventually.ts';
import { TopiaryProcess } from '../fixtures/topiary-process.ts';
import { expect, test } from '../fixtures/test.ts';
import { DONE } from '../pages/plan-panel.ts';
import { Playback } from '../pages/playback.ts';

const POLL_INTERVAL_MS = 500;
const RECORDED_LIMIT_MS = 30_000;

test.describe.serial('the past of a tree', () => {
  let sandbox: Sandbox;
  let topiary: TopiaryProcess;
  const at = (name: string): string => sandbox.server(name).address;

  test.beforeAll(async () => {
    sandbox = await startSandbox({ name: 'e2e-playback', clusters: [{ name: 'past', tree: 'm > (a, b, c)' }] });
    topiary = await TopiaryProcess.start({
      account: sandbox.credentials.topology,
      seeds: [at('m')],
      config: { TopiaryPollIntervalMilliseconds: POLL_INTERVAL_MS },
    });
  });
  test.afterAll(async () => {
    await topiary[Symbol.asyncDispose]();
    await sandbox.stop();
  });

  /** How often the tree changed, by what is kept of it. */
  async function recorded(): Promise<number> {
    const { id } = await topiary.clusterOf(at('m'));
    const range = { from: 0, to: Date.now() };
    const { revisions } = await topiary.call('clusterHistory', { params: { cluster: id }, query: range });
    return revisions.filter(({ kind }) => kind === 'structure').length;
  }

  test('a move is looked at again, before and after, where nothing can be moved', async ({ visitAt }) => {
    const app = await visitAt(topiary.url);
    const { page, cluster } = app;
    const past = new Playback(page);
    await eventually(async () => expect(await recorded()).toBeGreaterThan(0), RECORDED_LIMIT_MS);
    const begun = await recorded();
    await app.openCluster(at('m'));
    await cluster.drag(at('c'), at('a'));
    await app.plan.confirmButton.click();
    await expect(app.plan.status).toHaveText(DONE);
    await eventually(async () => expect(await recorded()).toBeGreaterThan(begun), RECORDED_LIMIT_MS);

    await past.open();
    await expect(past.banner).toContainText(`${at('m')} as it stood at`);
    const move = `${at('c')} replicates from ${at('a')} instead of ${at('m')}.`;
    await past.line.press('Home');
    await past.stepTo(']', move);
    await expect(past.changes).toContainText(`${at('c')} below ${at('a')}`);
    await expect(cluster.card(at('c'))).toHaveAttribute('aria-level', '3');
    await expect(page.locator('[data-line][data-moved]')).toHaveCount(1);
    await expect.poll(() => app.parameter('at')).toMatch(/^\d+$/);
    expect(await barriers(page)).toEqual([]);

    await cluster.card(at('c')).click({ button: 'right' });
    await cluster.card(at('c')).press('m');
    await expect(page.getByRole('menu')).toHaveCount(0);
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(cluster.trailer(at('a'))).toHaveCount(0);

    const address = page.url();
    await past.line.press('Home');
    await expect(cluster.card(at('c'))).toHaveAttribute('aria-level', '2');
    await page.goto(address);
    await expect(past.changes).toContainText(move);
    await expect(cluster.card(at('c'))).toHaveAttribute('aria-level', '3');

    const line = await past.line.boundingBox();
    if (line === null) throw new Error('The line of time is not drawn.');
    await page.mouse.click(line.x + 4, line.y + line.height / 2);
    await expect(page.getByText('How this cluster looked then is not known')).toBeVisible();
    await page.getByRole('button', { name: 'Go to the first picture' }).click();
    await expect(past.changes).toContainText('this is the first picture');

    await page.keyboard.press('l');
    await expect(past.banner).toHaveCount(0);
    await expect(cluster.trailer(at('a'))).toBeVisible();
    expect(app.parameter('at')).toBeNull();
  });

  test('it plays by itself, is saved as a file, and is read in Chinese', async ({ visitAt }) => {
    const app = await visitAt(topiary.url);
    const { page } = app;
    const past = new Playback(page);
    await app.openCluster(at('m'));
    await past.open();
    await past.line.press('Home');
    await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: '4×' });
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    await expect(past.changes).toContainText('instead of');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the time shown' }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/\.json$/);
    await app.shell.chooseLanguage('简体中文');
    await expect(page.getByRole('button', { name: '回到现在' })).toBeVisible();
    await expect(page.getByRole('region', { name: '有何变化' })).not.toContainText('replicates');
    expect(await barriers(page)).toEqual([]);
  });

  test('the last hour of a replica is a chart, in words and a table too', async ({ visitAt }) => {
    const app = await visitAt(topiary.url);
    const { page } = app;
    await app.openCluster(at('m'));
    await app.cluster.card(at('b')).click();
    await page.getByRole('tab', { name: 'Charts' }).click();
    const lag = page.getByRole('figure').filter({ hasText: 'Replication lag, last hour' });
    await expect(lag).toContainText(/Now \d+ s, at worst/);
    await expect(lag.locator('canvas')).toHaveCount(1);
    await lag.getByRole('button', { name: 'As a table' }).click();
    await expect(lag.getByRole('table').getByRole('row')).not.toHaveCount(0);
    expect(await barriers(page)).toEqual([]);
  });
});
