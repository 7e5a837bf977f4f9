/** Everything by its name, by keys alone: places and acts, with the reasons against them. */
import { barriers } from '../fixtures/barriers.ts';
import { expect, test } from '../fixtures/test.ts';

test('from anywhere to a server, and to what can be done with it', async ({ world, app }) => {
  const { shop } = world;
  const { page, palette } = app;
  const { keyboard } = page;
  await page.goto('/hosts');
  await page.getByRole('table', { name: 'Hosts' }).waitFor();

  await test.step('to a server by a part of its address', async () => {
    await keyboard.press('Control+k');
    await expect(palette.box).toBeFocused();
    await keyboard.type(String(shop.server('d').port));
    await expect(palette.option(shop.address('d'))).toHaveAttribute('aria-selected', 'true');
    await keyboard.press('Enter');
    await expect(app.instance.of(shop.address('d'))).toBeVisible();
  });

  await test.step('what cannot be done says why, and stays', async () => {
    await keyboard.press('Control+k');
    await expect(palette.box).toBeFocused();
    await keyboard.type('> move its replicas…');
    const refused = palette.option('Move its replicas…');
    await expect(refused).toHaveAttribute('aria-disabled', 'true');
    await expect(refused).toContainText('It has no replicas.');
    expect(await barriers(page)).toEqual([]);
    await keyboard.press('Enter');
    await expect(palette.box).toBeVisible();
  });

  await test.step('an act of the panel is shown as a plan', async () => {
    await palette.box.fill('> stop replication');
    await palette.option('Stop replication…').waitFor();
    await keyboard.press('Enter');
    await expect(app.plan.confirmButton).toBeVisible();
    await expect(palette.box).toBeHidden();
    expect(await shop.shapeNow()).toEqual(shop.shape);
  });
});

test('it gives the keyboard back, remembers what was chosen, and asks for clusters', async ({ world, app }) => {
  const { shop, ledger } = world;
  const { page, palette, fleet } = app;
  const { keyboard } = page;
  await page.goto('/');
  await fleet.link(shop.address('m')).waitFor();
  await fleet.search.focus();
  await keyboard.press('Control+k');
  await expect(palette.box).toBeFocused();
  await keyboard.press('Escape');
  await expect(palette.box).toBeHidden();
  await expect(fleet.search).toBeFocused();

  await keyboard.press('Control+k');
  await expect(palette.box).toBeFocused();
  await keyboard.type('heat map');
  await expect(palette.option('Heat map')).toHaveAttribute('aria-selected', 'true');
  await keyboard.press('Enter');
  await expect(page.getByRole('group', { name: 'Clusters by their worst state' })).toBeVisible();

  await keyboard.press('Control+k');
  await expect(palette.box).toBeFocused();
  await expect(palette.list.getByRole('group', { name: 'Chosen last' })).toContainText('Heat map');
  await keyboard.type('product:mariadb');
  await expect(palette.option(ledger.address('m'))).toBeVisible();
  await expect(palette.option(shop.address('m'))).toBeHidden();
  await palette.option('Clusters where: product:mariadb').click();
  await expect(fleet.link(ledger.address('m'))).toBeVisible();
  await expect(fleet.search).toHaveValue('product:mariadb');
});
