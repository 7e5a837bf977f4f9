/** The heart of it: drag a replica onto another server, read the SQL, confirm, undo. Outcomes are asked of the servers. */
import type { Locator } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';
import { DONE } from '../pages/plan-panel.ts';

const FAMILIES = [
  { cluster: 'shop', replica: 'd', from: 'i', to: 'a', change: /^CHANGE REPLICATION SOURCE TO / },
  { cluster: 'ledger', replica: 'b', from: 'm', to: 'a', change: /^CHANGE MASTER / },
] as const;
/** Stands for a result that a plan does not know yet. */
const PLACEHOLDER = /<[a-z ]+ of /;

for (const { cluster, replica, from, to, change } of FAMILIES) {
  test(`a replica of ${cluster} dragged onto another server replicates from it, and undo takes it back`, async ({
    world,
    app,
  }) => {
    const tree = world[cluster];
    const [moved, target, source] = [tree.address(replica), tree.address(to), tree.address(from)];
    const recorded = await tree.recordStatements(world.sandbox.credentials.topology.user);

    await app.openCluster(tree.address(tree.master));
    await app.cluster.drag(moved, target);
    await expect(app.plan.title).toHaveText(`Move ${moved} below ${target}`);
    await expect(app.plan.status).toContainText('Nothing has been changed yet.');
    const shown = [...(await app.plan.statements())];
    expect(shown.find((statement) => change.test(statement))).toContain(String(tree.server(to).port));
    expect(await tree.shapeNow()).toEqual(tree.shape);

    await app.plan.confirmButton.click();
    await expect(app.plan.status).toHaveText(DONE);
    const sent = [...(await app.plan.statements())];
    for (const step of await app.plan.steps.all()) await expect(step.getByText(/^\d+ ms$/)).toBeVisible();
    expect(await tree.shapeNow()).toEqual({ ...tree.shape, [replica]: to });
    await tree.carriesWrites(replica);
    await expect(app.cluster.trailer(target)).toBeVisible();

    await app.plan.undoButton.click();
    await expect(app.plan.title).toHaveText('Undo: move 1 replica back');
    await expect(app.plan.steps.first()).toContainText(source);
    shown.push(...(await app.plan.statements()));
    expect(await tree.shapeNow()).toEqual({ ...tree.shape, [replica]: to });
    await app.plan.confirmButton.click();
    await expect(app.plan.status).toHaveText(DONE);
    sent.push(...(await app.plan.statements()));
    expect(await tree.shapeNow()).toEqual(tree.shape);
    await tree.carriesWrites(replica);

    const ran = await recorded();
    expect(sent).toHaveLength(shown.length);
    expect(sent.filter((statement) => !ran.includes(statement))).toEqual([]);
    expect(shown.filter((statement) => !PLACEHOLDER.test(statement) && !ran.includes(statement))).toEqual([]);
  });
}

test('while a card is held, every server says whether it may be the target', async ({ world, app }) => {
  const { shop, ledger } = world;
  await app.openCluster(ledger.address('m'));
  await app.cluster.grab(ledger.address('a'));
  const [legal, illegal] = [app.cluster.legalMark(ledger.address('b')), app.cluster.illegalMark(ledger.address('c'))];
  expect(await colourOf(legal)).not.toBe(await colourOf(illegal));
  await app.page.keyboard.press('Escape');
  await app.cluster.drop();

  await app.openCluster(shop.address('m'));
  await app.cluster.grab(shop.address('c'));
  // It is below `i` already, whose place it could take.
  for (const name of ['m', 'a', 'b', 'd', 'i']) await expect(app.cluster.legalMark(shop.address(name))).toBeVisible();
  await expect(app.cluster.legalMark(shop.address('c'))).toHaveCount(0);
  await app.cluster.carryTo(shop.address('a'));
  await expect(app.cluster.legalMark(shop.address('a'))).toHaveText('Replicate from this');
  await expect(app.cluster.holding).toContainText(`Replicate from ${shop.address('a')}: drop to see the plan.`);
  await app.page.keyboard.press('Escape');
  await app.cluster.drop();
  for (const name of shop.names) await expect(app.cluster.legalMark(shop.address(name))).toHaveCount(0);
});

