/** No serious barrier on any page, in light and dark, as axe finds them. */
import { barriers } from '../fixtures/barriers.ts';
import { IS_SOAK } from '../fixtures/soak.ts';
import { expect, test } from '../fixtures/test.ts';
import type { World } from '../fixtures/world.ts';
import type { App } from '../pages/app.ts';

/** The colours of both have been through it; a change of them is what the dark ones are for. */
const SCHEMES = IS_SOAK ? (['light', 'dark'] as const) : (['light'] as const);

for (const colorScheme of SCHEMES) {
  test(`no serious barrier, ${colorScheme}`, async ({ world, app }) => {
    const { shop, topiary } = world;
    const { page } = app;
    const { id } = await topiary.clusterOf(shop.address('m'));
    const plan = await topiary.call('propose', {
      body: { kind: 'relocate', replica: shop.address('c'), target: shop.address('a') },
    });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });

    await page.goto('/');
    await app.fleet.link(shop.address('m')).waitFor();
    expect.soft(await barriers(page), 'fleet').toEqual([]);

    await page.goto(`/clusters/${id}?${new URLSearchParams({ instance: shop.address('d') })}`);
    await app.instance.tab(shop.address('d'), 'Overview').waitFor();
    await app.cluster.card(shop.address('m')).waitFor();
    expect.soft(await barriers(page), 'cluster with a server').toEqual([]);

    await page.goto(`/clusters/${id}?plan=${plan.id}`);
    await app.plan.confirmButton.waitFor();
    await app.cluster.card(shop.address('m')).waitFor();
    expect.soft(await barriers(page), 'plan').toEqual([]);
    // What remains is built of the same parts, in the same colours.
    if (!IS_SOAK) return;
    await panels(world, app, colorScheme);
    if (colorScheme === 'dark') return;

    await page.goto(`/clusters/${id}?view=table`);
    await page.getByRole('table').waitFor();
    expect.soft(await barriers(page), 'table').toEqual([]);

    await page.goto('/');
    await app.fleet.openDiscovery();
    await app.list.open();
    await app.list.look(`${shop.address('a')}\nnobody.invalid\ndb one`);
    expect.soft(await barriers(page), 'list').toEqual([]);

    await page.goto('/sources');
    await page.getByRole('heading', { name: 'Seeds' }).waitFor();
    expect.soft(await barriers(page), 'sources').toEqual([]);

    await lists(app);
    await failures(world, app);
    await page.goto(`/plans/${plan.id}`);
    await app.plan.confirmButton.waitFor();
    expect.soft(await barriers(page), 'page of a plan').toEqual([]);
  });

  test(`no serious barrier on the page of pools, ${colorScheme}`, async ({ world, app }) => {
    const { shop, topiary } = world;
    const { page } = app;
    const { id } = await topiary.clusterOf(shop.address('m'));
    const pool = { instance: shop.address('d'), pool: 'readers' };
    await topiary.call('register', { body: { kind: 'join-pool', ...pool }, idempotencyKey: `pool ${colorScheme}` });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto(`/clusters/${id}/pools`);
    await page.getByRole('region', { name: 'readers' }).waitFor();
    expect.soft(await barriers(page), 'pools').toEqual([]);
    await topiary.call('register', { body: { kind: 'leave-pool', ...pool }, idempotencyKey: `left ${colorScheme}` });
  });
}

test('high contrast is there to choose, survives a reload, and has no barrier', async ({ app }) => {
  const { page } = app;
  await page.goto('/');
  await app.shell.chooseScheme('High contrast');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-contrast', 'more');
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(await barriers(page)).toEqual([]);
});

/** Of the panel of a server, and where it may go. */
async function panels({ shop, topiary }: World, app: App, colorScheme: string): Promise<void> {
  const { page } = app;
  const { id } = await topiary.clusterOf(shop.address('m'));
  await page.goto(`/clusters/${id}?${new URLSearchParams({ instance: shop.address('d') })}`);
  await app.instance.tab(shop.address('d'), 'Overview').waitFor();
  const tag = { instance: shop.address('d'), name: 'seen' };
  await topiary.call('register', { body: { kind: 'set-tag', ...tag }, idempotencyKey: `tag ${colorScheme}` });
  await app.instance.tab(shop.address('d'), 'Registered').click();
  await page.getByRole('button', { name: 'Remove tag seen' }).waitFor();
  expect.soft(await barriers(page), 'what is registered').toEqual([]);
  await topiary.call('register', { body: { kind: 'remove-tag', ...tag }, idempotencyKey: `untag ${colorScheme}` });

  await app.instance.tab(shop.address('d'), 'Operations').click();
  await page.getByRole('button', { name: 'Stop replication…' }).waitFor();
  expect.soft(await barriers(page), 'operations').toEqual([]);

  await app.cluster.card(shop.address('d')).press('m');
  // Its own master is there twice: the two may change places, or it connects anew.
  await expect(app.moveDialog.options).toHaveCount(shop.names.length + 1);
  expect.soft(await barriers(page), 'targets').toEqual([]);
}

/** The pages that list something. */
async function lists({ page, audit }: App): Promise<void> {
  await page.goto('/hosts');
  await page.getByRole('table', { name: 'Hosts' }).getByRole('link').click();
  await page.getByRole('table', { name: 'Servers' }).waitFor();
  expect.soft(await barriers(page), 'host').toEqual([]);

  await page.goBack();
  await page.getByRole('table', { name: 'Hosts' }).waitFor();
  expect.soft(await barriers(page), 'hosts').toEqual([]);

  await page.goto('/names');
  await page.getByRole('heading', { name: 'Clusters' }).waitFor();
  expect.soft(await barriers(page), 'names').toEqual([]);

  await page.goto('/audit');
  await audit.count.waitFor();
  expect.soft(await barriers(page), 'audit').toEqual([]);
}

/** What there is to see before anything fails, and what was done. */
async function failures({ shop, topiary }: World, { page }: App): Promise<void> {
  const { id } = await topiary.clusterOf(shop.address('m'));
  await page.goto('/problems');
  await page.getByRole('search').waitFor();
  expect.soft(await barriers(page), 'problems').toEqual([]);

  await page.goto('/recoveries');
  await page.getByRole('tabpanel').waitFor();
  expect.soft(await barriers(page), 'recoveries').toEqual([]);

  await page.goto(`/rehearsal?${new URLSearchParams({ server: shop.address('m') })}`);
  await page.getByRole('heading', { level: 2 }).first().waitFor();
  expect.soft(await barriers(page), 'rehearsal').toEqual([]);

  for (const panel of ['readiness', 'history']) {
    await page.goto(`/clusters/${id}?${panel}=`);
    await page.getByRole('region').getByRole('button', { name: 'Close panel' }).waitFor();
    await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0);
    expect.soft(await barriers(page), panel).toEqual([]);
  }
}
