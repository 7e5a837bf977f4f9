/** What happens to servers, to plans and to Topiary itself reaches the page at once and without a reload. */
import type { Locator, Page } from '@playwright/test';
import { eventually } from '../fixtures/eventually.ts';
import { TopiaryProcess } from '../fixtures/topiary-process.ts';
import { IS_SOAK, ONLY_IN_SOAK } from '../fixtures/soak.ts';
import { expect, test } from '../fixtures/test.ts';
import { DONE } from '../pages/plan-panel.ts';

const POLL_INTERVAL_SECONDS = 600;
/** Probes are spread by a fifth of the interval; this is before the earliest. */
const NO_POLL_BEFORE_MS = POLL_INTERVAL_SECONDS * 800;
const RED_WITHIN_MS = 1_000;
const TABS = 10;
/** Ten pages at once want more of a small machine than one. */
const TEN_TABS_LIMIT_MS = 120_000;
/** A master; in the soak a replica of the other flavour too. */
const VICTIMS = [['ledger', 'm'] as const, ...(IS_SOAK ? [['shop', 'b'] as const] : [])];

test.describe('a server that dies', () => {
  let slow: TopiaryProcess;

  test.beforeAll(async ({ world }) => {
    slow = await TopiaryProcess.start({
      account: world.sandbox.credentials.topology,
      seeds: world.trees.map((tree) => tree.address(tree.master)),
      config: { InstancePollSeconds: POLL_INTERVAL_SECONDS },
    });
  });
  test.afterAll(() => slow[Symbol.asyncDispose]());

  for (const [cluster, name] of VICTIMS) {
    test(`${cluster}.${name}, killed, is red within a second although no poll was due, and well again when it is back`, async ({
      world,
      app,
      visitAt,
    }) => {
      const tree = world[cluster];
      const address = tree.address(name);
      const watching = await visitAt(slow.url);
      await watching.openCluster(tree.address(tree.master));
      await app.openCluster(tree.address(tree.master));
      const card = watching.cluster.card(address);
      await expect(card).toHaveAccessibleName(/Reachable/);
      const probedAt = await probedAtOf(slow, address);

      const red = turnsRed(card);
      const killedAt = Date.now();
      tree.server(name).killNow();
      const redAt = await red;
      expect(redAt - killedAt).toBeLessThan(RED_WITHIN_MS);
      expect(redAt - probedAt).toBeLessThan(NO_POLL_BEFORE_MS);
      await expect(card).toHaveAccessibleName(/Unreachable/);
      test.info().annotations.push({ type: 'measured', description: `red ${redAt - killedAt} ms after kill -9` });

      await expect(app.cluster.card(address)).toHaveAccessibleName(/Unreachable/);
      await tree.server(name).start();
      await expect(app.cluster.card(address)).toHaveAccessibleName(/, Reachable,/);
      await expect(app.cluster.card(address)).toContainText('No problems');
    });
  }
});

test('a colleague with the same plan open sees it run, sees who runs it, and can undo it', async ({
  world,
  app,
  visit,
}) => {
  const { ledger } = world;
  const [replica, target] = [ledger.address('b'), ledger.address('a')];
  const wei = await visit('wei');
  await app.openCluster(ledger.address('m'));
  await app.cluster.drag(replica, target);
  await app.plan.confirmButton.waitFor();
  await wei.openCluster(ledger.address('m'));
  {
    await using _held = await ledger.hold('a', 'b');
    await app.plan.confirmButton.click();
    await wei.page.getByRole('button', { name: 'lin is changing this cluster' }).click();
    await expect(wei.plan.title).toHaveText(`Move ${replica} below ${target}`);
    for (const { plan } of [app, wei]) {
      await expect(plan.status).toContainText('Running');
      await expect(plan.steps.first()).toContainText('ms');
      await expect(plan.steps.nth(1)).toContainText('running');
      await expect(plan.steps.last()).toContainText('waiting');
    }
  }
  for (const { plan } of [app, wei]) await expect(plan.status).toHaveText(DONE);
  await expect(wei.cluster.trailer(target)).toHaveText('1');
  expect(await ledger.shapeNow()).toEqual({ ...ledger.shape, b: 'a' });

  await wei.plan.undoButton.click();
  await wei.plan.confirmButton.click();
  await expect(wei.plan.status).toHaveText(DONE);
  await expect(app.cluster.trailer(target)).toHaveCount(0);
  expect(await ledger.shapeNow()).toEqual(ledger.shape);
});

