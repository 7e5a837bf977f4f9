/** From nothing to drawn trees: one address per cluster is all a person has to know. */
import { createServer } from 'node:net';
import { eventually } from '../fixtures/eventually.ts';
import { TopiaryProcess, freePort } from '../fixtures/topiary-process.ts';
import { IS_SOAK, ONLY_IN_SOAK } from '../fixtures/soak.ts';
import { expect, test } from '../fixtures/test.ts';

test.describe('with an empty store', () => {
  // As it comes: no login, reached directly.
  let topiary: TopiaryProcess;

  test.beforeEach(async ({ world }) => {
    topiary = await TopiaryProcess.start({ account: world.sandbox.credentials.topology, seeds: [] });
  });
  test.afterEach(() => topiary[Symbol.asyncDispose]());

  test('one address of each cluster is enough to draw both trees', async ({ world, visitAt }) => {
    const app = await visitAt(topiary.url);
    await app.page.goto('/');
    await expect(app.page.getByRole('heading', { name: 'No servers are known yet' })).toBeVisible();

    await app.fleet.discover(world.shop.address('d'));
    await expect(app.fleet.link(world.shop.address('m'))).toBeVisible();
    await app.fleet.openDiscovery();
    await app.fleet.discover(world.ledger.address('m'));
    await expect(app.fleet.found).toContainText(world.ledger.address('m'));
    await app.page.getByRole('button', { name: 'Open its cluster' }).click();

    for (const tree of [world.ledger, world.shop]) {
      await app.openCluster(tree.address(tree.master));
      await expect(app.cluster.cards).toHaveCount(tree.names.length);
      await expect(app.cluster.lines).toHaveCount(tree.names.length - 1);
      for (const [replica, source] of Object.entries(tree.shape)) {
        const level = source === tree.master ? 2 : 3;
        const card = app.page.getByRole('treeitem', { name: new RegExp(`^${tree.address(replica)},`), level });
        await expect(card).toHaveAccessibleName(/Reachable/);
      }
      await expect(app.cluster.card(tree.address(tree.master))).toHaveAccessibleName(/Master, Reachable, .*Writable/);
    }
  });
});

test('a wrong password is said to be that', async ({ world, visitAt }) => {
  const { user } = world.sandbox.credentials.topology;
  await using topiary = await TopiaryProcess.start({ account: { user, password: 'wrong' }, seeds: [] });
  const app = await visitAt(topiary.url);
  await app.page.goto('/');
  for (const tree of world.trees) {
    await app.fleet.discover(tree.address('a'));
    await expect(app.fleet.failure).toContainText(`${tree.address('a')} could not be discovered`);
    await expect(app.fleet.failure).toContainText('User or password was refused.');
  }
});

test.describe('an address that leads to no server', () => {
  test.beforeEach(async ({ app }) => {
    await app.page.goto('/');
    await app.fleet.openDiscovery();
  });

  test('nothing listens there', async ({ app }) => {
    const nobody = `127.0.0.1:${await freePort()}`;
    await app.fleet.discover(nobody);
    await expect(app.fleet.failure).toContainText(`${nobody} could not be discovered`);
    await expect(app.fleet.failure).toContainText('The machine answers, but nothing listens on that port.');
    expect((await app.fleet.failure.innerText()).split('ECONNREFUSED')).toHaveLength(2);
  });

  test('a name that nobody knows', async ({ app }) => {
    test.skip(!IS_SOAK, ONLY_IN_SOAK);
    await app.fleet.discover('no-such-server.invalid');
    await expect(app.fleet.failure).toContainText('no-such-server.invalid:3306 could not be discovered');
    await expect(app.fleet.failure).toContainText('The name is not known to the resolver.');
  });

  test('something else than MySQL answers there', async ({ app, world }) => {
    test.skip(!IS_SOAK, ONLY_IN_SOAK);
    const web = new URL(world.topiary.url).host;
    await app.fleet.discover(web);
    await expect(app.fleet.failure).toContainText(`${web} could not be discovered`);
    await expect(app.fleet.failure).toContainText('it is not a MySQL or MariaDB server');
  });

  test('something accepts the connection and never says a word', async ({ app }) => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const place = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    await app.fleet.discover(place);
    await expect(app.fleet.failure).toContainText(`${place} could not be discovered`);
    await expect(app.fleet.failure).toContainText('The machine accepts connections, but the server does not greet');
    silent.close();
  });

  test('it is no address at all', async ({ app }) => {
    const requests: string[] = [];
    app.page.on('request', (request) => requests.push(request.url()));
    for (const [address, answer] of [
      ['', 'Enter the address of a server.'],
      ['127.0.0.1:mysql', 'The port after the colon is a number, for example 3306.'],
      ['127.0.0.1:70000', 'A port is a number from 1 to 65535.'],
      ['db one', 'A host name has letters, digits, dots and hyphens only.'],
    ] as const) {
      await app.fleet.discover(address);
      await expect(app.page.getByRole('dialog')).toContainText(answer);
      await expect(app.fleet.addressBox).toHaveAttribute('aria-invalid', 'true');
    }
    expect(requests.filter((url) => url.includes('/discover'))).toEqual([]);
  });

  test('another name of a server that is known already does not make it two', async ({ app, world }) => {
    await app.fleet.discover(`localhost:${world.shop.server('a').port}`);
    await expect(app.fleet.found).toBeVisible();
    await eventually(async () => {
      const { nodes } = await world.topiary.clusterOf(world.shop.address('a'));
      expect(nodes.map(({ id }) => id).toSorted()).toEqual(
        world.shop.names.map((name) => world.shop.address(name)).toSorted(),
      );
    });
  });

  test('a server that is known already is said to be so, and is not added again', async ({ app, world }) => {
    const known = world.shop.address('a');
    await app.fleet.discover(known);
    await expect(app.fleet.found).toContainText(`${known} was known already`);
    const { clusters } = await world.topiary.call('fleet', {});
    expect(clusters.map(({ instances }) => instances).toSorted((left, right) => left - right)).toEqual([4, 6]);
  });
});
