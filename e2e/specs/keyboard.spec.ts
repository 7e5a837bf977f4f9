/** The same move without a mouse: walk the tree, choose a target, confirm, undo. */
import type { Locator } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';
import { DONE } from '../pages/plan-panel.ts';

test('a replica is moved and moved back by keys alone', async ({ world, app }) => {
  const { shop } = world;
  const { keyboard } = app.page;
  const card = (name: string) => app.cluster.card(shop.address(name));
  await app.page.goto('/');
  await app.fleet.link(shop.address('m')).press('Enter');
  await card('m').waitFor();

  await test.step('walk the tree', async () => {
    await tabTo(card('m'));
    await keyboard.press('ArrowRight');
    await expect(card('a')).toBeFocused();
    await keyboard.press('ArrowDown');
    await expect(card('b')).toBeFocused();
    await keyboard.press('ArrowDown');
    await expect(card('i')).toBeFocused();
    await keyboard.press('ArrowRight');
    await expect(card('c')).toBeFocused();
    await keyboard.press('End');
    await expect(card('d')).toBeFocused();
    await keyboard.press('ArrowLeft');
    await expect(card('i')).toBeFocused();
    await keyboard.press('Home');
    await expect(card('m')).toBeFocused();
    await keyboard.press('End');
  });

  await test.step('choose a target', async () => {
    await keyboard.press('m');
    await expect(app.moveDialog.search).toBeFocused();
    // Its own master is there twice: the two may change places, or it connects anew.
    await expect(app.moveDialog.options).toHaveCount(shop.names.length + 1);
    await expect(app.moveDialog.option(shop.address('d'))).toHaveAttribute('aria-disabled', 'true');
    await expect(app.moveDialog.option(shop.address('d'))).toContainText('cannot replicate from itself');
    await keyboard.type(String(shop.server('b').port));
    await expect(app.moveDialog.options).toHaveCount(1);
    await expect(app.moveDialog.option(shop.address('b'))).toHaveAttribute('aria-selected', 'true');
    await keyboard.press('Enter');
  });

  await test.step('confirm', async () => {
    await expect(app.plan.title).toHaveText(`Move ${shop.address('d')} below ${shop.address('b')}`);
    await expect(app.plan.region).toBeFocused();
    expect(await shop.shapeNow()).toEqual(shop.shape);
    await tabTo(app.plan.confirmButton);
    await keyboard.press('Enter');
    await expect(app.plan.status).toHaveText(DONE);
    expect(await shop.shapeNow()).toEqual({ ...shop.shape, d: 'b' });
  });

  await test.step('undo', async () => {
    await tabTo(app.plan.undoButton);
    await keyboard.press('Enter');
    await expect(app.plan.title).toHaveText('Undo: move 1 replica back');
    await tabTo(app.plan.confirmButton);
    await keyboard.press('Enter');
    await expect(app.plan.status).toHaveText(DONE);
    expect(await shop.shapeNow()).toEqual(shop.shape);
  });

  await test.step('Escape leads back to the card', async () => {
    await keyboard.press('Escape');
    await expect(app.plan.region).toHaveCount(0);
    await expect(card('d')).toBeFocused();
  });
});

test('subtrees fold and unfold, the menu opens, and ? says all this', async ({ world, app }) => {
  const { shop } = world;
  const { keyboard } = app.page;
  await app.openCluster(shop.address('m'));
  const intermediate = app.cluster.card(shop.address('i'));
  await intermediate.press('-');
  await expect(app.cluster.cards).toHaveCount(4);
  await expect(intermediate).toHaveAttribute('aria-expanded', 'false');
  await keyboard.press('+');
  await expect(app.cluster.cards).toHaveCount(6);
  await keyboard.press('Shift+F10');
  await expect(app.page.getByRole('menuitem', { name: /^Move its replicas…/ })).toBeEnabled();
  await keyboard.press('Escape');
  await expect(app.page.getByRole('menuitem')).toHaveCount(0);
  await keyboard.press('?');
  await expect(app.page.getByRole('dialog', { name: 'Keys' })).toContainText('Move this replica');
});

const MAX_TABS = 40;

/** Presses Tab until the element has the focus: nobody without a mouse gets anywhere else. */
async function tabTo(element: Locator): Promise<void> {
  for (let tabs = 0; tabs < MAX_TABS; tabs++) {
    if (await element.evaluate((node) => node === document.activeElement)) return;
    await element.page().keyboard.press('Tab');
  }
  throw new Error(`${element.toString()} is not reached by Tab.`);
}