test('when Topiary is restarted the page says so, heals by itself, and shows what happened meanwhile', async ({
  world,
  visitAt,
}) => {
  const { shop } = world;
  await using topiary = await TopiaryProcess.start({
    account: world.sandbox.credentials.topology,
    seeds: [shop.address('m')],
  });
  await eventually(async () => expect((await topiary.clusterOf(shop.address('m'))).nodes).toHaveLength(6));
  const app = await visitAt(topiary.url);
  await app.openCluster(shop.address('m'));
  await expect(app.shell.connection).toHaveText('Live');
  await markDocument(app.page);

  await topiary.end('SIGKILL');
  await expect(app.shell.connection).toHaveText(/^Disconnected/);
  await expect(app.page.getByRole('alert').filter({ hasText: 'Not live' })).toBeVisible();
  await shop.server('b').query(shop.server('b').sql.stopAll());
  await expect(app.cluster.card(shop.address('b'))).toContainText('No problems');
  await topiary.run();
  await expect(app.shell.connection).toHaveText('Live');
  await expect(app.cluster.card(shop.address('b'))).toContainText('Replication stopped');
  await expect(app.page.getByText('Not live')).toHaveCount(0);
  expect(await isMarked(app.page)).toBe(true);

  await topiary.end('SIGKILL');
  await expect(app.shell.connection).toHaveText(/^Disconnected/);
  await app.shell.auditLink.click();
  await expect(app.page.getByRole('main').getByRole('alert')).toContainText('Topiary does not answer');
  await topiary.run();
  await expect(app.page.getByRole('heading', { name: 'Audit' })).toBeVisible();
});

test('a part of the page that cannot be fetched breaks nothing, and a page is said to be missing within its frame', async ({
  app,
}) => {
  const { page } = app;
  const frame = page.getByRole('navigation');
  await page.route(/\/assets\/(recovery-off|fleet-recoveries|audit-page)-/, (route) => route.abort());
  const asked = page.waitForRequest(/\/assets\/recovery-off-/);
  await page.goto('/');
  await asked;
  await frame.getByRole('link', { name: 'Audit' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(frame).toBeVisible();
  await page.unroute(/\/assets\/(recovery-off|fleet-recoveries|audit-page)-/);
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { name: 'Audit' })).toBeVisible();
});

test('ten tabs of one browser share one live connection, and all of them are live', async ({ world, app, browser }) => {
  test.skip(!IS_SOAK, ONLY_IN_SOAK);
  test.setTimeout(TEN_TABS_LIMIT_MS);
  const { shop } = world;
  const gateway = await world.gateway('lin');
  await app.openCluster(shop.address('m'));
  await expect(app.shell.connection).toHaveText('Live');
  await test.step('the count does count: another browser has a connection of its own', async () => {
    await using other = await browser.newContext({ baseURL: gateway.url });
    const page = await other.newPage();
    await page.goto('/');
    await expect(page.getByRole('status', { name: 'Connection' })).toHaveText('Live');
    expect(gateway.openStreams).toBe(2);
  });

  const tabs = [app.page];
  for (let more = 1; more < TABS; more++) {
    const page = await app.page.context().newPage();
    await page.goto('/');
    tabs.push(page);
  }
  for (const page of tabs) await expect(page.getByRole('status', { name: 'Connection' })).toHaveText('Live');
  await expect.poll(() => gateway.openStreams).toBe(1);

  await shop.server('d').query(shop.server('d').sql.stopAll());
  for (const page of tabs) await expect(page.getByText(/(^|: )Replication stopped$/)).toBeVisible();
  expect(gateway.openStreams).toBe(1);
});

/** When the card was first drawn red, by the page's clock, which is this machine's. Watches from now on. */
function turnsRed(card: Locator): Promise<number> {
  return card.evaluate(
    (element) =>
      new Promise<number>((resolve) => {
        const hasRedBorder = (part: Element): boolean => {
          const [red = 0, green = 0, blue = 0] = (getComputedStyle(part).borderTopColor.match(/\d+/g) ?? []).map(
            Number,
          );
          return red > 2 * green && red > 2 * blue;
        };
        const look = (): void => {
          if ([element, ...element.children].some(hasRedBorder)) resolve(Date.now());
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
}

async function probedAtOf(topiary: TopiaryProcess, address: string): Promise<number> {
  const { nodes } = await topiary.clusterOf(address);
  return nodes.find(({ id }) => id === address)?.observedAt ?? 0;
}

/** A reload would lose the mark. */
async function markDocument(page: Page): Promise<void> {
  await page.evaluate(() => void (document.documentElement.dataset['marked'] = 'yes'));
}

async function isMarked(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.dataset['marked'] === 'yes');
}
