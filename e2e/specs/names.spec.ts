/** What a person does when the tree shows a server that is gone, or two names of one server. */
import { TopiaryProcess } from '../fixtures/topiary-process.ts';
import { IS_SOAK, ONLY_IN_SOAK } from '../fixtures/soak.ts';
import { expect, test } from '../fixtures/test.ts';

test.describe('on the page of names', () => {
  let topiary: TopiaryProcess;

  test.skip(!IS_SOAK, ONLY_IN_SOAK);

  test.beforeEach(async ({ world }) => {
    const seeds = [world.shop.address(world.shop.master)];
    topiary = await TopiaryProcess.start({
      account: world.sandbox.credentials.topology,
      seeds,
      config: { TopiaryPollIntervalMilliseconds: 500 },
    });
  });
  test.afterEach(() => topiary[Symbol.asyncDispose]());

  test('a server is forgotten, stays away though its master lists it, and is taken back', async ({
    world,
    visitAt,
  }) => {
    const app = await visitAt(topiary.url);
    const { page, cluster } = app;
    const { shop } = world;
    const replica = shop.address('b');
    await page.goto('/names');
    const form = page.getByRole('form', { name: 'Forget a server' });
    await form.getByLabel('Server').fill(replica);
    await form.getByRole('button', { name: 'Forget the server' }).click();
    await expect(page.getByRole('table', { name: 'Forgotten servers' })).toContainText(replica);
    await expect(page.getByRole('table', { name: 'Left alone' })).toContainText('forgotten', { timeout: 15_000 });

    await app.openCluster(shop.address(shop.master));
    await expect(cluster.cards).toHaveCount(shop.names.length - 1);

    await page.goto('/names');
    await page.getByRole('button', { name: `Remember ${replica} again` }).click();
    await app.openCluster(shop.address(shop.master));
    await expect(cluster.cards).toHaveCount(shop.names.length);
  });

  test('a server is forgotten in its panel, once it was asked twice', async ({ world, visitAt }) => {
    const app = await visitAt(topiary.url);
    const { shop } = world;
    const server = shop.address('b');
    await app.openCluster(shop.address(shop.master));
    await app.cluster.card(server).click();
    await app.instance.tab(server, 'Registered').click();
    const panel = app.instance.of(server);
    await panel.getByRole('button', { name: 'Forget this server' }).click();
    await expect(panel).toContainText(`Forget ${server}?`);
    await panel.getByRole('button', { name: 'Cancel' }).click();
    await panel.getByRole('button', { name: 'Forget this server' }).click();
    await expect(app.cluster.cards).toHaveCount(shop.names.length);
    await panel.getByRole('button', { name: 'Forget the server' }).click();
    await expect(app.cluster.cards).toHaveCount(shop.names.length - 1);
  });

  test('an address that is none is said to be that, before anything is asked', async ({ visitAt }) => {
    const { page } = await visitAt(topiary.url);
    await page.goto('/names');
    const form = page.getByRole('form', { name: 'Forget a server' });
    await form.getByLabel('Server').fill('1:2:3');
    await form.getByRole('button', { name: 'Forget the server' }).click();
    await expect(form).toContainText('With more than one colon it is an IPv6 address, and this is none.');
  });

  test('two addresses are declared one server, and that is withdrawn', async ({ world, visitAt }) => {
    const { page } = await visitAt(topiary.url);
    const master = world.shop.address(world.shop.master);
    await page.goto('/names');
    const form = page.getByRole('form', { name: 'Declare who is who' });
    await form.getByLabel('Address', { exact: true }).fill('tunnel.example:3306');
    await form.getByLabel('Other address').fill(master);
    await form.getByRole('button', { name: 'They are one server' }).click();
    const addresses = page.getByRole('table', { name: 'Other addresses of known servers' });
    await expect(addresses).toContainText('declared by a person');
    await page.getByRole('button', { name: `Withdraw what was declared of tunnel.example:3306 and ${master}` }).click();
    await expect(addresses).toHaveCount(0);

    await form.getByRole('button', { name: 'They are two servers' }).click();
    await expect(page.getByText(`${master} and tunnel.example:3306 are two servers`, { exact: true })).toBeVisible();
  });
});
