/** What was done as a file, who is in downtime, what two servers are set to, and being told of what comes up. */
import { readFile } from 'node:fs/promises';
import { barriers } from '../fixtures/barriers.ts';
import { expect, test } from '../fixtures/test.ts';

test('the audit is filtered by what was done, and is a file as it is filtered', async ({ world, app }) => {
  const { shop, topiary } = world;
  const tag = { kind: 'set-tag', instance: shop.address('a'), name: 'exported' } as const;
  await topiary.call('register', { body: tag, idempotencyKey: crypto.randomUUID() });
  await app.page.goto('/audit');
  await app.audit.filter.getByRole('combobox', { name: 'What was done' }).click();
  await app.page.getByRole('option', { name: 'Tag', exact: true }).click();
  await expect(app.page).toHaveURL(/[?&]action=tag(&|$)/);
  await expect(app.audit.entries.first()).toContainText(shop.address('a'));
  expect.soft(await barriers(app.page), 'audit').toEqual([]);
  await app.page.getByRole('button', { name: 'Export' }).click();
  const started = app.page.waitForEvent('download');
  await app.page.getByRole('menuitem', { name: 'CSV, for a spreadsheet' }).click();
  const download = await started;
  expect(download.suggestedFilename()).toMatch(/^topiary-audit-\d{4}-\d\d-\d\d\.csv$/);
  const [header, ...rows] = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
  expect(header).toContain('id,at,user,address,via,action');
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.every((row) => row.includes(',tag,ok,'))).toBe(true);
  const untag = { kind: 'remove-tag', instance: tag.instance, name: tag.name } as const;
  await topiary.call('register', { body: untag, idempotencyKey: 'not exported any more' });
});

test('the settings of two servers, the logs and the transactions are beside the drawing, each under its address', async ({
  world,
  app,
}) => {
  const { shop, topiary } = world;
  const [server, master] = [shop.address('a'), shop.address('m')];
  const { id } = await topiary.clusterOf(master);
  const open = (tab: string, further = {}) =>
    app.page.goto(`/clusters/${id}?${new URLSearchParams({ instance: server, tab, ...further })}`);

  await open('settings', { with: shop.address('b') });
  const natural = app.page.getByRole('region', { name: 'Different by nature' });
  await expect(natural.getByRole('row', { name: /^server_id / })).toBeVisible();
  await expect(natural.getByRole('columnheader', { name: shop.address('b') })).toBeVisible();
  expect.soft(await barriers(app.page), 'settings').toEqual([]);

  await open('logs');
  const logs = app.page.getByRole('table', { name: 'Binary logs' });
  await expect(logs.getByRole('row').nth(1)).toContainText(/[KMG]?i?B/);
  expect.soft(await barriers(app.page), 'logs').toEqual([]);

  await open('gtid');
  await expect(app.page.getByRole('region', { name: 'By origin' }).getByRole('listitem').last()).toContainText(
    'in both',
  );
  expect.soft(await barriers(app.page), 'gtid').toEqual([]);
});

test('downtime is begun for several servers at once, listed, and ended for all of them', async ({ world, app }) => {
  const { shop } = world;
  const { page } = app;
  const servers = [shop.address('a'), shop.address('b')];
  await page.goto('/recoveries?list=downtime');
  await page.getByRole('textbox', { name: 'Servers, one a line' }).fill(servers.join('\n'));
  const form = page.getByRole('form', { name: 'Downtime' });
  await form.getByRole('textbox', { name: 'Reason' }).fill('a rack moves');
  await form.getByRole('button', { name: 'Begin downtime' }).click();
  const list = page.getByRole('table', { name: 'In downtime or maintenance' });
  for (const server of servers) await expect(list.getByRole('row').filter({ hasText: server })).toContainText('rack');
  expect.soft(await barriers(page), 'downtime').toEqual([]);
  await list.getByRole('checkbox', { name: 'Choose all that are shown' }).check();
  await page.getByRole('button', { name: 'End 2…' }).click();
  await page.getByRole('button', { name: 'End all 2 now' }).click();
  await expect(page.getByText('No server is in downtime or maintenance.')).toBeVisible();
});

test('the bell has nothing to say while all is well, and what it tells by is off until somebody wants it', async ({
  app,
}) => {
  const { page } = app;
  await page.goto('/');
  await page.getByRole('button', { name: /^Notifications/ }).click();
  const bell = page.getByRole('dialog', { name: 'Notifications' });
  for (const name of ['Notification of the browser', 'Sound'])
    await expect(bell.getByRole('combobox', { name })).toHaveValue('Off');
  expect.soft(await barriers(page), 'notifications').toEqual([]);
  await bell.getByRole('combobox', { name: 'Sound' }).click();
  await page.getByRole('option', { name: 'What is critical', exact: true }).click();
  await page.reload();
  await page.getByRole('button', { name: /^Notifications/ }).click();
  await expect(bell.getByRole('combobox', { name: 'Sound' })).toHaveValue('What is critical');
});
