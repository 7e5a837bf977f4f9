/** A list of servers, as people paste one from their inventory: what each line would bring is seen before it is added. */
import { TopiaryProcess, freePort } from '../fixtures/topiary-process.ts';
import { IS_SOAK, ONLY_IN_SOAK } from '../fixtures/soak.ts';
import { expect, test } from '../fixtures/test.ts';

/** May log in and nothing else, at first. */
const ACCOUNT = "'imported'@'%'";

test.describe('with an empty store', () => {
  let topiary: TopiaryProcess;
  test.beforeEach(async ({ world }) => {
    topiary = await TopiaryProcess.start({ account: world.sandbox.credentials.topology, seeds: [] });
  });
  test.afterEach(() => topiary[Symbol.asyncDispose]());

  test('a list is looked at line by line, then added, and both trees are drawn', async ({ world, visitAt }) => {
    const { shop, ledger } = world;
    const nobody = `127.0.0.1:${await freePort()}`;
    const app = await visitAt(topiary.url);
    await app.page.goto('/');
    await app.list.open();
    const [first = '', port = ''] = shop.address('d').split(':');
    await app.list.look(
      [
        'host,port,tags,rack',
        `${first},${port},role=backup,r1`,
        `${ledger.address('m')},,,`,
        `${nobody},,,`,
        'db one,,,',
        `${shop.address('d')},,,`,
      ].join('\n'),
    );
    await expect(app.list.counts).toHaveText(
      'Looked at, nothing is changed: 2 New · 1 Not reached · 1 Twice · 1 Not readable',
    );
    await expect(app.list.row(2)).toContainText(/New.*replicates from/);
    await expect(app.list.row(2)).toContainText('role=backup');
    await expect(app.list.row(4)).toContainText('The machine answers, but nothing listens on that port.');
    await expect(app.list.row(5)).toContainText('A host name has letters, digits, dots and hyphens only.');
    await expect(app.list.row(6)).toContainText('stands on line 2 already');
    await expect(app.page.getByText('Columns that mean nothing here: rack')).toBeVisible();
    expect((await topiary.call('fleet', {})).clusters).toEqual([]);

    await app.list.addButton.click();
    await expect(app.list.counts).toHaveText(/^Done: 2 Added/);
    await app.page.getByRole('button', { name: 'Show the fleet' }).click();
    for (const tree of [shop, ledger]) {
      await app.openCluster(tree.address(tree.master));
      await expect(app.cluster.cards).toHaveCount(tree.names.length);
    }
    const { node } = await topiary.call('instance', { params: { instance: shop.address('d') } });
    expect(node.registered.tags).toEqual([{ name: 'role', value: 'backup' }]);
    const { items } = await topiary.call('audit', { query: { action: 'import' } });
    expect(items).toMatchObject([{ summary: [{ params: { given: 3, count: 2 } }, {}] }]);
  });

  test('a first list that cannot be added says so, and keeps nobody from the fleet', async ({ world, visitAt }) => {
    const { ledger } = world;
    const app = await visitAt(topiary.url);
    await app.page.goto('/');
    await app.list.open();
    await app.list.look(ledger.address('m'));
    await app.page.route('**/api/v1/import', (route) => route.abort());
    await app.list.addButton.click();
    await expect(app.page.getByRole('alert')).toBeVisible();
    await expect(app.list.box).toBeVisible();
    await topiary.call('discover', { body: { address: ledger.address('m') }, idempotencyKey: 'first' });
    await expect(app.fleet.link(ledger.address('m'))).toBeVisible();
  });

  test('a file is read that is dropped on the list', async ({ world, visitAt }) => {
    test.skip(!IS_SOAK, ONLY_IN_SOAK);
    const app = await visitAt(topiary.url);
    await app.page.goto('/');
    await app.list.open();
    const text = `# from the inventory\n${world.ledger.address('m')}\n`;
    const transfer = await app.page.evaluateHandle((content) => {
      const data = new DataTransfer();
      data.items.add(new File([content], 'servers.txt', { type: 'text/plain' }));
      return data;
    }, text);
    await app.list.box.dispatchEvent('drop', { dataTransfer: transfer });
    await expect(app.list.box).toHaveValue(text);
  });
});

test('a server that shows Topiary too little is named with the statements that would help', async ({
  world,
  visitAt,
}) => {
  test.skip(!IS_SOAK, ONLY_IN_SOAK);
  const { ledger, shop } = world;
  // On the master: on a replica it would be a transaction that nobody else has.
  const server = ledger.server('m');
  await server.query(`CREATE USER ${ACCOUNT} IDENTIFIED BY 'let-me-in'`);
  try {
    await using topiary = await TopiaryProcess.start({
      account: { user: 'imported', password: 'let-me-in' },
      seeds: [],
    });
    const app = await visitAt(topiary.url);
    await app.page.goto('/');
    await app.list.open();
    const text = `${ledger.address('m')}\n${shop.address('a')}`;
    await app.list.look(text);
    const needed = `GRANT SLAVE MONITOR ON *.* TO ${ACCOUNT}`;
    await expect(app.list.row(1)).toContainText('The topology user lacks a privilege.');
    await expect(app.list.row(1)).toContainText(needed);
    await expect(app.list.row(2)).toContainText('User or password was refused.');
    await expect(app.list.addButton).toHaveCount(0);

    await server.query(needed);
    await app.list.lookButton.click();
    await expect(app.list.row(1)).toContainText('New');
    await expect(app.list.row(1)).toContainText(`GRANT BINLOG MONITOR ON *.* TO ${ACCOUNT}`);
    await expect(app.list.addButton).toHaveText('Add 1 server');
  } finally {
    await server.query(`DROP USER ${ACCOUNT}`);
  }
});

test('what is known already is said to be so, under the name that it is known by', async ({ app, world }) => {
  await app.page.goto('/');
  await app.fleet.openDiscovery();
  await app.list.open();
  const { port } = world.shop.server('a');
  await app.list.look(`${world.shop.address('a')}\nlocalhost:${port}`);
  await expect(app.list.counts).toContainText('2 Known');
  await expect(app.list.row(2)).toContainText(`Is known already as ${world.shop.address('a')}`);
  await expect(app.list.addButton).toHaveCount(0);
});

test('in Chinese it says the same', async ({ app, world }) => {
  await app.page.goto('/');
  await app.shell.chooseLanguage('简体中文');
  await app.page.getByRole('main').getByRole('button', { name: '发现' }).click();
  await app.page.getByRole('tab', { name: '列表' }).click();
  await app.page.getByRole('textbox', { name: '服务器列表' }).fill(`${world.shop.address('a')}\na:b`);
  await app.page.getByRole('button', { name: '检查列表' }).click();
  const table = app.page.getByRole('table', { name: '列表将带来什么' });
  await expect(table).toContainText('已知');
  await expect(table).toContainText('端口不是数字。');
});
