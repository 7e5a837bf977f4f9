/** What must not be possible is said before anything is touched, and a change of mind costs nothing. */
import { IS_SOAK, ONLY_IN_SOAK } from '../fixtures/soak.ts';
import { expect, test } from '../fixtures/test.ts';
import { DONE } from '../pages/plan-panel.ts';

test('a drop onto a server of its own subtree is refused with the reason', async ({ world, app }) => {
  const { shop } = world;
  await app.openCluster(shop.address('m'));
  await app.cluster.drag(shop.address('d'), shop.address('c'));
  await app.plan.confirmButton.click();
  await expect(app.plan.status).toHaveText(DONE);
  // Opened anew: a tree that is still being fitted to its window moves away under the mouse.
  await app.openCluster(shop.address('m'));
  await expect(app.cluster.card(shop.address('d'))).toHaveAttribute('aria-level', '4');
  await app.cluster.drag(shop.address('i'), shop.address('d'));
  await expect(app.cluster.refusal).toContainText(`Not moved to ${shop.address('d')}.`);
  await expect(app.cluster.refusal).toContainText(`moving ${shop.address('i')} below it would close a circle`);
  await expect(app.cluster.refusal).toContainText('Nothing was changed.');
  await expect(app.plan.region).toHaveCount(0);
  expect(await shop.shapeNow()).toEqual({ ...shop.shape, d: 'c' });
});

test('a drop onto itself, or onto the server it has already, changes nothing', async ({ world, app }) => {
  const { shop } = world;
  await app.openCluster(shop.address('m'));
  await app.cluster.grab(shop.address('a'));
  await app.cluster.carryTo(shop.address('a'));
  await app.cluster.drop();
  await expect(app.plan.region).toHaveCount(0);
  await app.cluster.drag(shop.address('a'), shop.address('m'));
  await expect(app.cluster.choice.getByRole('menuitem', { name: /^Take its place/ })).toBeDisabled();
  await app.cluster.choice.getByRole('menuitem', { name: 'Cancel' }).click();
  await expect(app.cluster.choice).toHaveCount(0);
  await expect(app.plan.region).toHaveCount(0);
  expect(await shop.shapeNow()).toEqual(shop.shape);
});

test('a server without a binary log cannot be a source, and says so while something is held over it', async ({
  world,
  app,
}) => {
  const { ledger } = world;
  const silent = ledger.address('c');
  const reason = `${silent} writes no binary log (log_bin is off).`;
  await app.openCluster(ledger.address('m'));
  await app.cluster.grab(ledger.address('a'));
  await expect(app.cluster.illegalMark(silent)).toBeVisible();
  await app.cluster.carryTo(silent);
  await expect(app.cluster.holding).toContainText(reason);
  await app.cluster.drop();
  await expect(app.cluster.refusal).toContainText(reason);
  expect(await ledger.shapeNow()).toEqual(ledger.shape);
});

test('a master is not taken hold of: it replicates from nobody', async ({ world, app }) => {
  const { shop } = world;
  const master = shop.address('m');
  await app.openCluster(master);
  await app.cluster.card(master).click({ button: 'right' });
  const move = app.page.getByRole('menuitem', { name: /^Move…/ });
  await expect(move).toBeDisabled();
  await expect(move).toContainText('A master replicates from nobody; only a replica can be moved.');
});

test('Escape cancels at every point before the confirmation', async ({ world, app }) => {
  test.skip(!IS_SOAK, ONLY_IN_SOAK);
  const { shop, ledger } = world;
  const { keyboard } = app.page;
  await app.openCluster(shop.address('m'));

  await test.step('while held', async () => {
    await app.cluster.grab(shop.address('c'));
    await keyboard.press('Escape');
    await expect(app.cluster.holding).toHaveCount(0);
    await app.cluster.drop();
  });
  await test.step('over a target', async () => {
    await app.cluster.grab(shop.address('c'));
    await app.cluster.carryTo(shop.address('a'));
    await keyboard.press('Escape');
    await app.cluster.drop();
    await expect(app.cluster.holding).toHaveCount(0);
    await expect(app.plan.region).toHaveCount(0);
  });
  await test.step('in the list of targets', async () => {
    await app.cluster.card(shop.address('c')).press('m');
    await app.moveDialog.search.waitFor();
    await keyboard.press('Escape');
    await expect(app.moveDialog.dialog).toHaveCount(0);
    await expect(app.cluster.card(shop.address('c'))).toBeFocused();
  });
  await test.step('at the choice', async () => {
    await app.cluster.drag(shop.address('c'), shop.address('i'));
    await app.cluster.choice.waitFor();
    await keyboard.press('Escape');
    await expect(app.cluster.choice).toHaveCount(0);
    await expect(app.plan.region).toHaveCount(0);
  });
  await test.step('at the refusal', async () => {
    await app.openCluster(ledger.address('m'));
    await app.cluster.drag(ledger.address('a'), ledger.address('c'));
    await app.cluster.refusal.waitFor();
    await keyboard.press('Escape');
    await expect(app.cluster.refusal).toHaveCount(0);
    await app.openCluster(shop.address('m'));
  });
  await test.step('before the plan', async () => {
    await app.cluster.drag(shop.address('c'), shop.address('a'));
    await app.plan.confirmButton.waitFor();
    await keyboard.press('Escape');
    await expect(app.plan.region).toHaveCount(0);
    expect(app.parameter('plan')).toBeNull();
  });
  expect(await shop.shapeNow()).toEqual(shop.shape);
  const { items } = await world.topiary.call('plans', { query: { pageSize: 1 } });
  expect(items.every(({ outcome }) => outcome !== null)).toBe(true);
});
