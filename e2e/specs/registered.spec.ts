/** What people register about servers: one person says it, the other sees it at once. */
import { IS_SOAK, ONLY_IN_SOAK } from '../fixtures/soak.ts';
import { expect, test } from '../fixtures/test.ts';
import type { App } from '../pages/app.ts';

const REASON = 'kernel upgrade';

async function openRegistered(app: App, address: string): Promise<void> {
  await app.cluster.card(address).click();
  await app.instance.tab(address, 'Registered').click();
}

test('downtime is begun with an owner and a reason, seen by a colleague at once, and ended', async ({
  world,
  app,
  visit,
}) => {
  const { shop } = world;
  const [server, master] = [shop.address('a'), shop.address('m')];
  const wei = await visit('wei');
  for (const person of [app, wei]) await person.openCluster(master);
  await openRegistered(app, server);
  const form = app.instance.of(server).getByRole('form', { name: 'Downtime' });

  await form.getByRole('button', { name: 'Begin downtime' }).click();
  await expect(form.getByRole('textbox', { name: 'Reason' })).toHaveAttribute('aria-invalid', 'true');
  await expect(form.getByRole('textbox', { name: 'Owner' })).toHaveValue('lin');
  await form.getByRole('textbox', { name: 'Reason' }).fill(REASON);
  await form.getByRole('combobox', { name: 'For how long' }).selectOption('4 hours');
  await form.getByRole('button', { name: 'Begin downtime' }).click();

  await expect(app.instance.of(server)).toContainText(`lin: ${REASON}`);
  await expect(wei.cluster.card(server)).toHaveAccessibleName(/Downtime/);
  await openRegistered(wei, server);
  await wei.instance.of(server).getByRole('button', { name: 'End downtime' }).click();
  await expect(form.getByRole('button', { name: 'Begin downtime' })).toBeVisible();
  await expect(app.cluster.card(server)).not.toHaveAccessibleName(/Downtime/);
  const { items } = await world.topiary.call('audit', { query: { instance: server, pageSize: 5 } });
  expect(items.slice(0, 2).map(({ action, actor }) => [action, actor.user])).toEqual([
    ['end-downtime', 'wei'],
    ['begin-downtime', 'lin'],
  ]);
});

test('a tag is set, found by the search and removed', async ({ world, app, visit }) => {
  const { shop } = world;
  const [server, other, master] = [shop.address('b'), shop.address('a'), shop.address('m')];
  const wei = await visit('wei');
  for (const person of [app, wei]) await person.openCluster(master);
  await openRegistered(app, server);
  const panel = app.instance.of(server);
  await panel.getByRole('textbox', { name: 'New tag' }).fill('~role');
  await panel.getByRole('button', { name: 'Add tag' }).click();
  await expect(panel).toContainText('A tag does not begin with ~ or !');
  await panel.getByRole('textbox', { name: 'New tag' }).fill('role=backup');
  await panel.getByRole('button', { name: 'Add tag' }).click();
  await expect(panel.getByRole('button', { name: 'Remove tag role=backup' })).toBeVisible();

  await wei.page.getByRole('searchbox', { name: 'Find in this cluster' }).fill('tag:role=backup');
  await expect(wei.cluster.card(server)).not.toHaveAttribute('data-dimmed');
  await expect(wei.cluster.card(other)).toHaveAttribute('data-dimmed');

  await panel.getByRole('button', { name: 'Remove tag role=backup' }).click();
  await expect(wei.cluster.card(server)).toHaveAttribute('data-dimmed');
});

test('servers are put into a pool, which the cluster lists, and are taken out of it', async ({ world, app }) => {
  test.skip(!IS_SOAK, ONLY_IN_SOAK);
  const { shop } = world;
  const [server, master] = [shop.address('b'), shop.address('m')];
  await app.openCluster(master);
  await openRegistered(app, server);
  const form = app.instance.of(server).getByRole('form', { name: 'Pools' });
  await form.getByRole('button', { name: 'Put into pool' }).click();
  await expect(form.getByRole('textbox', { name: 'New pool' })).toHaveAttribute('aria-invalid', 'true');
  await form.getByRole('textbox', { name: 'New pool' }).fill('readers');
  await form.getByRole('button', { name: 'Put into pool' }).click();
  await app.page.getByRole('link', { name: '1 pool' }).click();

  await expect(app.page.getByRole('heading', { name: 'Pools', exact: true })).toBeVisible();
  const pool = app.page.getByRole('region', { name: 'readers' });
  await expect(pool).toContainText('1 server');
  await pool.getByRole('link', { name: server }).click();
  await app.instance.tab(server, 'Registered').click();
  await app.instance.of(server).getByRole('button', { name: 'Take out of pool readers' }).click();
  await expect(app.page.getByRole('link', { name: '1 pool' })).toHaveCount(0);
  const { items } = await world.topiary.call('audit', { query: { instance: server, pageSize: 2 } });
  expect(items.map(({ action }) => action)).toEqual(['leave-pool', 'join-pool']);
});

test('maintenance keeps others from moving a server', async ({ world, app, visit }) => {
  test.skip(!IS_SOAK, ONLY_IN_SOAK);
  const { shop } = world;
  const [server, target, master] = [shop.address('c'), shop.address('a'), shop.address('m')];
  const wei = await visit('wei');
  for (const person of [app, wei]) await person.openCluster(master);
  await openRegistered(app, server);
  const form = app.instance.of(server).getByRole('form', { name: 'Maintenance' });
  await form.getByRole('textbox', { name: 'Reason' }).fill(REASON);
  await form.getByRole('button', { name: 'Begin maintenance' }).click();
  await expect(wei.cluster.card(server)).toHaveAccessibleName(/Maintenance/);
  await wei.cluster.drag(server, target);
  await expect(wei.cluster.refusal).toContainText(`${server} is in maintenance by lin (${REASON})`);
  await app.instance.of(server).getByRole('button', { name: 'End maintenance' }).click();
  await expect(wei.cluster.card(server)).not.toHaveAccessibleName(/Maintenance/);
});

test('a cluster is renamed in place, in every tab and in the fleet', async ({ world, app, visit }) => {
  test.skip(!IS_SOAK, ONLY_IN_SOAK);
  const master = world.ledger.address('m');
  const wei = await visit('wei');
  for (const person of [app, wei]) await person.openCluster(master);
  const rename = async (alias: string): Promise<void> => {
    await app.page.getByRole('button', { name: 'Rename this cluster' }).click();
    await app.page.getByRole('textbox', { name: 'Alias of the cluster' }).fill(alias);
    await app.page.getByRole('button', { name: 'Save' }).click();
  };
  await rename('books');
  for (const person of [app, wei]) {
    await expect(person.page.getByRole('heading', { level: 1, name: 'books', exact: true })).toBeVisible();
  }
  await wei.page.goto('/');
  await expect(wei.fleet.link('books')).toBeVisible();
  await rename('');
  await expect(app.page.getByRole('heading', { level: 1, name: master })).toBeVisible();
  await expect(wei.fleet.link(master)).toBeVisible();
});