test('a replica dropped on its own master takes its place when a person says so, and undo takes it back', async ({
  world,
  app,
}) => {
  const { shop } = world;
  const [replica, master] = [shop.address('c'), shop.address('i')];
  await app.openCluster(shop.address('m'));
  await app.cluster.grab(replica);
  await app.cluster.carryTo(master);
  await expect(app.cluster.legalMark(master)).toHaveText('Take its place / Connect anew');
  await expect(app.cluster.holding).toContainText(`${replica} takes the place of ${master}, which goes below it.`);
  await expect(app.cluster.holding).toContainText('Drop to choose.');
  await app.cluster.drop();
  await app.cluster.choice.waitFor();
  await expect(app.plan.region).toHaveCount(0);
  await app.page.keyboard.press('Escape');
  await expect(app.cluster.choice).toHaveCount(0);
  await expect(app.cluster.card(replica)).toBeFocused();

  await app.cluster.drag(replica, master);
  await expect(app.cluster.choice.getByRole('menuitem', { name: /^Take its place/ })).toBeFocused();
  await app.page.keyboard.press('Enter');
  await expect(app.plan.status).toContainText('Nothing has been changed yet.');
  await expect(app.cluster.choice).toHaveCount(0);
  expect(await shop.shapeNow()).toEqual(shop.shape);
  await app.plan.confirmButton.click();
  await expect(app.plan.status).toHaveText(DONE);
  expect(await shop.shapeNow()).toEqual({ ...shop.shape, c: 'm', i: 'c' });
  for (const name of ['c', 'i', 'd']) await shop.carriesWrites(name);

  await app.plan.undoButton.click();
  await expect(app.plan.title).toHaveText('Undo: move 2 replicas back');
  await app.plan.confirmButton.click();
  await expect(app.plan.status).toHaveText(DONE);
  expect(await shop.shapeNow()).toEqual(shop.shape);
});

test('servers picked out by a box and a click go below another in one plan, and the history brings their shape back', async ({
  world,
  app,
}) => {
  const { shop } = world;
  const [b, c, d] = [shop.address('b'), shop.address('c'), shop.address('d')];
  await app.openCluster(shop.address('m'));
  await app.cluster.pickInBox(c, d);
  await app.cluster.pick(b);
  await expect(app.cluster.picked).toContainText('3 servers selected');
  await app.cluster.grab(c);
  await app.cluster.carryTo(shop.address('i'));
  await expect(app.cluster.holding).toContainText(`${c} stays: ${c} already replicates from`);
  await app.cluster.carryTo(shop.address('a'));
  await expect(app.cluster.legalMark(shop.address('a'))).toHaveText('All 3 below this');
  await app.cluster.drop();
  await expect(app.plan.title).toHaveText(`Move 3 servers below ${shop.address('a')}`);
  await app.plan.confirmButton.click();
  await expect(app.plan.status).toHaveText(DONE);
  expect(await shop.shapeNow()).toEqual({ ...shop.shape, b: 'a', c: 'a', d: 'a' });

  await app.page.keyboard.press('Escape');
  await app.cluster.openHistory();
  await app.cluster.history.getByRole('button', { name: 'Shape before this…' }).first().click();
  await app.plan.confirmButton.click();
  await expect(app.plan.status).toHaveText(DONE);
  expect(await shop.shapeNow()).toEqual(shop.shape);
});

test('the handle of a server moves all its replicas, and undo takes them back', async ({ world, app }) => {
  const { shop } = world;
  await app.openCluster(shop.address('m'));
  await app.cluster.grabReplicasOf(shop.address('i'));
  // One of those that are held may be the new master of the others.
  await expect(app.cluster.legalMark(shop.address('d'))).toBeVisible();
  await expect(app.cluster.illegalMark(shop.address('i'))).toBeVisible();
  await app.cluster.carryTo(shop.address('b'));
  await app.cluster.drop();
  await expect(app.plan.title).toHaveText(`Move 2 replicas of ${shop.address('i')} below ${shop.address('b')}`);
  expect(await shop.shapeNow()).toEqual(shop.shape);
  await app.plan.confirmButton.click();
  await expect(app.plan.status).toHaveText(DONE);
  expect(await shop.shapeNow()).toEqual({ ...shop.shape, c: 'b', d: 'b' });
  await expect(app.cluster.trailer(shop.address('i'))).toHaveCount(0);
  await expect(app.cluster.trailer(shop.address('b'))).toHaveText('2');

  await app.page.keyboard.press('Escape');
  await app.cluster.lastDone.getByRole('button', { name: 'Undo…' }).click();
  await expect(app.plan.title).toHaveText('Undo: move 2 replicas back');
  await app.plan.confirmButton.click();
  await expect(app.plan.status).toHaveText(DONE);
  expect(await shop.shapeNow()).toEqual(shop.shape);
  await expect(app.cluster.trailer(shop.address('i'))).toHaveText('2');
});

async function colourOf(element: Locator): Promise<string> {
  return element.evaluate((node) => getComputedStyle(node).color);
}
