/** Who did what, when, from where, and how it ended; and every view of it can be sent to somebody. */
import { createClient } from '@topiary/contract';
import { IS_SOAK, ONLY_IN_SOAK } from '../fixtures/soak.ts';
import { expect, test } from '../fixtures/test.ts';
import { DONE } from '../pages/plan-panel.ts';

const PAGE_SIZE = 50;

test('a move is in the audit: who, when, from where, what, the result; its steps and SQL on opening', async ({
  world,
  app,
}) => {
  const { shop } = world;
  const [replica, target, master] = [shop.address('c'), shop.address('b'), shop.address('m')];
  await app.openCluster(master);
  await app.cluster.drag(replica, target);
  await app.plan.confirmButton.click();
  await expect(app.plan.status).toHaveText(DONE);
  const plan = app.parameter('plan') ?? '';
  const before = new Date();

  await app.shell.auditLink.click();
  const entry = app.audit.entryOf(plan).filter({ hasText: 'Move a replica' });
  await expect(entry).toContainText('lin');
  await expect(entry).toContainText('from 127.0.0.1, by the web page');
  await expect(entry).toContainText(replica);
  await expect(entry).toContainText('OK');
  await expect(entry.getByRole('time')).toHaveAttribute(
    'title',
    new RegExp(`^${before.toISOString().slice(0, 10)} .* UTC$`),
  );

  await app.audit.field('Text').fill('no such thing was done');
  await expect(app.audit.entries).toHaveCount(0);
  await app.audit.field('Text').fill(`${replica} BELOW ${target}: done`);
  await expect(entry).toBeVisible();
  await app.audit.showPlanButton(plan).first().click();
  await expect(app.audit.table.getByRole('article')).toContainText(`Point ${replica} at ${target}`);
  await expect(app.audit.table.getByLabel(/^SQL of step /)).toContainText('CHANGE REPLICATION SOURCE TO');

  await test.step('the cluster, the server and the plan are one click away', async () => {
    // The page still waits for a pause in the typing when the link is clicked.
    await app.audit.field('Text').fill(replica);
    await entry.getByRole('link', { name: `Plan ${plan}` }).click();
    await expect(app.page).toHaveURL(`/plans/${plan}`);
    await expect(app.plan.title).toHaveText(`Move ${replica} below ${target}`);
    await app.page.goBack();
    await entry.getByRole('link', { name: replica, exact: true }).click();
    await expect(app.instance.of(replica)).toBeVisible();
    await expect(app.cluster.card(replica)).toHaveAttribute('aria-selected', 'true');
    await app.page.goBack();
    await entry.getByRole('link', { name: master, exact: true }).click();
    await expect(app.cluster.cards).toHaveCount(shop.names.length);
  });
});

test('filter and page stand in the address, survive a reload, and are left by going back', async ({ world, app }) => {
  test.skip(!IS_SOAK, ONLY_IN_SOAK);
  const robot = createClient({ baseUrl: world.topiary.url, fetch, headers: { 'x-forwarded-user': 'robot' } });
  for (let many = 0; many < PAGE_SIZE + 5; many++) {
    const address = world.ledger.address(many < 5 ? 'a' : 'b');
    await robot.call('discover', { body: { address }, idempotencyKey: crypto.randomUUID() });
  }
  await world.topiary.call('discover', {
    body: { address: world.ledger.address('a') },
    idempotencyKey: crypto.randomUUID(),
  });
  await app.page.goto('/audit');
  await app.audit.field('User').fill('robot');
  await expect(app.page).toHaveURL(/[?&]user=robot(&|$)/);
  await expect(app.audit.count).toHaveText(/^55 entries/);
  await expect(app.audit.entries).toHaveCount(PAGE_SIZE);

  await app.page.getByRole('button', { name: 'Next page' }).click();
  await expect(app.page).toHaveURL(/[?&]page=1(&|$)/);
  await expect(app.audit.entries).toHaveCount(5);
  await app.page.reload();
  await expect(app.audit.entries).toHaveCount(5);
  await expect(app.audit.field('User')).toHaveValue('robot');
  await app.page.goBack();
  await expect(app.audit.entries).toHaveCount(PAGE_SIZE);

  await app.audit.field('Server').fill(world.ledger.address('a'));
  await expect(app.audit.count).toHaveText(/^5 entries/);
  expect(app.parameter('page')).toBeNull();
  await app.audit.filter.getByRole('button', { name: 'Clear' }).click();
  await expect(app.page).toHaveURL('/audit');
  await expect(app.audit.count).not.toHaveText(/^(5|55) entries/);
});

test('a failed discovery is in the audit with its result', async ({ app }) => {
  await app.page.goto('/');
  await app.fleet.openDiscovery();
  await app.fleet.discover('127.0.0.1:1');
  await app.fleet.failure.waitFor();
  await app.page.goto('/audit?result=failed');
  await expect(app.audit.entries.first()).toContainText('Discover');
  await expect(app.audit.entries.first()).toContainText('127.0.0.1:1');
  await expect(app.audit.entries.first()).toContainText('Failed');
});

test('links open a cluster, the panel of a server, a tab in it, a plan beside the drawing, and a search', async ({
  world,
  app,
}) => {
  test.skip(!IS_SOAK, ONLY_IN_SOAK);
  const { shop, topiary } = world;
  const { id } = await topiary.clusterOf(shop.address('m'));
  const place = `/clusters/${id}`;
  const replica = shop.address('c');

  await app.page.goto(`${place}?${new URLSearchParams({ instance: replica, tab: 'replication' })}`);
  await expect(app.instance.tab(replica, /^Replication/)).toHaveAttribute('aria-selected', 'true');
  await expect(app.instance.of(replica)).toContainText(shop.address('i'));

  const plan = await topiary.call('propose', {
    body: { kind: 'relocate', replica, target: shop.address('a') },
  });
  await app.page.goto(`${place}?plan=${plan.id}`);
  await expect(app.plan.title).toHaveText(`Move ${replica} below ${shop.address('a')}`);
  // The present lines, and the one that the plan would draw.
  await expect(app.cluster.lines).toHaveCount(shop.names.length);

  await app.page.goto(`${place}?${new URLSearchParams({ view: 'table', find: 'role:intermediate' })}`);
  await expect(app.page.getByRole('table').getByRole('row')).toHaveCount(2);

  await app.page.goto('/clusters/no-such-cluster');
  await expect(app.page.getByRole('alert')).toContainText('There is no cluster no-such-cluster.');
  await app.page.goto('/plans/no-such-plan');
  await expect(app.page.getByRole('alert')).toContainText('There is no plan no-such-plan');
  await app.page.goto('/no/such/page');
  await expect(app.page.getByRole('heading', { name: 'There is nothing here' })).toBeVisible();
});
