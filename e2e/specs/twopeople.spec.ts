/** Two people at the same cluster: whoever comes second is told so, and no server is ever told twice. */
import { TopiaryProcess } from '../fixtures/topiary-process.ts';
import { IS_SOAK, ONLY_IN_SOAK } from '../fixtures/soak.ts';
import { expect, test } from '../fixtures/test.ts';
import { DONE } from '../pages/plan-panel.ts';

test('a plan that a colleague has confirmed meanwhile is not run a second time', async ({ world, app, visit }) => {
  test.skip(!IS_SOAK, ONLY_IN_SOAK);
  const { shop } = world;
  const wei = await visit('wei');
  const gateway = await world.gateway('wei');
  await app.openCluster(shop.address('m'));
  await app.cluster.drag(shop.address('c'), shop.address('a'));
  await app.plan.confirmButton.waitFor();
  const plan = app.parameter('plan');
  await wei.page.goto(`/plans/${plan}`);
  await wei.plan.confirmButton.waitFor();
  gateway.holdBack();

  await app.plan.confirmButton.click();
  await expect(app.plan.status).toHaveText(DONE);
  await wei.plan.confirmButton.click();
  await expect(wei.plan.region).toContainText(`Plan ${plan} was already confirmed by lin.`);
  gateway.letThrough();
  await expect(wei.plan.status).toHaveText(DONE);
  expect(await shop.shapeNow()).toEqual({ ...shop.shape, c: 'a' });
  const { items } = await world.topiary.call('audit', { query: { instance: shop.address('c'), pageSize: 5 } });
  expect(items.filter((entry) => entry.plan === plan && entry.result === 'ok')).toHaveLength(1);
});

test('two people move the same replica at once: the second is told who is at it, then that things have changed', async ({
  world,
  app,
  visit,
}) => {
  test.skip(!IS_SOAK, ONLY_IN_SOAK);
  const { ledger } = world;
  const wei = await visit('wei');
  for (const person of [app, wei]) await person.openCluster(ledger.address('m'));
  await app.cluster.drag(ledger.address('b'), ledger.address('a'));
  await wei.cluster.dragReplicas(ledger.address('m'), ledger.address('a'));
  await wei.cluster.choice.getByRole('menuitem', { name: /^It takes its siblings/ }).click();
  await app.plan.confirmButton.waitFor();
  await wei.plan.confirmButton.waitFor();
  {
    await using _held = await ledger.hold('a', 'b');
    await app.plan.confirmButton.click();
    await expect(app.plan.status).toContainText('Running');
    await wei.plan.confirmButton.click();
    await expect(wei.plan.region).toContainText('lin is changing this cluster now');
  }
  await expect(app.plan.status).toHaveText(DONE);
  await expect(wei.cluster.trailer(ledger.address('a'))).toHaveText('1');

  await wei.plan.confirmButton.click();
  await expect(wei.plan.region).toContainText('The cluster changed after the plan was made. Make a new plan.');
  expect(await ledger.shapeNow()).toEqual({ ...ledger.shape, b: 'a' });
});

test('a stale plan is planned again from what is there now', async ({ world, app, visit }) => {
  const { shop } = world;
  const wei = await visit('wei');
  for (const person of [app, wei]) await person.openCluster(shop.address('m'));
  await wei.cluster.drag(shop.address('d'), shop.address('b'));
  await wei.plan.confirmButton.waitFor();
  await app.cluster.drag(shop.address('d'), shop.address('a'));
  await app.plan.confirmButton.click();
  await expect(app.plan.status).toHaveText(DONE);

  await wei.plan.confirmButton.click();
  await wei.plan.planAgainButton.click();
  await expect(wei.plan.steps.first()).toContainText(`instead of ${shop.address('a')}`);
  await wei.plan.confirmButton.click();
  await expect(wei.plan.status).toHaveText(DONE);
  expect(await shop.shapeNow()).toEqual({ ...shop.shape, d: 'b' });
});

test('a person who may only read sees everything and is not offered what would be refused', async ({
  world,
  visitAt,
}) => {
  await using topiary = await TopiaryProcess.start({
    account: world.sandbox.credentials.topology,
    seeds: [world.shop.address('m')],
    config: { ReadOnly: true, WebMessage: 'Staging <b>only</b>', RemoveTextFromHostnameDisplay: '127.0.0.1:' },
  });
  const app = await visitAt(topiary.url);
  const master = world.shop.address('m');
  await app.openCluster(portOf(master), master);
  await expect(app.page.getByRole('region', { name: 'Warnings' })).toHaveText('Staging <b>only</b>');
  await expect(app.cluster.card(master).getByText(portOf(master), { exact: true })).toHaveAttribute('title', master);
  await expect(app.page.getByRole('banner')).toContainText('read-only');
  await app.cluster.drag(world.shop.address('c'), world.shop.address('a'));
  await expect(app.plan.title).toHaveText(`Move ${world.shop.address('c')} below ${world.shop.address('a')}`);
  await expect(app.plan.confirmButton).toBeDisabled();
  await expect(app.plan.region).toContainText('anonymous may only read.');
});

/** What is left of an address without `127.0.0.1:`. */
function portOf(address: string): string {
  return address.slice(address.lastIndexOf(':') + 1);
}
