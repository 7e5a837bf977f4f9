/** The fleet is asked for what is wanted, grouped, and looked at as a map; the address keeps all of it. */
import { barriers } from '../fixtures/barriers.ts';
import { expect, test } from '../fixtures/test.ts';

test('a query finds clusters, says what in it is wrong, and stands in the address', async ({ world, app }) => {
  const { shop, ledger } = world;
  const { page, fleet } = app;
  await page.goto('/');
  await fleet.link(ledger.address('m')).waitFor();
  await page.keyboard.press('/');
  await expect(fleet.search).toBeFocused();

  await test.step('keys and values are proposed', async () => {
    await page.keyboard.type('prod');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(fleet.search).toHaveValue('product:');
    await page.keyboard.type('maria');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(fleet.search).toHaveValue('product:mariadb');
    await expect(fleet.link(shop.address('m'))).toBeHidden();
    await expect(fleet.link(ledger.address('m'))).toBeVisible();
    await expect.poll(() => app.parameter('find')).toBe('product:mariadb');
  });

  await test.step('what is not understood is named', async () => {
    await fleet.search.fill('lag:>soon servers:>5');
    await expect(page.getByText('“lag:>soon”: a number has to follow.')).toBeVisible();
    await expect(fleet.link(ledger.address('m'))).toBeHidden();
    await expect(fleet.link(shop.address('m'))).toBeVisible();
    await fleet.search.fill(`-host:"127.0.0.1"`);
    await expect(page.getByText('No cluster is found by')).toBeVisible();
  });

  await test.step('a quick query takes its place', async () => {
    await page.getByRole('button', { name: /^All 2$/ }).click();
    await expect(fleet.search).toHaveValue('');
    await expect(fleet.link(shop.address('m'))).toBeVisible();
  });
});

test('the map of a group is walked by keys, and a saved view brings it back', async ({ world, app }) => {
  const { shop, ledger } = world;
  const { page, fleet } = app;
  await page.goto('/?look=heat&group=host&sort=servers');
  await expect(page.getByRole('heading', { name: /^127\.0\.0\.1 2 clusters/ })).toBeVisible();
  const square = (address: string) => page.getByRole('link', { name: new RegExp(`^${address}: OK`) });
  await square(shop.address('m')).focus();
  await page.keyboard.press('ArrowRight');
  await expect(square(ledger.address('m'))).toBeFocused();
  expect(await barriers(page)).toEqual([]);

  await page.getByRole('button', { name: 'Saved views' }).click();
  await page.getByRole('menuitem', { name: 'Save or remove views…' }).click();
  await page.getByRole('textbox', { name: 'Name of the view as it is now' }).fill('Wall');
  await page.keyboard.press('Enter');
  await page.goto('/');
  await fleet.link(shop.address('m')).waitFor();
  await page.getByRole('button', { name: 'Saved views' }).click();
  await page.getByRole('menuitem', { name: 'Wall' }).click();
  await expect(square(ledger.address('m'))).toBeVisible();
  expect([app.parameter('look'), app.parameter('group'), app.parameter('sort')]).toEqual(['heat', 'host', 'servers']);
  await square(ledger.address('m')).press('Enter');
  await app.cluster.card(ledger.address('m')).waitFor();
});
