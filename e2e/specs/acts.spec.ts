/** What is done with servers beside moving them: two masters of each other, a detached replica, a query that is ended, a method. */
import { eventually } from '../fixtures/eventually.ts';
import { expect, test } from '../fixtures/test.ts';
import { DONE } from '../pages/plan-panel.ts';

const SLEEP_SECONDS = 60;

test('a replica dropped on its master becomes its co-master when a person says so, and undo takes it back', async ({
  world,
  app,
}) => {
  const { shop } = world;
  const [replica, master] = [shop.address('a'), shop.address('m')];
  await app.openCluster(master);
  await app.cluster.drag(replica, master);
  await app.cluster.choice.getByRole('menuitem', { name: /^Co-masters/ }).click();
  await expect(app.plan.status).toContainText('Nothing has been changed yet.');
  expect(await shop.sourceOf('m')).toBe('nobody');
  await app.plan.confirmButton.click();
  await expect(app.plan.status).toHaveText(DONE);
  expect([await shop.sourceOf('m'), await shop.sourceOf('a')]).toEqual(['a', 'm']);
  for (const name of ['a', 'c']) await shop.carriesWrites(name);

  await app.plan.undoButton.click();
  await app.plan.confirmButton.click();
  await expect(app.plan.status).toHaveText(DONE);
  expect(await shop.sourceOf('m')).toBe('nobody');
  expect(await shop.shapeNow()).toEqual(shop.shape);
});

test('a detached replica says from whom, in the fleet too, and is reattached where it stands', async ({
  world,
  app,
}) => {
  const { ledger, topiary } = world;
  const [replica, master] = [ledger.address('b'), ledger.address('m')];
  const act = { kind: 'detach-replica', channel: null } as const;
  const { id } = await topiary.call('propose', { body: { kind: 'control', instance: replica, act } });
  await topiary.call('confirm', { params: { plan: id }, query: { wait: 'true' }, idempotencyKey: id });
  expect(await ledger.sourceOf('b')).toMatch(/^\/\/.*stopped$/);

  await app.page.goto('/');
  await expect(app.fleet.row(replica)).toContainText(`${replica}: Detached replica`);
  await app.fleet.link(replica).click();
  await app.cluster.card(replica).click();
  const panel = app.instance.of(replica);
  await expect(panel).toContainText(`It was detached from ${master}`);
  await panel.getByRole('button', { name: `Reattach to ${master}…` }).click();
  await app.plan.confirmButton.click();
  await expect(app.plan.status).toHaveText(DONE);
  await eventually(async () => expect(await ledger.shapeNow()).toEqual(ledger.shape));
  await ledger.carriesWrites('b');
});

test('a query that runs is seen, and ended by a plan that shows it', async ({ world, app }) => {
  const { ledger } = world;
  const server = ledger.server('a');
  // It is ended with a result, or with the error of a query that was interrupted.
  const ended = server.query(`SELECT SLEEP(${SLEEP_SECONDS}) AS slept`).then(
    ([row]) => row?.['slept'],
    () => 1,
  );
  await app.openCluster(ledger.address('m'));
  await app.cluster.card(server.address).click();
  await app.instance.tab(server.address, 'Operations').click();
  const processes = app.instance.of(server.address).getByRole('region', { name: 'What runs now' });
  await processes.getByRole('button', { name: 'Look', exact: true }).click();
  const sleeping = processes.getByRole('group').filter({ hasText: `SLEEP(${SLEEP_SECONDS})` });
  await sleeping.getByRole('button', { name: 'End query…' }).click();
  await expect(app.plan.steps.first()).toContainText('KILL QUERY');
  await app.plan.confirmButton.click();
  await expect(app.plan.status).toHaveText(DONE);
  expect(Number(await ended)).toBe(1);
  expect(await ledger.shapeNow()).toEqual(ledger.shape);
});

test('a move says by which method and why, and which others cannot be; a person has it planned by one of them', async ({
  world,
  app,
}) => {
  const { ledger } = world;
  const [replica, target] = [ledger.address('b'), ledger.address('a')];
  const uses = (gtid: 'no' | 'slave_pos') =>
    Promise.all(
      ['a', 'b'].map((name) =>
        ledger.server(name).query(`STOP SLAVE; CHANGE MASTER TO MASTER_USE_GTID = ${gtid}; START SLAVE`),
      ),
    );
  await app.openCluster(ledger.address('m'));
  await uses('no');
  try {
    await eventually(async () => {
      const { nodes } = await world.topiary.clusterOf(replica);
      const found = nodes.filter(({ id }) => id === replica || id === target);
      expect(found.map(({ gtid }) => gtid)).toEqual(['available', 'available']);
    });
    await app.cluster.drag(replica, target);
    const method = app.plan.region.getByRole('region', { name: 'How it is moved' });
    await expect(method).toContainText('By file and position, because GTID is not used');
    const choose = method.getByRole('button', { name: 'Choose the method' });
    await choose.press('Enter');
    await expect(method.getByRole('radio', { name: 'Automatic' })).toBeChecked();
    for (const name of ['GTID', 'Pseudo-GTID', 'Equal coordinates'])
      await expect(method.getByRole('radio', { name, exact: true })).toBeDisabled();
    await expect(method).toContainText(`${replica} does not replicate by GTID.`);
    await method.getByRole('radio', { name: 'File and position' }).press('Space');
    await expect(method.getByRole('radio', { name: 'File and position' })).toBeChecked();
    await method.getByRole('button', { name: 'Plan again by this method' }).press('Enter');
    await expect(method).toContainText('By file and position, as was asked for');
    await app.plan.tab('CLI and API').click();
    await expect(app.plan.region).toContainText('--method coordinates');
    await app.plan.confirmButton.click();
    await expect(app.plan.status).toHaveText(DONE);
    expect(await ledger.shapeNow()).toEqual({ ...ledger.shape, b: 'a' });
    await ledger.carriesWrites('b');
  } finally {
    await uses('slave_pos');
  }
});
